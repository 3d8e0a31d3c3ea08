namespace ChargePointFw.Seams;

/// <summary>What the words of <see cref="ClockQuality"/> promise, in numbers.</summary>
public static class ClockBounds
{
    /// <summary>A clock that calls its time informative is off by no more than this, ms; beyond, it says unknown.</summary>
    public const int InformativeErrorMs = 60_000;
}
