using ChargePointFw.Control;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>Random stops of every cause at every meter resolution. The same seed gives the same stops.</summary>
internal sealed class EnforcementRun
{
    private EnforcementRun(int seed, IReadOnlyList<StopRow> rows)
    {
        Seed = seed;
        Rows = rows;
    }

    /// <summary>Steps of the meters' registers, Wh.</summary>
    public static IReadOnlyList<int> ResolutionsWh { get; } = [1, 16, 100];

    public int Seed { get; }

    public IReadOnlyList<StopRow> Rows { get; }

    public IEnumerable<string> Violations => Rows.SelectMany(row => row.Violations);

    /// <summary>What a board promises.</summary>
    public static ChargePointSettings Stated(int resolutionWh) => new() { MeterResolutionWh = resolutionWh };

    /// <summary>
    /// Plays so many stops per cause and resolution. <paramref name="believed"/> makes what the firmware believes from the
    /// resolution; without it the firmware believes what is stated.
    /// </summary>
    public static EnforcementRun Play(int seed, int stopsPerRow, Func<int, ChargePointSettings>? believed = null)
    {
        var rows = new List<StopRow>();
        foreach (StopCause cause in StopCauses.All)
        {
            foreach (int resolutionWh in ResolutionsWh)
            {
                var row = new StopRow(cause, resolutionWh);
                ChargePointSettings device = (believed ?? Stated)(resolutionWh);
                for (int index = 0; index < stopsPerRow; index++)
                {
                    var dice = new Random(unchecked((((seed * 31) + rows.Count) * 1_000_003) + index));
                    var situation = new Situation(dice, Stated(resolutionWh), cause);
                    row.Add(StopRun.Play(situation, cause, device), index);
                }

                rows.Add(row);
            }
        }

        return new EnforcementRun(seed, rows);
    }
}
