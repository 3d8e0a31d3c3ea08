using ChargePointFw.Faults.Worlds;

namespace ChargePointFw.Faults.Runs;

/// <summary>What is behind the wire has no room, takes nothing, or knows less than it did.</summary>
internal static class StoreRun
{
    private const int SecondsPerCar = 30;
    private const double Speed = 200;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    /// <summary>A disk of its own for the database (16 MB) is filled up, and later there is room again.</summary>
    public static int PlayDisk(string folder, int seed, int chargePoints)
    {
        string disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=16m", "cpfw", disk);
        try
        {
            using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder) { DatabaseFile = Path.Combine(disk, "ledger.db") });
            world.WaitForDocuments();
            world.Flow(Speed, patience, () => world.Acknowledged > 5 * chargePoints);
            string ballast = Path.Combine(disk, "ballast");
            FillUp(ballast);
            bool isSaid = world.Flow(Speed, patience, () => world.Office.Lines.Any(line => line.Contains("Make room", StringComparison.Ordinal)));
            long acknowledged = world.Acknowledged;
            world.Flow(Speed, TimeSpan.FromSeconds(1));
            StoredRecords stored = StoredRecords.Count(world.DatabaseFile);
            bool isHonest = world.Acknowledged == acknowledged && stored.All >= acknowledged && world.Committed > acknowledged && world.Office.IsRunning;
            File.Delete(ballast);
            bool resumes = world.Flow(Speed, patience, () => world.Acknowledged > acknowledged + chargePoints);
            world.Settle(patience);
            int outcome = world.Close($"said_what_to_do={isSaid} acknowledged_only_what_is_stored={isHonest} resumed={resumes}");
            return isSaid && isHonest && resumes ? outcome : 1;
        }
        finally
        {
            Tool.Run("umount", "--lazy", disk);
        }
    }

    /// <summary>
    /// The back office hangs with its connection open, and the broker keeps five messages for it: it confirms to the charge
    /// points what it throws away.
    /// </summary>
    public static int PlayOverflow(string folder, int seed, int chargePoints)
    {
        using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder)
        {
            BrokerLines = ["max_queued_messages 5", "max_inflight_messages 5"],
        });
        world.WaitForDocuments();
        world.Flow(Speed, patience, () => world.Acknowledged > 5 * chargePoints);
        world.Office.Freeze();
        bool isDropped = world.Flow(Speed, patience, () => world.Broker.Log.Any(line => line.Contains("being dropped", StringComparison.Ordinal)));
        world.Flow(Speed, TimeSpan.FromSeconds(1)); // what it had acknowledged before arrives
        long acknowledged = world.Acknowledged;
        world.Flow(Speed, TimeSpan.FromSeconds(1));
        bool isKept = world.Acknowledged == acknowledged && world.Committed > acknowledged;
        world.Office.Thaw();
        world.Settle(patience);
        int outcome = world.Close($"broker_dropped={isDropped} nothing_left_the_journals={isKept}");
        return isDropped && isKept ? outcome : 1;
    }

    /// <summary>The back office starts from an older copy of its file, after the cars have gone: nobody has anything new to say.</summary>
    public static int PlayRestore(string folder, int seed, int chargePoints)
    {
        using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder));
        world.WaitForDocuments();
        world.Flow(Speed, patience, () => world.Acknowledged > 10 * chargePoints);
        string backup = Path.Combine(folder, "backup.db");
        world.Office.Kill();
        Copy(world.DatabaseFile, backup);
        world.Office.Start();
        long before = world.Acknowledged;
        world.Flow(Speed, patience, () => world.Acknowledged > before + (30 * chargePoints));
        world.Settle(patience);
        world.Office.Kill();
        Copy(backup, world.DatabaseFile);
        long lacking = world.Committed - StoredRecords.Count(world.DatabaseFile).Distinct;
        world.Office.Start();
        world.PollUntil(() => StoredRecords.Count(world.DatabaseFile).Distinct == world.Committed, patience, "everything is stored again");
        return world.Close($"lacking_after_restore={lacking}", expectedAlarm: "LedgerBehind");
    }

    private static void FillUp(string path)
    {
        using var ballast = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0); // a buffer would be written at the end
        for (int size = 1 << 20; size >= 512; size /= 2)
        {
            var some = new byte[size];
            try
            {
                while (true)
                {
                    ballast.Write(some);
                }
            }
            catch (IOException)
            {
                // full but for less than this
            }
        }
    }

    // With its log: both were left by a killed process.
    private static void Copy(string from, string to)
    {
        foreach (string suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(to + suffix);
            if (File.Exists(from + suffix) && suffix != "-shm")
            {
                File.Copy(from + suffix, to + suffix);
            }
        }
    }
}
