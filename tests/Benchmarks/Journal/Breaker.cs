using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>One operation on the flash, and how many states a power cut in it can leave.</summary>
/// <param name="Name">What is written or done.</param>
/// <param name="States">From 0, nothing done, to this, done and not reported.</param>
internal sealed record FlashOperation(string Name, int States);

/// <summary>Counts operations on the flash, takes the power away in those that are given, and knows what was committed.</summary>
/// <param name="cuts">Operation by its place from 0 on, and how much of it is done, rising.</param>
internal sealed class Breaker(IReadOnlyList<(int Operation, int State)> cuts)
{
    private readonly List<FlashOperation> operations = [];
    private readonly List<byte[]> committed = [];
    private int next;

    /// <summary>A flash that lies: a cut before an append also takes the record before it, which was reported as committed.</summary>
    public bool ForgetsLast { get; init; }

    /// <summary>Every operation so far.</summary>
    public IReadOnlyList<FlashOperation> Operations => operations;

    /// <summary>Every record that is in the flash to its last byte, whether or not the firmware was told.</summary>
    public IReadOnlyList<byte[]> Committed => committed;

    /// <summary>An operation begins: in which state the power goes, -1 when it does not.</summary>
    public int Begin(string name, int states)
    {
        operations.Add(new FlashOperation(name, states));
        if (next < cuts.Count && cuts[next].Operation == operations.Count - 1)
        {
            return Math.Min(cuts[next++].State, states);
        }

        return -1;
    }

    /// <summary>A record is in the flash.</summary>
    public void Commit(byte[] bytes) => committed.Add(bytes);

    /// <summary>The last record that tells whether power may flow, or null.</summary>
    public Record? LastOfSession()
    {
        var record = new Record();
        for (int i = committed.Count - 1; i >= 0; i--)
        {
            RecordLayout.Decode(committed[i], 0, record);
            if (record.Type is RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.SessionEnded)
            {
                return record;
            }
        }

        return null;
    }
}
