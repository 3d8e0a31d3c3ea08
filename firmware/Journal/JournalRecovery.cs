using System;
using ChargePointFw.Control;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// Finds out after a restart what the store holds; it only reads. A torn tail is not there; a damaged record keeps its
/// number and is counted as lost, wherever it lies.
/// </summary>
public sealed class JournalRecovery
{
    private readonly IRecordStore store;
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly RecordSeal seal;
    private readonly SegmentHeader header = new SegmentHeader();
    private readonly Record record = new Record();
    private readonly byte[] buffer = new byte[RecordLayout.RecordBytes];
    private readonly int recordsPerSegment;
    private long idWithoutHeader;
    private bool isProvable;

    public JournalRecovery(IRecordStore store, IKeyedHash hash, KeyRing keys)
    {
        this.store = store;
        this.hash = hash;
        this.keys = keys;
        seal = new RecordSeal(hash, keys);
        recordsPerSegment = (store.SegmentBytes / RecordLayout.RecordBytes) - 1;
    }

    public bool HasJournal { get; private set; }

    public long JournalId { get; private set; }

    public long LastNumber { get; private set; }

    public int LastBootNumber { get; private set; }

    public int LastSegment { get; private set; }

    public long AcknowledgedUpTo { get; private set; }

    public byte[] LastTag => seal.PreviousTag;

    /// <summary>Fills the first number of each segment (0 for an empty one) and the state of the last boot.</summary>
    public void Run(long[] firstNumbers, RecoveredState state)
    {
        for (int i = 0; i < firstNumbers.Length; i++)
        {
            firstNumbers[i] = FirstNumberOf(i);
        }

        int oldest = Oldest(firstNumbers);
        for (int n = 0; n < firstNumbers.Length && oldest >= 0; n++)
        {
            int segment = (oldest + n) % firstNumbers.Length;
            if (firstNumbers[segment] != 0)
            {
                Enter(segment, firstNumbers[segment], state);
                ReadRecords(segment, state);
            }
            else if (Slots(segment) > 1)
            {
                // Nothing of it proves its place but the place itself: what lies there was committed, and keeps its numbers.
                firstNumbers[segment] = LastNumber + 1;
                ReadRecords(segment, state);
            }
        }

        state.LastNumber = LastNumber;
    }

    // By its header; where that is damaged, by two records that follow each other. A header that is torn leaves an empty
    // segment: its first record had not been committed. It is erased when its turn comes.
    private long FirstNumberOf(int segment)
    {
        if (HasHeader(segment))
        {
            AcknowledgedUpTo = header.AcknowledgedUpTo > AcknowledgedUpTo ? header.AcknowledgedUpTo : AcknowledgedUpTo;
            return header.FirstNumber;
        }

        int slots = Slots(segment);
        for (int slot = 2; slot < slots; slot++)
        {
            ReadSlot(segment, slot - 1);
            seal.MoveTo(buffer, 0);
            ReadSlot(segment, slot);
            if (seal.IsGenuine(buffer, 0))
            {
                RecordLayout.Decode(buffer, 0, record);
                idWithoutHeader = record.JournalId;
                return record.Number - (slot - 1);
            }
        }

        return 0;
    }

    private bool HasHeader(int segment) =>
        store.Read(segment, 0, buffer, 0, RecordLayout.RecordBytes) == RecordLayout.RecordBytes && header.Decode(hash, keys, buffer);

    private static int Oldest(long[] firstNumbers)
    {
        int oldest = -1;
        for (int i = 0; i < firstNumbers.Length; i++)
        {
            if (firstNumbers[i] != 0 && (oldest < 0 || firstNumbers[i] < firstNumbers[oldest]))
            {
                oldest = i;
            }
        }

        return oldest;
    }

    private void Enter(int segment, long firstNumber, RecoveredState state)
    {
        bool hasHeader = HasHeader(segment);
        if (!HasJournal)
        {
            HasJournal = true;
            JournalId = hasHeader ? header.JournalId : idWithoutHeader;
            isProvable = hasHeader || firstNumber == 1;
            Array.Clear(seal.PreviousTag, 0, RecordLayout.TagBytes); // as before the first of all
        }
        else
        {
            Lose(firstNumber - 1 - LastNumber, state);
        }

        LastNumber = firstNumber - 1;
        if (hasHeader)
        {
            Array.Copy(header.PreviousTag, seal.PreviousTag, RecordLayout.TagBytes);
            state.Closures = header.Closures > state.Closures ? header.Closures : state.Closures;
            bool isLater = header.LastSessionNumber > state.LastSessionNumber; // the ring may have forgotten that session
            state.LastSessionNumber = isLater ? header.LastSessionNumber : state.LastSessionNumber;
        }
    }

    private void ReadRecords(int segment, RecoveredState state)
    {
        LastSegment = segment;
        int slots = Slots(segment);
        for (int slot = 1; slot < slots && slot <= recordsPerSegment; slot++)
        {
            Take(segment, slot, state);
        }
    }

    private int Slots(int segment) => store.Length(segment) / RecordLayout.RecordBytes;

    private void ReadSlot(int segment, int slot) =>
        store.Read(segment, slot * RecordLayout.RecordBytes, buffer, 0, RecordLayout.RecordBytes);

    private void Take(int segment, int slot, RecoveredState state)
    {
        ReadSlot(segment, slot);
        bool isGenuine = seal.Repair(buffer, 0);
        seal.MoveTo(buffer, 0);
        LastNumber++;
        if (isGenuine && RecordLayout.Decode(buffer, 0, record))
        {
            LastBootNumber = record.BootNumber;
            StateRecovery.Apply(record, state);
        }
        else if (isProvable)
        {
            Lose(1, state);
        }
        else
        {
            Doubt(state); // nothing here says what was before it, but the back office may know
        }

        isProvable = true;
    }

    private static void Lose(long count, RecoveredState state)
    {
        if (count > 0)
        {
            state.LostRecords += (int)count;
            state.LastSessionNumber += (int)count; // each may have been the start of one
            Doubt(state);
        }
    }

    private static void Doubt(RecoveredState state)
    {
        state.IsDrawUnknown = true;
        state.IsRegisterUnknown = true;
        state.CoveredWh = RecordLayout.MaximumEnergyWh; // it may have drawn all that there was
        state.MeterSerial = null; // and may have told of another meter
    }
}
