using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>Pauses between attempts to connect: doubling from half a second to a minute, each with jitter of a quarter.</summary>
public sealed class Backoff
{
    private const int FirstMs = 500;
    private const int LongestMs = 60_000;
    private readonly IEntropy entropy;
    private int pauseMs = FirstMs;

    public Backoff(IEntropy entropy) => this.entropy = entropy;

    /// <summary>It worked: the next failure starts from the shortest pause.</summary>
    public void Reset() => pauseMs = FirstMs;

    /// <summary>Time to wait before the next attempt, ms.</summary>
    public int NextMs()
    {
        int jitterMs = entropy.Next() % (pauseMs / 4);
        int waitMs = pauseMs + jitterMs;
        pauseMs = pauseMs * 2 < LongestMs ? pauseMs * 2 : LongestMs;
        return waitMs;
    }
}
