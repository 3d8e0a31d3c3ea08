using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>What came of it.</summary>
/// <param name="Ledger">The office's books once the wire is mended.</param>
/// <param name="DeliveredWh">What the meter's register has gained.</param>
/// <param name="DeniedClockUnknown">Cars that got nothing because the time was unknown.</param>
/// <param name="Conflicts">Records that came as two.</param>
internal sealed record OfflineEnd(Ledger Ledger, long DeliveredWh, int DeniedClockUnknown, int Conflicts);

/// <summary>
/// Forty cars come while the wire is cut, ten restarts among them: between two sessions and, every other one, in the
/// middle of a session. Then the wire is mended.
/// </summary>
internal static class OfflineStory
{
    public const int Cars = 40;
    public const int Reboots = 10;

    private const int CarsPerReboot = Cars / Reboots;
    private const long StartUtcMs = 1_775_001_600_000;
    private const long IntervalMs = 1_800_000;
    private const int PlugInMs = 300_000;
    private const int UnplugMs = 480_000;

    /// <summary>Sessions with a battery-backed clock: who is cut in the middle goes on in another session.</summary>
    public const int Sessions = Cars + (Reboots / 2);

    /// <summary>Sessions before the first restart: without a battery-backed clock there are no more.</summary>
    public const int SessionsBeforeFirstReboot = CarsPerReboot;

    public static OfflineEnd Play(bool hasBatteryClock)
    {
        using var station = new Station(
            new StationSetup
            {
                StartUtcMs = StartUtcMs,
                Visits = [.. Enumerable.Range(0, Cars).Select(i => new Visit(
                    Papers.Name, Papers.Member, true, StartUtcMs + (i * IntervalMs) + PlugInMs, StartUtcMs + (i * IntervalMs) + UnplugMs, 100_000, 20_000))],
                Plan = Papers.Plan(1, StartUtcMs, 30, [.. Enumerable.Repeat(10_000, Cars + 1)]),
                HasBatteryClock = hasBatteryClock,
            },
            breaker: null);
        station.CutOff(true);
        int denied = 0;
        for (int car = 0; car < Cars; car++)
        {
            long intervalUtcMs = StartUtcMs + (car * IntervalMs);
            bool isLastBeforeReboot = car % CarsPerReboot == CarsPerReboot - 1;
            bool isInTheMiddle = isLastBeforeReboot && car / CarsPerReboot % 2 == 0;
            station.RunTo(intervalUtcMs + PlugInMs + 30_000);
            denied += station.ChargePoint.IsIdle && station.ChargePoint.Status.Verdict == SupplyVerdict.DeniedClockUnknown ? 1 : 0;
            if (isInTheMiddle)
            {
                station.CutPower();
            }

            station.RunTo(intervalUtcMs + UnplugMs + 60_000);
            if (isLastBeforeReboot && !isInTheMiddle)
            {
                station.CutPower();
            }
        }

        station.RunTo(StartUtcMs + (Cars * IntervalMs) + 60_000);
        station.CutOff(false);
        if (!station.RunUntilDelivered())
        {
            station.Office.Ledger.Complain("not everything was delivered");
        }

        long shownWh = (station.ChargePoint.Bay.EnergyMj / Bay.MillijoulesPerWh) - station.ChargePoint.InitialRegisterWh;
        return new OfflineEnd(station.Office.Ledger, shownWh, denied, station.Office.Conflicts);
    }
}
