using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>The chain: a record's tag = first 16 bytes of HMAC-SHA256(record key, tag before ‖ the 48 bytes).</summary>
public sealed class RecordSeal
{
    private readonly IKeyedHash hash;
    private readonly byte[] key;
    private readonly byte[] chained = new byte[RecordLayout.TagBytes + RecordLayout.SignedBytes];

    public RecordSeal(IKeyedHash hash, KeyRing keys)
    {
        this.hash = hash;
        key = keys.Record;
    }

    /// <summary>Tag of the record before, 16 bytes; sixteen zero bytes before the first.</summary>
    public readonly byte[] PreviousTag = new byte[RecordLayout.TagBytes];

    /// <summary>Writes the tag behind the 48 bytes of <paramref name="record"/>.</summary>
    public void Seal(byte[] record)
    {
        Array.Copy(Tag(record, 0), 0, record, RecordLayout.SignedBytes, RecordLayout.TagBytes);
    }

    /// <summary>True when the tag at the end of the 64 bytes follows from the tag before.</summary>
    public bool IsGenuine(byte[] record, int offset) =>
        Bytes.EqualInConstantTime(Tag(record, offset), 0, record, offset + RecordLayout.SignedBytes, RecordLayout.TagBytes);

    /// <summary>The next record chains to this one.</summary>
    public void MoveTo(byte[] record, int offset) =>
        Array.Copy(record, offset + RecordLayout.SignedBytes, PreviousTag, 0, RecordLayout.TagBytes);

    private byte[] Tag(byte[] record, int offset)
    {
        Array.Copy(PreviousTag, chained, RecordLayout.TagBytes);
        Array.Copy(record, offset, chained, RecordLayout.TagBytes, RecordLayout.SignedBytes);
        return hash.Compute(key, chained);
    }
}
