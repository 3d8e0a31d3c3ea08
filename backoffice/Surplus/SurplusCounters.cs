
namespace ChargePointFw.BackOffice.Surplus;

/// <summary>What the feed has done since the start.</summary>
public sealed class SurplusCounters
{
    private readonly long[] refused = new long[Enum.GetValues<SurplusRefusal>().Length];
    private long taken;
    private long published;

    /// <summary>Measurements taken.</summary>
    public long Taken => Interlocked.Read(ref taken);

    /// <summary>Signed documents handed to MQTT.</summary>
    public long Published => Interlocked.Read(ref published);

    /// <summary>Measurements refused for this reason.</summary>
    public long Refused(SurplusRefusal why) => Interlocked.Read(ref refused[(int)why]);

    internal void CountTaken() => Interlocked.Increment(ref taken);

    internal void CountPublished() => Interlocked.Increment(ref published);

    internal void CountRefused(SurplusRefusal why) => Interlocked.Increment(ref refused[(int)why]);
}
