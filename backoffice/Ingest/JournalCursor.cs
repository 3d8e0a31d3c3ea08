using ChargePointFw.BackOffice.Sites;
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
        var message = new byte[RecordLayout.TagBytes + RecordLayout.SignedBytes];
        Tag.CopyTo(message, 0);
        Array.Copy(record, 0, message, RecordLayout.TagBytes, RecordLayout.SignedBytes);
        byte[] expected = HmacSha256.Instance.Compute(keys.Record, message);
        return Bytes.EqualInConstantTime(expected, 0, record, RecordLayout.SignedBytes, RecordLayout.TagBytes);
    }

    public JournalCursor After(byte[] record) => this with { Number = Number + 1, Tag = record[RecordLayout.SignedBytes..] };
}
