using System.Diagnostics;
using ChargePointFw.Faults.Worlds;
using ChargePointFw.Simulator;

namespace ChargePointFw.Faults.Runs;

/// <summary>A day without the wire, and how fast what was recorded meanwhile comes in.</summary>
internal static class BacklogRun
{
    private const int SecondsPerCar = 600;

    /// <summary>Records a second that a charge point must get rid of, at least.</summary>
    public const double LeastPerSecond = 50;

    /// <summary>0 when the ledger is right and the backlog was drained fast enough.</summary>
    public static int Play(string folder, int seed, int chargePoints)
    {
        using var world = new World(new WorldOptions(new BusySite(seed, chargePoints, SecondsPerCar), folder));
        world.WaitForDocuments();
        world.Flow(60, TimeSpan.FromSeconds(1));
        SetWires(world, isCut: true);
        world.Pass(TimeSpan.FromHours(24));
        long backlog = world.Committed - world.Acknowledged;
        SetWires(world, isCut: false);
        var watch = Stopwatch.StartNew();
        long backlogEnd = world.Committed;
        world.PollUntil(() => world.Acknowledged >= backlogEnd, TimeSpan.FromMinutes(5), "the backlog is acknowledged");
        watch.Stop();
        double perSecond = backlog / watch.Elapsed.TotalSeconds / chargePoints;
        world.Settle(TimeSpan.FromSeconds(60));
        int outcome = world.Close(FormattableString.Invariant(
            $"backlog_records={backlog} drained_ms={watch.ElapsedMilliseconds} records_per_second_and_charge_point={perSecond:0}"));
        return perSecond >= LeastPerSecond ? outcome : 1;
    }

    private static void SetWires(World world, bool isCut)
    {
        foreach (SimulatedChargePoint chargePoint in world.ChargePoints)
        {
            chargePoint.CutOff(isCut);
        }
    }
}
