using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Simulator.Visits;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Demo.Runs;

/// <summary>What happens in a run: supply, cars, charge points, from when to when.</summary>
/// <param name="SupplyFile">The operators' file.</param>
/// <param name="Visits">The cars, in order of plug-in.</param>
/// <param name="ChargePoints">Names, ordinal order.</param>
/// <param name="StartUtc">Begin, on an interval.</param>
/// <param name="EndUtc">End, exclusive.</param>
internal sealed record Scenario(
    string SupplyFile, IReadOnlyList<Visit> Visits, IReadOnlyList<string> ChargePoints, DateTimeOffset StartUtc, DateTimeOffset EndUtc)
{
    private const double SampleHours = 24;
    private const double FastestSpeed = 1_000_000;
    private const int IntervalMinutes = 30;
    private static readonly string[] usualChargePoints = ["cp-01", "cp-02", "cp-03"];

    /// <summary>Reads the files, or the samples; nothing half-read is used.</summary>
    public static Scenario Load(DemoOptions options)
    {
        string supplyFile = options.SupplyFile ?? Sample("supply.csv");
        string sessionsFile = options.SessionsFile ?? Sample("sessions.csv");
        if (!File.Exists(supplyFile))
        {
            throw new DemoException($"{supplyFile}:0: no such file.");
        }

        if (options.SitePeakW is <= 0 or > 100_000_000)
        {
            throw new DemoException($"--site-peak-w {options.SitePeakW} is not 1 to 100000000.");
        }

        if (options.Speed is not (> 0 and <= FastestSpeed))
        {
            throw new DemoException($"--speed {options.Speed} is not above 0 and up to {FastestSpeed}.");
        }

        IReadOnlyList<SupplyInterval> supply = ReadSupply(supplyFile, options.SitePeakW);
        IReadOnlyList<Visit> visits = VisitFile.Read(sessionsFile);
        (DateTimeOffset start, DateTimeOffset end) = Span(options, supply, visits);
        string? unknownOfFault = options.Faults.Select(fault => fault.ChargePoint).FirstOrDefault(name => name is not null && !Names(visits).Contains(name));
        if (unknownOfFault is not null)
        {
            throw new DemoException($"--fault names {unknownOfFault}, which is no charge point of this run; there are {string.Join(", ", Names(visits))}.");
        }

        string? unknown = options.Outages.Select(outage => outage.ChargePoint).FirstOrDefault(name => !Names(visits).Contains(name));
        return unknown is null
            ? new Scenario(supplyFile, Within(visits, end), Names(visits), start, end)
            : throw new DemoException($"--outage names {unknown}, which is no charge point of this run.");
    }

    private static IReadOnlyList<SupplyInterval> ReadSupply(string path, long sitePeakW)
    {
        try
        {
            return OperatorsCsv.Read(path, sitePeakW);
        }
        catch (SupplyImportException malformed)
        {
            throw new DemoException($"{path}:{malformed.Line}: {malformed.Reason}.");
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Span(
        DemoOptions options, IReadOnlyList<SupplyInterval> supply, IReadOnlyList<Visit> visits)
    {
        DateTimeOffset start = supply.Min(interval => interval.StartUtc);
        DateTimeOffset end = supply.Max(interval => interval.StartUtc).AddMinutes(IntervalMinutes);
        if (visits.Count > 0)
        {
            DateTimeOffset first = Utc(visits.Min(visit => visit.PlugInUtcMs));
            DateTimeOffset last = Utc(visits.Max(visit => visit.UnplugUtcMs));

            // Nobody likes to watch a night pass: live, the run begins with the first car.
            start = first < start || !options.Once ? OnInterval(first) : start;
            end = last.AddMinutes(1) > end ? OnInterval(last).AddMinutes(IntervalMinutes) : end;
        }

        bool isSample = options.SupplyFile is null && options.SessionsFile is null;
        double? hours = options.Hours ?? (isSample ? SampleHours : null);
        return hours switch
        {
            null => (start, end),
            > 0 and <= 24 * 366 => (start, start.AddHours(hours.Value)),
            _ => throw new DemoException($"--hours {hours} is not above 0 and up to {24 * 366}."),
        };
    }

    // Who is still there at the end leaves a minute before it, so that every session is whole.
    private static Visit[] Within(IReadOnlyList<Visit> visits, DateTimeOffset end)
    {
        long lastUtcMs = end.AddMinutes(-1).ToUnixTimeMilliseconds();
        return
        [
            .. visits.Where(visit => visit.PlugInUtcMs < lastUtcMs)
                .Select(visit => visit with { UnplugUtcMs = Math.Min(visit.UnplugUtcMs, lastUtcMs) }),
        ];
    }

    private static string[] Names(IReadOnlyList<Visit> visits) =>
        [.. usualChargePoints.Concat(visits.Select(visit => visit.ChargePoint)).Distinct().Order(StringComparer.Ordinal)];

    private static DateTimeOffset OnInterval(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.FromMinutes(IntervalMinutes).Ticks), TimeSpan.Zero);

    private static DateTimeOffset Utc(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs);

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
