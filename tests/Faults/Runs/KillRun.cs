using ChargePointFw.Faults.Worlds;

namespace ChargePointFw.Faults.Runs;

/// <summary>
/// <c>kill -9</c> of the broker and of the back office, in an order that the seed decides, each while records flow: the
/// next one only after the one before has been got over.
/// </summary>
internal static class KillRun
{
    private const int SecondsPerCar = 30;
    private const double FastestSpeed = 200;
    private const double SecondsPerKill = 3.5;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(90);

    /// <summary>0 when nothing is lost, nothing there twice and the ledger what was simulated.</summary>
    /// <param name="folder">For the run's files.</param>
    /// <param name="seed">Decides everything random.</param>
    /// <param name="times">Kills of the broker, and as many of the back office.</param>
    /// <param name="chargePoints">How many charge points there are.</param>
    public static int Play(string folder, int seed, int times, int chargePoints)
    {
        var random = new Random(seed);
        bool[] isBroker = [.. Enumerable.Range(0, 2 * times).Select(at => at % 2 == 0)];
        random.Shuffle(isBroker);

        // All kills happen within what the first plan reaches.
        double speed = Math.Min(FastestSpeed, (BusySite.LongestHours - 2) * 3600 / (isBroker.Length * SecondsPerKill));
        using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder));
        world.WaitForDocuments();
        long inFlight = 0;
        int kills = 0;
        foreach (bool killsBroker in isBroker)
        {
            AwaitFlow(world, speed, kills);
            world.Flow(speed, TimeSpan.FromMilliseconds(random.Next(300)));
            world.Flow(speed, patience, () => world.Committed > world.Acknowledged);
            inFlight += world.Committed - world.Acknowledged;
            if (killsBroker)
            {
                world.Broker.Kill();
            }
            else
            {
                world.Office.Kill();
            }

            world.Flow(speed, TimeSpan.FromMilliseconds(random.Next(400)));
            if (killsBroker)
            {
                world.Broker.Start();
            }
            else
            {
                world.Office.Start();
            }

            if (++kills % 20 == 0)
            {
                Console.WriteLine($"{kills} of {isBroker.Length} kills, {world.Acknowledged} of {world.Committed} records acknowledged, {world.Elapsed.TotalHours:0.0} h simulated");
            }
        }

        AwaitFlow(world, speed, kills);
        world.Settle(patience);
        return world.Close($"broker_kills={isBroker.Count(broker => broker)} backoffice_kills={isBroker.Count(broker => !broker)} unacknowledged_at_kills={inFlight}");
    }

    // Records of every charge point get through (again).
    private static void AwaitFlow(World world, double speed, int kills)
    {
        long[] before = [.. world.ChargePoints.Select(chargePoint => chargePoint.AcknowledgedUpTo)];
        bool flows = world.Flow(speed, patience, () => world.ChargePoints.Zip(before).All(one => one.First.AcknowledgedUpTo > one.Second));
        if (!flows || world.Elapsed.TotalHours >= BusySite.LongestHours)
        {
            throw new FaultException(
                $"After {kills} kills records do not flow again within {patience.TotalSeconds:0} s, or the cars ran out; {world.Acknowledged} of {world.Committed} acknowledged.\n{string.Join('\n', world.Office.Lines.TakeLast(20))}");
        }
    }
}
