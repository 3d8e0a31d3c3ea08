using ChargePointFw.Device.Tests.Bench;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>
/// The table of recovery: what a segment's header says, what its records say, and where in the ring the segment is. Ten
/// records lie in three segments of four: 1 to 4, 5 to 8, 9 and 10; one segment is damaged, nothing is acknowledged.
/// </summary>
[TestClass]
public class RecoveryTableTests
{
    // segment 0 oldest, 1 middle, 2 newest | 1: a bit of its header is flipped | record flipped, 1 to 4, 0 for none |
    // its bytes that are left, -1 for all: 0 gone, 30 torn header, 64 no record, the others end within the last record |
    // committed up to | found lost at the start | stated as lost to the back office (it knows what was acknowledged)
    [TestMethod]
    [DataRow(0, 0, 0, -1, 10, 0, 0)]
    [DataRow(0, 0, 1, -1, 10, 1, 1)]
    [DataRow(0, 0, 2, -1, 10, 1, 1)]
    [DataRow(0, 0, 3, -1, 10, 1, 1)]
    [DataRow(0, 0, 4, -1, 10, 1, 1)]
    [DataRow(0, 0, 0, 286, 10, 1, 1)]
    [DataRow(0, 0, 0, 64, 10, 4, 4)]
    [DataRow(0, 1, 0, -1, 10, 0, 0)]
    [DataRow(0, 1, 1, -1, 10, 1, 1)]
    [DataRow(0, 1, 2, -1, 10, 1, 1)]
    [DataRow(0, 1, 3, -1, 10, 1, 1)]
    [DataRow(0, 1, 4, -1, 10, 1, 1)]
    [DataRow(0, 1, 0, 286, 10, 1, 1)]
    [DataRow(0, 1, 0, 64, 10, 0, 4)]
    [DataRow(0, 0, 0, 0, 10, 0, 4)]
    [DataRow(0, 0, 0, 30, 10, 0, 4)]
    [DataRow(1, 0, 0, -1, 10, 0, 0)]
    [DataRow(1, 0, 1, -1, 10, 1, 1)]
    [DataRow(1, 0, 2, -1, 10, 1, 1)]
    [DataRow(1, 0, 3, -1, 10, 1, 1)]
    [DataRow(1, 0, 4, -1, 10, 1, 1)]
    [DataRow(1, 0, 0, 286, 10, 1, 1)]
    [DataRow(1, 0, 0, 64, 10, 4, 4)]
    [DataRow(1, 1, 0, -1, 10, 0, 0)]
    [DataRow(1, 1, 1, -1, 10, 1, 1)]
    [DataRow(1, 1, 2, -1, 10, 1, 1)]
    [DataRow(1, 1, 3, -1, 10, 1, 1)]
    [DataRow(1, 1, 4, -1, 10, 1, 1)]
    [DataRow(1, 1, 0, 286, 10, 1, 1)]
    [DataRow(1, 1, 0, 64, 10, 4, 4)]
    [DataRow(1, 0, 0, 0, 10, 4, 4)]
    [DataRow(1, 0, 0, 30, 10, 4, 4)]
    [DataRow(2, 0, 0, -1, 10, 0, 0)]
    [DataRow(2, 0, 1, -1, 10, 1, 1)]
    [DataRow(2, 0, 2, -1, 10, 1, 1)]
    [DataRow(2, 0, 0, 158, 9, 0, 0)]
    [DataRow(2, 0, 0, 64, 8, 0, 0)]
    [DataRow(2, 1, 0, -1, 10, 0, 0)]
    [DataRow(2, 1, 1, -1, 10, 1, 1)]
    [DataRow(2, 1, 2, -1, 10, 1, 1)]
    [DataRow(2, 1, 0, 158, 9, 0, 0)]
    [DataRow(2, 1, 0, 64, 8, 0, 0)]
    [DataRow(2, 0, 0, 0, 8, 0, 0)]
    [DataRow(2, 0, 0, 30, 8, 0, 0)]
    public void ADamagedSegment_IsFoundAsTheTableSays(int segment, int header, int record, int bytesLeft, int committed, int lost, int told)
    {
        JournalBench whole = JournalBench.Of(3, 4);
        whole.AppendMany(10);
        MemoryRecordStore store = whole.Store.CutTo(segment, bytesLeft < 0 ? whole.Store.Length(segment) : bytesLeft);
        if (header == 1)
        {
            store.Flip(segment, 20);
        }

        if (record > 0)
        {
            store.Flip(segment, (record * 64) + 30);
        }

        var bench = new JournalBench(store);
        Check.Is(whole.Journal.JournalId, bench.Journal.JournalId, "journal");
        Check.Is(committed, bench.Journal.CommittedUpTo, "committed");
        Check.Is(lost, bench.State.LostRecords, "lost");
        IsAsBefore(whole, bench, segment);
        bench.AppendMany(2);
        IsAsBefore(whole, bench, segment);
        bench.Open();
        Check.Is(committed + 2, bench.Journal.CommittedUpTo, "goes on");
        Check.Is(lost, bench.State.LostRecords, "lost no more");
        IsAsBefore(whole, bench, segment);
        var office = new ChainReader(bench.Journal);
        office.ReadOn();
        Check.Is(committed + 2, office.Number, "all of it can be verified");
        Check.Is(told, office.Lost, "stated as lost");
    }

    // What lies in the other segments is not touched: nobody has acknowledged it.
    private static void IsAsBefore(JournalBench whole, JournalBench bench, int damagedSegment)
    {
        var before = new byte[64];
        var now = new byte[64];
        for (int number = 1; number <= 10; number++)
        {
            if ((number - 1) / 4 != damagedSegment)
            {
                whole.Journal.Read(number, before);
                Check.That(bench.Journal.Read(number, now), "record " + number.ToString() + " is there");
                Check.Same(before, now, 64, "record " + number.ToString());
            }
        }
    }
}
