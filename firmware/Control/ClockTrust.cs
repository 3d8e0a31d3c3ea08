using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>
/// Holds the wall clock against the monotonic one. A source that jumps beyond its drift bound (false SNTP) is no
/// longer believed: the time counts as unknown, which denies, until the source comes back to where it was or has stood
/// by its new time for a quarter of an hour. The network may correct what a battery has kept, once and within its bound.
/// </summary>
public sealed class ClockTrust
{
    private const long ToleranceMs = 1_000;

    // Crystal and SNTP together stay within 200 parts in a million.
    private const long DriftPartsPerMillion = 200;
    private const long ProbationMs = 15 * 60_000;
    private const long AnchorEveryMs = 60 * 60_000;

    private bool hasAnchor;
    private ClockQuality anchorQuality;
    private long anchorOffsetMs;
    private long anchoredAtMs;
    private bool isOnProbation;
    private long probationOffsetMs;
    private long probationSinceMs;

    /// <summary>The verdict holds until then while inputs stay the same, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; } = long.MaxValue;

    /// <summary>Counts up with every jump, and when a new time is believed after its probation.</summary>
    public int JumpCount { get; private set; }

    /// <summary>What the time would be without the last jump, ms since 1970 in UTC.</summary>
    public long ExpectedUtcMs { get; private set; }

    /// <summary>The quality that the wall clock deserves now.</summary>
    public ClockQuality Judge(long nowMs, long utcMs, ClockQuality claimed)
    {
        ReviewAtMs = long.MaxValue;
        if (claimed == ClockQuality.Unknown)
        {
            return ClockQuality.Unknown;
        }

        long offsetMs = utcMs - nowMs;
        bool isBetter = claimed > anchorQuality;
        if (!hasAnchor || IsNear(offsetMs, anchorOffsetMs, nowMs - anchoredAtMs, isBetter ? ClockBounds.InformativeErrorMs : 0))
        {
            isOnProbation = false;
            if (!hasAnchor || isBetter || nowMs - anchoredAtMs >= AnchorEveryMs)
            {
                Anchor(nowMs, offsetMs, claimed);
            }

            return claimed;
        }

        if (!isOnProbation || !IsNear(offsetMs, probationOffsetMs, nowMs - probationSinceMs, 0))
        {
            isOnProbation = true;
            JumpCount++;
            ExpectedUtcMs = nowMs + anchorOffsetMs;
            probationOffsetMs = offsetMs;
            probationSinceMs = nowMs;
        }

        ReviewAtMs = probationSinceMs + ProbationMs;
        if (nowMs < ReviewAtMs)
        {
            return ClockQuality.Unknown;
        }

        isOnProbation = false;
        ReviewAtMs = long.MaxValue;
        JumpCount++;
        ExpectedUtcMs = nowMs + anchorOffsetMs;
        Anchor(nowMs, offsetMs, claimed);
        return claimed;
    }

    private void Anchor(long nowMs, long offsetMs, ClockQuality claimed)
    {
        hasAnchor = true;
        anchorQuality = claimed;
        anchorOffsetMs = offsetMs;
        anchoredAtMs = nowMs;
    }

    private static bool IsNear(long offsetMs, long otherMs, long elapsedMs, int allowedMs)
    {
        long apartMs = offsetMs > otherMs ? offsetMs - otherMs : otherMs - offsetMs;
        return apartMs <= ToleranceMs + allowedMs + (elapsedMs * DriftPartsPerMillion / 1_000_000);
    }
}
