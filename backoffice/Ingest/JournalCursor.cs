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

    /// <summary>True when this is what follows, signed by this charge point: the next record, or its word that some are lost.</summary>
    public bool IsFollowedBy(byte[] record, KeyRing keys)
    {
        var seal = new RecordSeal(HmacSha256.Instance, keys);
        if (!StatesLoss(record))
        {
            Tag.CopyTo(seal.PreviousTag, 0);
        }

        return seal.IsGenuine(record, 0);
    }

    /// <summary>Behind that record, or behind those that it says are lost.</summary>
    public JournalCursor After(byte[] record) => StatesLoss(record)
        ? this with { Number = LostUpTo(record), Tag = record[RecordLayout.LostTagOffset..(RecordLayout.LostTagOffset + RecordLayout.TagBytes)] }
        : this with { Number = Number + 1, Tag = record[RecordLayout.SignedBytes..] };

    /// <summary>It stands for records that the charge point has lost.</summary>
    public static bool StatesLoss(byte[] record) => (RecordType)record[1] == RecordType.RecordsLost;

    /// <summary>The last one lost.</summary>
    public static long LostUpTo(byte[] record)
    {
        var lost = new Record();
        RecordLayout.Decode(record, 0, lost);
        return lost.LostUpTo;
    }
}
