using ChargePointFw.Control;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Boards;

/// <summary>What one board and its surroundings are made of.</summary>
internal sealed record BoardSetup
{
    /// <summary>What the firmware believes.</summary>
    public required ChargePointSettings Settings { get; init; }

    /// <summary>When it is switched on, ms since 1970 in UTC.</summary>
    public required long StartUtcMs { get; init; }

    /// <summary>Who comes when.</summary>
    public required IReadOnlyList<Visit> Visits { get; init; }

    /// <summary>When it steps.</summary>
    public required StepGrid Grid { get; init; }

    /// <summary>When the meter is polled within each second, 0 to 999 ms.</summary>
    public int PollPhaseMs { get; init; }

    /// <summary>What has gone through the meter before, mJ.</summary>
    public long InitialMj { get; init; }

    /// <summary>How long full power flows after a stop request, ms.</summary>
    public int RampDownMs { get; init; } = 400;

    /// <summary>The charger hears no stop request.</summary>
    public bool IgnoresStop { get; init; }

    /// <summary>What a surplus meter on the board's line would see; null when it has none.</summary>
    public Sun? Sun { get; init; }

    /// <summary>That meter is polled this often, ms.</summary>
    public int SurplusEveryMs { get; init; } = 5_000;

    /// <summary>Segments of the journal.</summary>
    public int SegmentCount { get; init; } = 3;

    /// <summary>Bytes of one segment.</summary>
    public int SegmentBytes { get; init; } = 4_096;
}
