using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// Reads the journal for the link. Each record is verified once more before it goes out: flash may have rotted since. For
/// damaged ones there is a signed statement instead that they are lost, and from which tag the chain goes on; it is made
/// of nothing but the journal, so that it is the same whenever it is asked for. One thread reads.
/// </summary>
public sealed class JournalReader
{
    /// <summary>Records that one statement names at most, beside whole segments that are gone: so many are verified at once.</summary>
    public const int MaximumDamaged = 64;

    private readonly RecordJournal journal;
    private readonly IRecordStore store;
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly RecordSeal seal;
    private readonly SegmentHeader header = new SegmentHeader();
    private readonly Record statement = new Record();
    private readonly byte[] buffer = new byte[RecordLayout.RecordBytes];
    private readonly byte[] before = new byte[RecordLayout.RecordBytes];
    private readonly byte[] tag = new byte[RecordLayout.TagBytes];
    private readonly byte[] acknowledgedTag = new byte[RecordLayout.TagBytes];
    private readonly byte[] provenTag = new byte[RecordLayout.TagBytes];
    private long acknowledgedNumber = -1;
    private long provenNumber = -1;
    private long nothingBehindUpTo;

    internal JournalReader(RecordJournal journal, IRecordStore store, IKeyedHash hash, KeyRing keys)
    {
        this.journal = journal;
        this.store = store;
        this.hash = hash;
        this.keys = keys;
        seal = new RecordSeal(hash, keys);
    }

    /// <summary>The last number that what was read stands for: the record's own, or the last of those that are lost.</summary>
    public long UpTo { get; private set; }

    /// <summary>Fills <paramref name="target"/> with the 64 bytes to send for a number: a record, or a statement of loss.</summary>
    public JournalReading Read(long number, byte[] target)
    {
        long committed = journal.CommittedUpTo;
        UpTo = number;
        if (number < 1 || number > committed)
        {
            return JournalReading.Gone;
        }

        if (journal.Read(number, target))
        {
            bool isProvable = TagOf(number - 1);

            // What nothing here can verify the back office can: it has what was before.
            if (!isProvable || IsGenuine(number, target))
            {
                return JournalReading.Record;
            }
        }
        else if (number <= journal.AcknowledgedUpTo)
        {
            return JournalReading.Gone;
        }

        return StateLoss(number, committed, target);
    }

    /// <summary>
    /// True when an acknowledgement of this record carries our own tag, or when our copy of it is damaged. The tag is kept:
    /// what follows is verified from it.
    /// </summary>
    internal bool MayBeAcknowledged(long number, byte[] itsTag)
    {
        bool isThere = journal.Read(number, buffer);
        bool isOld = !isThere && number == journal.AcknowledgedUpTo; // repeated; its record has made room since
        bool isOurs = number <= journal.CommittedUpTo && TagOf(number) && Bytes.EqualInConstantTime(tag, 0, itsTag, 0, RecordLayout.TagBytes);
        bool isDamaged = number <= journal.CommittedUpTo
            && (isThere ? TagOf(number - 1) && !IsGenuine(number, buffer) : number > journal.AcknowledgedUpTo);
        if (isOld || isOurs || isDamaged)
        {
            acknowledgedNumber = number;
            Array.Copy(itsTag, acknowledgedTag, RecordLayout.TagBytes);
            return true;
        }

        return false;
    }

    private JournalReading StateLoss(long number, long committed, byte[] target)
    {
        if (committed == nothingBehindUpTo)
        {
            return JournalReading.NotYet; // looked at already
        }

        long to = LastLost(number, committed);
        if (to >= committed || !TagOf(to))
        {
            nothingBehindUpTo = committed;
            return JournalReading.NotYet;
        }

        statement.Clear();
        statement.Type = RecordType.RecordsLost;
        statement.KeyGeneration = keys.Generation;
        statement.JournalId = journal.JournalId;
        statement.Number = number;
        statement.LostUpTo = to;
        RecordLayout.Encode(statement, target, 0);
        Array.Copy(tag, 0, target, RecordLayout.LostTagOffset, RecordLayout.TagBytes);
        Array.Clear(seal.PreviousTag, 0, RecordLayout.TagBytes);
        seal.Seal(target);
        UpTo = to;
        return JournalReading.Lost;
    }

    // Everything up to the record before the next one that is proven to follow from what stands before it.
    private long LastLost(long number, long committed)
    {
        long to = journal.NextHeld(number);
        to = to > number ? to - 1 : number;
        for (int damaged = 1; to < committed && damaged < MaximumDamaged; damaged++)
        {
            long next = to + 1;
            if (!journal.Read(next, buffer))
            {
                long held = journal.NextHeld(next);
                to = held > next ? held - 1 : next; // a segment whose end is gone, or one that is gone whole
            }
            else if (TagOf(to) && IsGenuine(next, buffer))
            {
                return to;
            }
            else
            {
                to = next;
            }
        }

        return to;
    }

    // Whether these bytes, read at this number, follow from the tag that TagOf has just found; a damaged tag is put right.
    private bool IsGenuine(long number, byte[] bytes)
    {
        Array.Copy(tag, seal.PreviousTag, RecordLayout.TagBytes);
        bool isGenuine = seal.Repair(bytes, 0);
        if (isGenuine)
        {
            provenNumber = number;
            Array.Copy(bytes, RecordLayout.SignedBytes, provenTag, 0, RecordLayout.TagBytes);
        }

        return isGenuine;
    }

    // The tag from which the record behind this number follows: as the back office has it, as the next segment's header
    // repeats it, or as it lies. False when none of them is there.
    private bool TagOf(long number)
    {
        if (number == 0)
        {
            Array.Clear(tag, 0, RecordLayout.TagBytes);
            return true;
        }

        if (number == acknowledgedNumber)
        {
            Array.Copy(acknowledgedTag, tag, RecordLayout.TagBytes);
            return true;
        }

        if (number == provenNumber)
        {
            Array.Copy(provenTag, tag, RecordLayout.TagBytes);
            return true;
        }

        return IsRepeated(number + 1, tag) || IsStored(number);
    }

    private bool IsRepeated(long firstNumber, byte[] target)
    {
        int segment = journal.SegmentFrom(firstNumber);
        bool isThere = segment >= 0
            && store.Read(segment, 0, before, 0, RecordLayout.RecordBytes) == RecordLayout.RecordBytes
            && header.Decode(hash, keys, before)
            && header.FirstNumber == firstNumber;
        if (isThere)
        {
            Array.Copy(header.PreviousTag, 0, target, 0, RecordLayout.TagBytes);
        }

        return isThere;
    }

    // Its tag may be damaged and it not: that is seen from the one before it.
    private bool IsStored(long number)
    {
        bool hasBefore = IsRepeated(number, seal.PreviousTag) || CopyStoredTag(number - 1, seal.PreviousTag);
        if (!journal.Read(number, before))
        {
            return false;
        }

        if (hasBefore)
        {
            seal.Repair(before, 0);
        }

        Array.Copy(before, RecordLayout.SignedBytes, tag, 0, RecordLayout.TagBytes);
        return true;
    }

    private bool CopyStoredTag(long number, byte[] target)
    {
        bool isThere = journal.Read(number, before);
        if (isThere)
        {
            Array.Copy(before, RecordLayout.SignedBytes, target, 0, RecordLayout.TagBytes);
        }

        return isThere;
    }
}
