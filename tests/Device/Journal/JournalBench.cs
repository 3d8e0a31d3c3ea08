using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Records;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>Opens journals over stores in memory and fills them.</summary>
public sealed class JournalBench
{
    public static readonly StandInHash Hash = new StandInHash();
    public static readonly KeyRing Keys = new KeyRing(Hash, Ascii.Bytes("0123456789ABCDEF0123456789ABCDEF"), "tokyo", "cp-1", 2);

    public readonly MemoryRecordStore Store;
    public RecordJournal Journal;
    public RecoveredState State;

    public JournalBench(MemoryRecordStore store)
    {
        Store = store;
        Open();
    }

    public static JournalBench Of(int segments, int recordsPerSegment) =>
        new JournalBench(new MemoryRecordStore(segments, recordsPerSegment));

    /// <summary>A restart: everything but the store is forgotten.</summary>
    public void Open()
    {
        State = new RecoveredState();
        Journal = RecordJournal.Open(Store, Hash, Keys, new SeededNumbers(5), State);
    }

    /// <summary>Appends a stray-energy record whose register is its number.</summary>
    public bool Append()
    {
        long number = Journal.CommittedUpTo + 1;
        return Append(new Record { Type = RecordType.IdleEnergy, Number = number, RegisterWh = number });
    }

    public bool Append(Record record) => Journal.Append(record);

    public void AppendMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Check.That(Append(), "append " + i.ToString());
        }
    }

    public byte[] TagOf(long number)
    {
        var bytes = new byte[64];
        Check.That(Journal.Read(number, bytes), "record " + number.ToString());
        var tag = new byte[16];
        System.Array.Copy(bytes, 48, tag, 0, 16);
        return tag;
    }

    public void Acknowledge(long number) => Check.That(Journal.Acknowledge(number, TagOf(number)), "own tag");

    /// <summary>Reads back every record from a number on; each must be itself and follow the one before.</summary>
    public void ReadsBack(long from)
    {
        var bytes = new byte[64];
        var record = new Record();
        for (long number = from; number <= Journal.CommittedUpTo; number++)
        {
            string what = "record " + number.ToString();
            Check.That(Journal.Read(number, bytes), what);
            Check.That(RecordLayout.Decode(bytes, 0, record), what + " decodes");
            Check.Is(number, record.Number, what);
            Check.Is(Journal.JournalId, record.JournalId, what + ", journal");
        }

        Check.That(!Journal.Read(Journal.CommittedUpTo + 1, bytes), "nothing behind the last");
        Check.That(!Journal.Read(0, bytes) && !Journal.Read(-1, bytes), "nothing before the first");
    }
}
