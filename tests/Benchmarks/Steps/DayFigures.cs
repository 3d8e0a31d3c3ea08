using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Steps;

/// <summary>What a day has cost.</summary>
internal sealed class DayFigures
{
    private readonly Dictionary<SessionPhase, long> quietSteps = [];
    private readonly Dictionary<SessionPhase, long> quietBytes = [];

    public long Steps { get; private set; }

    /// <summary>Bytes that the other steps took: the platform's HMAC, and the simulated world that a switch moves.</summary>
    public long BusyBytes { get; private set; }

    public int Closures { get; set; }

    /// <summary>Appends to the flash, headers of segments among them.</summary>
    public int Appends { get; set; }

    public long AppendedBytes { get; set; }

    /// <summary>The journal, record by record.</summary>
    public IReadOnlyList<byte[]> Records { get; set; } = [];

    /// <summary>Records of this type.</summary>
    public int CountOf(RecordType type) => Records.Count(bytes => TypeOf(bytes) == type);

    /// <summary>Steps in this phase that recorded nothing and switched nothing.</summary>
    public long QuietSteps(SessionPhase phase) => quietSteps.GetValueOrDefault(phase);

    /// <summary>Bytes that those took from the heap.</summary>
    public long QuietBytes(SessionPhase phase) => quietBytes.GetValueOrDefault(phase);

    public void Stepped(SessionPhase phase, bool isQuiet, long bytes)
    {
        Steps++;
        if (!isQuiet)
        {
            BusyBytes += bytes;
            return;
        }

        quietSteps[phase] = QuietSteps(phase) + 1;
        quietBytes[phase] = QuietBytes(phase) + bytes;
    }

    private static RecordType TypeOf(byte[] bytes)
    {
        var record = new Record();
        return RecordLayout.Decode(bytes, 0, record) ? record.Type : default;
    }
}
