using System;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Journal;
using ChargePointFw.Records;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>Reads a journal as the back office does: each record must follow from the one before, or be stated as lost.</summary>
public sealed class ChainReader
{
    private readonly RecordSeal seal = new RecordSeal(JournalBench.Hash, JournalBench.Keys);
    private readonly byte[] bytes = new byte[64];
    private readonly byte[] tag = new byte[16];
    private readonly Record record = new Record();

    public ChainReader(RecordJournal journal) => Journal = journal;

    public RecordJournal Journal;

    /// <summary>How far it has come.</summary>
    public long Number;

    /// <summary>How many it was told are lost.</summary>
    public long Lost;

    /// <summary>What ended <see cref="ReadOn"/>.</summary>
    public JournalReading Last;

    /// <summary>The tag of the last one.</summary>
    public byte[] Tag => tag;

    /// <summary>Takes all that there is; fails on what does not verify.</summary>
    public void ReadOn()
    {
        while (true)
        {
            Last = Journal.Reader.Read(Number + 1, bytes);
            if (Last != JournalReading.Record && Last != JournalReading.Lost)
            {
                return;
            }

            Take();
        }
    }

    private void Take()
    {
        string what = "record " + (Number + 1).ToString();
        bool isLost = Last == JournalReading.Lost;
        Check.That(RecordLayout.Decode(bytes, 0, record), what + " decodes");
        Check.Is(Number + 1, record.Number, what);
        Check.Is(Journal.JournalId, record.JournalId, what + ", journal");
        Check.That(isLost == (record.Type == RecordType.RecordsLost), what + ", type");
        if (isLost)
        {
            Array.Clear(seal.PreviousTag, 0, 16);
        }
        else
        {
            Array.Copy(tag, seal.PreviousTag, 16);
        }

        Check.That(seal.IsGenuine(bytes, 0), what + " is genuine");
        Array.Copy(bytes, isLost ? RecordLayout.LostTagOffset : RecordLayout.SignedBytes, tag, 0, 16);
        Lost += isLost ? record.LostUpTo - Number : 0;
        Number = isLost ? record.LostUpTo : Number + 1;
        Check.Is(Number, Journal.Reader.UpTo, what + " stands for");
    }
}
