using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>The ring of records: what is committed is there, what is not acknowledged is never overwritten.</summary>
[TestClass]
public class RecordJournalTests
{
    [TestMethod]
    public void ANewJournal_HasAnIdAndAllItsRoom()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        Check.That(bench.Journal.JournalId > 0, "id");
        Check.Is(0, bench.Journal.CommittedUpTo, "committed");
        Check.Is(12, bench.Journal.Room, "room");
        Check.Is(1, bench.Journal.BootNumber, "boot");
    }

    [TestMethod]
    public void EveryRecord_IsReadBackAndTakesOneRoom()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        for (int i = 1; i <= 12; i++)
        {
            bench.AppendMany(1);
            Check.Is(i, bench.Journal.CommittedUpTo, "committed");
            Check.Is(12 - i, bench.Journal.Room, "room");
        }

        bench.ReadsBack(1);
    }

    [TestMethod]
    public void TheTags_AreTheChainOfTheReadme()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(6);
        var before = new byte[16];
        for (int number = 1; number <= 6; number++)
        {
            var bytes = new byte[64];
            bench.Journal.Read(number, bytes);
            var chained = new byte[64];
            before.CopyTo(chained, 0);
            System.Array.Copy(bytes, 0, chained, 16, 48);
            byte[] tag = JournalBench.Hash.Compute(JournalBench.Keys.Record, chained);
            Check.Same(tag, bench.TagOf(number), 16, "tag " + number.ToString());
            before = bench.TagOf(number);
        }
    }

    [TestMethod]
    public void AFullJournal_RefusesUntilSomethingIsAcknowledged()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(12);
        Check.That(!bench.Append(), "full");
        Check.Is(12, bench.Journal.CommittedUpTo, "committed");
        bench.Acknowledge(3);
        Check.That(!bench.Append() && bench.Journal.Room == 0, "three of the four in a segment are not enough");
        bench.Acknowledge(4);
        Check.Is(4, bench.Journal.Room, "room");
        bench.AppendMany(4);
        Check.That(!bench.Append(), "full again");
        bench.ReadsBack(5);
        Check.That(!bench.Journal.Read(4, new byte[64]), "the acknowledged ones made room");
    }

    [TestMethod]
    public void RoundAndRound_NothingUnacknowledgedIsOverwritten()
    {
        JournalBench bench = JournalBench.Of(4, 3);
        var numbers = new SeededNumbers(3);
        int refused = 0;
        for (int i = 0; i < 300; i++)
        {
            int room = bench.Journal.Room;
            bool appended = bench.Append();
            Check.That(appended == (room > 0), "room tells whether there is room");
            refused += appended ? 0 : 1;
            if (numbers.OneIn(2) && bench.Journal.AcknowledgedUpTo < bench.Journal.CommittedUpTo)
            {
                bench.Acknowledge(bench.Journal.AcknowledgedUpTo + 1);
            }

            if (numbers.OneIn(20))
            {
                bench.Open();
            }

            bench.ReadsBack(bench.Journal.AcknowledgedUpTo + 1);
        }

        Check.That(refused > 10 && bench.Store.Erases > 20, "it was full and went round");
    }

    [TestMethod]
    public void ARefusedAppend_LeavesNothingAndMayBeTriedAgain()
    {
        for (int torn = 0; torn <= 64; torn++)
        {
            JournalBench bench = JournalBench.Of(3, 4);
            bench.AppendMany(2);
            bench.Store.AppendsUntilFailure = 0;
            bench.Store.TornBytes = torn;
            Check.That(!bench.Append(), "refused");
            Check.Is(2, bench.Journal.CommittedUpTo, "committed");
            Check.Is(10, bench.Journal.Room, "room");
            bench.Store.AppendsUntilFailure = -1;
            bench.AppendMany(3);
            bench.ReadsBack(1);
            bench.Open();
            Check.Is(5, bench.Journal.CommittedUpTo, "after a restart, torn at " + torn.ToString());
            Check.Is(0, bench.State.LostRecords, "lost");
            bench.ReadsBack(1);
        }
    }

    [TestMethod]
    public void ATornAppendThatCannotBeCutYet_StaysOutOfTheWay()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(2);
        bench.Store.AppendsUntilFailure = 0;
        bench.Store.TornBytes = 30;
        bench.Store.RefusesTruncate = true;
        Check.That(!bench.Append(), "refused");
        bench.Store.AppendsUntilFailure = -1;
        Check.That(!bench.Append(), "refused while the torn bytes are there");
        bench.Store.RefusesTruncate = false;
        bench.AppendMany(2);
        bench.ReadsBack(1);
        bench.Open();
        Check.Is(4, bench.Journal.CommittedUpTo, "committed");
        Check.Is(0, bench.State.LostRecords, "lost");
    }

    [TestMethod]
    public void ATornSegmentHeader_CostsNothing()
    {
        for (int torn = 0; torn <= 64; torn += 8)
        {
            JournalBench bench = JournalBench.Of(3, 4);
            bench.AppendMany(4);
            bench.Store.AppendsUntilFailure = 0;
            bench.Store.TornBytes = torn;
            Check.That(!bench.Append(), "refused");
            bench.Store.AppendsUntilFailure = -1;
            var cut = new JournalBench(bench.Store.CutTo(0, bench.Store.Length(0)));
            Check.Is(4, cut.Journal.CommittedUpTo, "a power cut then");
            cut.AppendMany(5);
            cut.ReadsBack(1);
            bench.AppendMany(5);
            bench.ReadsBack(1);
        }
    }

    [TestMethod]
    public void AnErasureThatFails_RefusesTheRecord()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(4);
        bench.Store.RefusesErase = true;
        Check.That(!bench.Append(), "refused");
        bench.Store.RefusesErase = false;
        bench.AppendMany(3);
        bench.ReadsBack(1);
    }

    [TestMethod]
    public void ARecordThatDoesNotFollow_IsAProgrammersMistake()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bool threw = false;
        try
        {
            bench.Append(new Record { Type = RecordType.Boot, Number = 2 });
        }
        catch (System.ArgumentException)
        {
            threw = true;
        }

        Check.That(threw, "throws");
    }

    [TestMethod]
    public void AnAcknowledgement_CountsOnlyWithOurOwnTag()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(5);
        byte[] tag = bench.TagOf(3);
        for (int i = 0; i < 16; i++)
        {
            tag[i] ^= 1;
            Check.That(!bench.Journal.Acknowledge(3, tag), "byte " + i.ToString());
            tag[i] ^= 1;
        }

        Check.That(!bench.Journal.Acknowledge(4, tag), "the tag of another record");
        Check.That(!bench.Journal.Acknowledge(6, tag), "a record that is not there");
        Check.That(!bench.Journal.Acknowledge(5_000_000_000, tag), "nor ever will be");
        Check.Is(0, bench.Journal.AcknowledgedUpTo, "nothing acknowledged");
        Check.That(bench.Journal.Acknowledge(3, tag), "the right one");
        Check.That(bench.Journal.Acknowledge(2, new byte[16]), "an older one says nothing new");
        Check.That(bench.Journal.Acknowledge(0, null), "nothing stored yet");
        Check.Is(3, bench.Journal.AcknowledgedUpTo, "up to");
    }

    [TestMethod]
    public void ARepeatedAcknowledgement_IsNoForgeryEvenWhenItsRecordMadeRoom()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(12);
        byte[] tag = bench.TagOf(4);
        Check.That(bench.Journal.Acknowledge(4, tag), "first");
        Check.That(bench.Journal.Acknowledge(4, tag), "retained, it comes again");
        bench.AppendMany(1);
        Check.That(!bench.Journal.Read(4, new byte[64]), "its record made room");
        Check.That(bench.Journal.Acknowledge(4, tag), "and it comes again");
    }

    [TestMethod]
    public void AfterARestart_ARepeatedAcknowledgementMakesRoomAgain()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(12);
        byte[] tag = bench.TagOf(8);
        bench.Journal.Acknowledge(8, tag);
        bench.Open();
        Check.That(bench.Journal.Acknowledge(8, tag), "taken");
        Check.Is(8, bench.Journal.Room, "room");
    }
}
