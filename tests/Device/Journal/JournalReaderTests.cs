using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Journal;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>Flash that rots before the back office has what it held: the chain goes on, and the loss is stated.</summary>
[TestClass]
public class JournalReaderTests
{
    [TestMethod]
    public void OneOrTwoBitsAnywhere_TheRestArrivesAndWhatIsMissingIsStated()
    {
        for (int first = 1; first <= 11; first++)
        {
            for (int second = first; second <= 11; second++)
            {
                for (int part = 0; part < 9; part++)
                {
                    JournalBench bench = JournalBench.Of(4, 4);
                    bench.AppendMany(11);
                    Damage(bench, first, part % 3);
                    if (second != first)
                    {
                        Damage(bench, second, part / 3);
                    }

                    Arrives(bench, "while it runs, " + first.ToString() + " and " + second.ToString());
                    bench.Open();
                    bench.AppendMany(1);
                    Arrives(bench, "after a start, " + first.ToString() + " and " + second.ToString());
                }
            }
        }
    }

    [TestMethod]
    public void DamageAtTheEnd_WaitsForARecordThatTellsWhereTheChainGoesOn()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(3);
        Rot(bench, 3, 30);
        var office = new ChainReader(bench.Journal);
        office.ReadOn();
        Check.Is(2, office.Number, "up to it");
        Check.Is((int)JournalReading.NotYet, (int)office.Last, "not yet");
        bench.AppendMany(1);
        office.ReadOn();
        Check.Is(4, office.Number, "all");
        Check.Is(1, office.Lost, "lost");
        Check.Is((int)JournalReading.Gone, (int)office.Last, "nothing more");
    }

    [TestMethod]
    public void AStatement_IsTheSameWheneverItIsMade()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(6);
        WreckTag(bench, 3);
        var once = new byte[64];
        var again = new byte[64];
        Check.Is((int)JournalReading.Lost, (int)bench.Journal.Reader.Read(3, once), "lost");
        bench.Open();
        bench.AppendMany(2);
        Check.Is((int)JournalReading.Lost, (int)bench.Journal.Reader.Read(3, again), "lost");
        Check.Same(once, again, 64, "statement");
        Check.Is(4, bench.Journal.Reader.UpTo, "its tag is gone, so the next cannot be verified either");
    }

    [TestMethod]
    public void ADamagedTag_IsPutRightWhenItIsSent_AlsoWhenTheNextIsAskedForFirst()
    {
        for (int number = 1; number <= 6; number++)
        {
            JournalBench bench = JournalBench.Of(3, 4);
            bench.AppendMany(8);
            var bytes = new byte[64];
            bench.Journal.Read(number, bytes);
            Rot(bench, number, 50);
            bench.Open();
            var sent = new byte[64];
            string what = "record " + number.ToString();
            Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(number + 1, sent), "behind " + what);
            Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(number, sent), what);
            Check.Same(bytes, sent, 64, what);
        }
    }

    [TestMethod]
    public void WhatTheBackOfficeHas_IsAcknowledgedThoughTheCopyHereIsDamaged()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(6);
        byte[] tag = bench.TagOf(3);
        WreckTag(bench, 3);
        bench.Open();
        Check.That(bench.Journal.Acknowledge(3, tag), "its own tag, which is no longer here");
        Check.Is(3, bench.Journal.AcknowledgedUpTo, "acknowledged");
        Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(4, new byte[64]), "the next follows from it");
    }

    [TestMethod]
    public void AForeignTagForAWholeRecord_IsStillRefused()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(6);
        Rot(bench, 3, 30);
        Check.That(!bench.Journal.Acknowledge(2, bench.TagOf(4)), "a whole one before");
        Check.That(!bench.Journal.Acknowledge(5, bench.TagOf(4)), "a whole one behind");
        Check.That(!bench.Journal.Acknowledge(7, bench.TagOf(4)), "one that is not there");
        Check.Is(0, bench.Journal.AcknowledgedUpTo, "nothing");
    }

    [TestMethod]
    public void ARecordWhoseRoomWasUsed_IsGoneAndNotLost()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(12);
        bench.Acknowledge(4);
        bench.AppendMany(1);
        Check.Is((int)JournalReading.Gone, (int)bench.Journal.Reader.Read(2, new byte[64]), "acknowledged and overwritten");
        Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(5, new byte[64]), "there");
    }

    [TestMethod]
    public void ADamagedHeaderInFrontOfWhatIsNotAcknowledged_LosesNothing()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(12);
        bench.Acknowledge(4);
        byte[] tag = bench.TagOf(4);
        bench.AppendMany(2);
        bench.Store.Flip(1, 20);
        bench.Open();
        Check.Is(14, bench.Journal.CommittedUpTo, "committed");
        Check.Is(4, bench.Journal.AcknowledgedUpTo, "acknowledged");
        Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(5, new byte[64]), "nobody here can verify it, the back office can");
        Check.That(bench.Journal.Acknowledge(4, tag), "said again");
        Check.Is((int)JournalReading.Record, (int)bench.Journal.Reader.Read(5, new byte[64]), "now it is verified here, too");
        Rot(bench, 5, 30);
        Check.Is((int)JournalReading.Lost, (int)bench.Journal.Reader.Read(5, new byte[64]), "and its damage is seen");
        Check.Is(5, bench.Journal.Reader.UpTo, "it alone");
    }

    [TestMethod]
    public void MoreDamageThanOneStatementNames_IsStatedInSeveral()
    {
        JournalBench bench = JournalBench.Of(2, 200);
        bench.AppendMany(200);
        for (int number = 11; number <= 150; number++)
        {
            bench.Store.Flip(0, (number * 64) + 30);
            bench.Store.Flip(0, (number * 64) + 50);
        }

        var office = new ChainReader(bench.Journal);
        office.ReadOn();
        Check.Is(200, office.Number, "all of it");
        Check.Is(141, office.Lost, "lost, with the one behind the last damaged tag");
    }

    // What arrives verifies from the first to the last; what is not damaged arrives, but for the one behind a damaged tag.
    private static void Arrives(JournalBench bench, string what)
    {
        bench.AppendMany(2);
        var office = new ChainReader(bench.Journal);
        office.ReadOn();
        Check.Is(bench.Journal.CommittedUpTo, office.Number, what + ": all");
        Check.That(office.Lost <= 4, what + ": lost " + office.Lost.ToString());
    }

    // A bit of what is signed, a bit of the tag, or so much of the tag that it cannot be put right.
    private static void Damage(JournalBench bench, int number, int part)
    {
        if (part == 2)
        {
            WreckTag(bench, number);
        }
        else
        {
            Rot(bench, number, part == 0 ? 30 : 50);
        }
    }

    private static void WreckTag(JournalBench bench, int number)
    {
        for (int offset = 50; offset < 60; offset++)
        {
            Rot(bench, number, offset);
        }
    }

    private static void Rot(JournalBench bench, int number, int offset)
    {
        int perSegment = (bench.Store.SegmentBytes / 64) - 1;
        int segment = (number - 1) / perSegment % bench.Store.SegmentCount;
        bench.Store.Flip(segment, ((((number - 1) % perSegment) + 1) * 64) + offset);
    }
}
