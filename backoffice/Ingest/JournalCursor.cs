using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>How far one journal of one charge point is stored without a gap.</summary>
/// <param name="Row">Row of the journal; 0 before its first record.</param>
/// <param name="ChargePoint">Whose journal it is.</param>
/// <param name="JournalId">As the charge point drew it.</param>
/// <param name="Number">Highest record up to which every one is stored.</param>
/// <param name="Tag">That record's tag; sixteen zero bytes before the first.</param>
internal sealed record JournalCursor(long Row, ChargePoint ChargePoint, long JournalId, long Number, byte[] Tag)
{
    public static JournalCursor BeforeFirst(ChargePoint chargePoint, long journalId) =>
        new(0, chargePoint, journalId, 0, new byte[RecordLayout.TagBytes]);

    /// <summary>True when this is the record that follows, signed by this charge point.</summary>
    public bool IsFollowedBy(byte[] record, KeyRing keys)
    {
        var seal = new RecordSeal(HmacSha256.Instance, keys);
        Tag.CopyTo(seal.PreviousTag, 0);
        return seal.IsGenuine(record, 0);
    }

    public JournalCursor After(byte[] record) => this with { Number = Number + 1, Tag = record[RecordLayout.SignedBytes..] };
}
