namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>All stops of one cause at one meter resolution, and what is wrong with them.</summary>
internal sealed class StopRow(StopCause cause, int resolutionWh)
{
    private readonly List<Stop> stops = [];
    private readonly List<string> violations = [];

    public StopCause Cause => cause;

    public int ResolutionWh => resolutionWh;

    /// <summary>Every stop that came about.</summary>
    public IReadOnlyList<Stop> Stops => stops;

    /// <summary>One line for each promise that a stop broke.</summary>
    public IReadOnlyList<string> Violations => violations;

    /// <summary>Stops that left more unused than the reserve.</summary>
    public int UnusedOverReserve { get; private set; }

    public void Add(Stop stop, int index)
    {
        string what = $"{cause.Name}, {resolutionWh} Wh, stop {index}: ";
        if (!stop.IsStopped)
        {
            violations.Add(what + "never charged, or never stopped");
            return;
        }

        stops.Add(stop);
        if (stop.Verdict != cause.Verdict)
        {
            violations.Add(what + $"stopped with {stop.Verdict} instead of {cause.Verdict}");
        }

        if (stop.Steps > 1)
        {
            violations.Add(what + $"{stop.Steps} steps from the cause to the stop request");
        }

        if (cause.IsSupplyEnding && stop.UncoveredWh > resolutionWh)
        {
            violations.Add(what + Invariant($"{stop.UncoveredWh:F3} Wh uncovered"));
        }

        if (stop.UnusedWh > stop.ReserveWh)
        {
            UnusedOverReserve++;
            violations.Add(what + Invariant($"{stop.UnusedWh:F1} Wh unused, the reserve being {stop.ReserveWh} Wh"));
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
