using ChargePointFw.Faults.Worlds;

namespace ChargePointFw.Faults.Runs;

/// <summary>The network is cut under living connections, or is slow.</summary>
internal static class WireRun
{
    private const int SecondsPerCar = 60;
    private const double Speed = 200;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    /// <summary>In a network namespace of its own, without a route to anywhere: its one interface goes down and comes back.</summary>
    public static int PlayCut(string folder, int seed, int chargePoints)
    {
        Tool.Run("ip", "link", "set", "lo", "up");
        if (Tool.Run("ip", "route", "show", "default").Length > 0)
        {
            throw new FaultException("There is a default route: this fault cuts the network, and is for a namespace of its own: unshare -rn …");
        }

        using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder));
        world.WaitForDocuments();
        world.Flow(Speed, patience, () => world.Acknowledged > 5 * chargePoints);
        Tool.Run("ip", "link", "set", "lo", "down");
        world.Flow(Speed, TimeSpan.FromMilliseconds(300)); // what the sockets still hold
        (long acknowledged, long committed) = (world.Acknowledged, world.Committed);
        world.Flow(Speed, TimeSpan.FromSeconds(3));
        bool isCut = world.Acknowledged == acknowledged && world.Committed > committed && world.Office.IsRunning;
        long waiting = world.Committed - world.Acknowledged;
        Tool.Run("ip", "link", "set", "lo", "up");
        world.Flow(Speed, patience, () => world.Acknowledged > acknowledged + waiting);
        world.Settle(patience);
        int outcome = world.Close($"cut={(isCut ? "yes" : "no")} waiting_at_end_of_cut={waiting}");
        return isCut ? outcome : 1;
    }

    /// <summary>200 ms each way and 16 kB/s for each charge point: a bad mobile line.</summary>
    public static int PlaySlow(string folder, int seed, int chargePoints)
    {
        SlowWire? wire = null;
        try
        {
            using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder)
            {
                PortForChargePoints = port => (wire = new SlowWire(port, TimeSpan.FromMilliseconds(200), 16_000)).Port,
            });
            world.WaitForDocuments();
            world.Flow(Speed / 4, TimeSpan.FromSeconds(4));
            long behind = world.Committed - world.Acknowledged;
            world.Settle(patience);
            return world.Close($"unacknowledged_while_slow={behind}");
        }
        finally
        {
            wire?.Dispose();
        }
    }
}
