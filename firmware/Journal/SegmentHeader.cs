using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// The first 64 bytes of a segment: magic "CPJ1", journal id (4), number of the first record (4), highest
/// acknowledged number when the segment was begun (4), tag of the record before (16), the contactor's
/// closures until then (4), the highest session number until then (3), generation of the keys (1), 8 zero bytes, and a 16-byte tag over
/// these 48. It lets a chain be verified from any segment on.
/// </summary>
public sealed class SegmentHeader
{
    private const int Magic = 0x314A5043; // "CPJ1"
    private const int GenerationAt = 39;

    private readonly byte[] signed = new byte[RecordLayout.SignedBytes];

    public long JournalId;
    public long FirstNumber;
    public long AcknowledgedUpTo;
    public long Closures;
    public int LastSessionNumber;
    public readonly byte[] PreviousTag = new byte[RecordLayout.TagBytes];

    /// <summary>Writes the header into the first 64 bytes of <paramref name="buffer"/>.</summary>
    public void Encode(IKeyedHash hash, KeyRing keys, byte[] buffer)
    {
        Array.Clear(buffer, 0, RecordLayout.SignedBytes);
        Bytes.Put(buffer, 0, 4, Magic);
        Bytes.Put(buffer, 4, 4, JournalId);
        Bytes.Put(buffer, 8, 4, FirstNumber);
        Bytes.Put(buffer, 12, 4, AcknowledgedUpTo);
        Array.Copy(PreviousTag, 0, buffer, 16, RecordLayout.TagBytes);
        Bytes.Put(buffer, 32, 4, Closures);
        Bytes.Put(buffer, 36, 3, LastSessionNumber);
        KeySet now = keys.Now;
        buffer[GenerationAt] = now.Generation;
        Array.Copy(buffer, signed, RecordLayout.SignedBytes);
        Array.Copy(hash.Compute(now.Record, signed), 0, buffer, RecordLayout.SignedBytes, RecordLayout.TagBytes);
    }

    /// <summary>False when these bytes are not a header of ours.</summary>
    public bool Decode(IKeyedHash hash, KeyRing keys, byte[] buffer)
    {
        Array.Copy(buffer, signed, RecordLayout.SignedBytes);
        KeySet set = keys.Of(buffer[GenerationAt]);
        bool isOurs = Bytes.Take(buffer, 0, 4) == Magic
            && set != null
            && Bytes.EqualInConstantTime(hash.Compute(set.Record, signed), 0, buffer, RecordLayout.SignedBytes, RecordLayout.TagBytes);
        JournalId = Bytes.Take(buffer, 4, 4);
        FirstNumber = Bytes.Take(buffer, 8, 4);
        AcknowledgedUpTo = Bytes.Take(buffer, 12, 4);
        Array.Copy(buffer, 16, PreviousTag, 0, RecordLayout.TagBytes);
        Closures = Bytes.Take(buffer, 32, 4);
        LastSessionNumber = (int)Bytes.Take(buffer, 36, 3);
        return isOurs;
    }
}
