using ChargePointFw.Records;
using ChargePointFw.Simulation.Boards;

namespace ChargePointFw.Simulation.Checks;

/// <summary>What one flash ever held whole, beside the firmware: the witness against the ledger.</summary>
internal sealed class CommittedRecords
{
    private readonly Dictionary<(long JournalId, long Number), List<byte[]>> written = [];

    public CommittedRecords(Flash flash) => flash.Committed += bytes =>
    {
        (long, long) key = (Bytes.Take(bytes, 5, 4), Bytes.Take(bytes, 9, 4));
        if (!written.TryGetValue(key, out List<byte[]>? variants))
        {
            written[key] = variants = [];
        }

        variants.Add(bytes);
        Newest = bytes;
    };

    /// <summary>The newest one.</summary>
    public byte[] Newest { get; private set; } = [];

    /// <summary>Journals that ever had a record.</summary>
    public IEnumerable<long> Journals => written.Keys.Select(key => key.JournalId).Distinct();

    /// <summary>Every form that a number ever had; more than one when a write was refused or cut after all.</summary>
    public IReadOnlyList<byte[]> Of(long journalId, long number) => written.GetValueOrDefault((journalId, number)) ?? [];
}
