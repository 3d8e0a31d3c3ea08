// What a generated world consists of: cars, supply, meter, and when the power goes.
using System.Globalization;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Properties.Worlds;

/// <summary>One charge point's few hours.</summary>
/// <param name="Seed">Phase of the meter's polling, first register.</param>
/// <param name="ResolutionWh">Step of the meter's register.</param>
/// <param name="IntervalMinutes">15, 30 or 60.</param>
/// <param name="AllocationsWh">For each interval from the start; 0 for none.</param>
/// <param name="Visits">Cars, one after the other.</param>
/// <param name="PowerCutsMs">After the start, rising.</param>
internal sealed record Site(
    int Seed, int ResolutionWh, int IntervalMinutes, int[] AllocationsWh, Visit[] Visits, long[] PowerCutsMs)
{
    /// <summary>Share of the site's surplus, in thousandths.</summary>
    public int LivePermille { get; init; }

    /// <summary>The site's surplus, W, each for <see cref="SunEveryMs"/> from the start; none without any.</summary>
    public int[] SunW { get; init; } = [];

    /// <summary>What the meter does, from when to when, ms after the start; one after the other.</summary>
    public (long FromMs, long UntilMs, MeterTrouble Trouble)[] MeterTroubles { get; init; } = [];

    /// <summary>An AC post that offers so much; 0: a DC charger.</summary>
    public int PilotCurrentA { get; init; }

    public const long SunEveryMs = 20_000;

    public const string Name = "cp-01";

    /// <summary>2026-04-01 0:00 UTC.</summary>
    public const long StartUtcMs = 1_775_001_600_000;

    public const int MaximumPowerW = 50_000;

    public long IntervalMs => IntervalMinutes * 60_000L;

    public Sun? Sun => SunW.Length == 0 ? null : new Sun(SunW.Select((surplusW, i) => (StartUtcMs + (i * SunEveryMs), surplusW)).Append((StartUtcMs + (SunW.Length * SunEveryMs), 0)));

    /// <summary>End of the last interval.</summary>
    public long EndUtcMs => StartUtcMs + (AllocationsWh.Length * IntervalMs);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}, {ResolutionWh} Wh, {IntervalMinutes} min, allocations [{string.Join(' ', AllocationsWh)}], visits [{string.Join("; ", Visits.Select(Text))}], cuts [{string.Join(' ', PowerCutsMs)}], {LivePermille}/1000 of a sun of [{string.Join(' ', SunW)}] W every 20 s, meter [{string.Join("; ", MeterTroubles)}]");

    private static string Text(Visit visit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(visit.IsMember ? "member" : "guest")} {(visit.PlugInUtcMs - StartUtcMs) / 1000.0}..{(visit.UnplugUtcMs - StartUtcMs) / 1000.0} s {visit.EnergyWh} Wh {visit.MaximumPowerW} W");
}
