using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// The chain: a record's tag = first 16 bytes of HMAC-SHA256(record key, tag before ‖ the 48 bytes), with the key of the
/// generation that the record names.
/// </summary>
public sealed class RecordSeal
{
    /// <summary>Bits of a tag that may be turned for <see cref="Repair"/>.</summary>
    public const int MostTurnedBits = 8;

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly byte[] chained = new byte[RecordLayout.TagBytes + RecordLayout.SignedBytes];

    public RecordSeal(IKeyedHash hash, KeyRing keys)
    {
        this.hash = hash;
        this.keys = keys;
    }

    /// <summary>Tag of the record before, 16 bytes; sixteen zero bytes before the first.</summary>
    public readonly byte[] PreviousTag = new byte[RecordLayout.TagBytes];

    /// <summary>Writes the tag behind the 48 bytes of <paramref name="record"/>.</summary>
    public void Seal(byte[] record)
    {
        Array.Copy(Tag(record, 0), 0, record, RecordLayout.SignedBytes, RecordLayout.TagBytes);
    }

    /// <summary>True when the tag at the end of the 64 bytes follows from the tag before.</summary>
    public bool IsGenuine(byte[] record, int offset)
    {
        byte[] tag = Tag(record, offset);
        return tag != null && Bytes.EqualInConstantTime(tag, 0, record, offset + RecordLayout.SignedBytes, RecordLayout.TagBytes);
    }

    /// <summary>
    /// True when the record is whole. A tag of our own store with a few bits turned is put right: a changed record would
    /// have another half of them. That leaves a forger of flash still about 88 of the 128 bits to guess.
    /// </summary>
    public bool Repair(byte[] record, int offset)
    {
        byte[] tag = Tag(record, offset);
        if (tag == null)
        {
            return false;
        }

        int turned = 0;
        for (int i = 0; i < RecordLayout.TagBytes; i++)
        {
            for (int bits = tag[i] ^ record[offset + RecordLayout.SignedBytes + i]; bits != 0; bits &= bits - 1)
            {
                turned++;
            }
        }

        if (turned > MostTurnedBits)
        {
            return false;
        }

        Array.Copy(tag, 0, record, offset + RecordLayout.SignedBytes, RecordLayout.TagBytes);
        return true;
    }

    /// <summary>The next record chains to this one.</summary>
    public void MoveTo(byte[] record, int offset) =>
        Array.Copy(record, offset + RecordLayout.SignedBytes, PreviousTag, 0, RecordLayout.TagBytes);

    // Null when the record names keys that are not here.
    private byte[] Tag(byte[] record, int offset)
    {
        KeySet set = keys.Of(record[offset + RecordLayout.KeyGenerationAt]);
        if (set == null)
        {
            return null;
        }

        Array.Copy(PreviousTag, chained, RecordLayout.TagBytes);
        Array.Copy(record, offset, chained, RecordLayout.TagBytes, RecordLayout.SignedBytes);
        return hash.Compute(set.Record, chained);
    }
}
