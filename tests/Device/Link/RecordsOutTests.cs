using System.Collections;
using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Link;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>Records on their way out: in order, bounded, again until acknowledged, never twice as something else.</summary>
[TestClass]
public class RecordsOutTests
{
    [TestMethod]
    public void Records_GoOutInOrderAndNoMoreThan32AreInFlight()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(100);
        bench.Run(1_000);
        Are(bench, 1, 32, "first");
        bench.Acknowledge(10);
        bench.Run(500);
        Are(bench, 33, 42, "as many as were acknowledged");
        for (int number = 11; number <= 100; number++)
        {
            bench.Acknowledge(number);
            bench.Run(100);
        }

        Are(bench, 43, 100, "the rest, each once");
        bench.Run(1_000);
        Check.That(bench.Link.IsDrained, "drained");
    }

    [TestMethod]
    public void WithoutAcknowledgement_TheyAreSentAgain()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(3);
        bench.Run(1_000);
        Are(bench, 1, 3, "first");
        bench.Run(3_500);
        Check.Is(0, bench.TakeNumbers().Count, "not yet");
        bench.Run(1_500);
        Are(bench, 1, 3, "after five seconds");
    }

    [TestMethod]
    public void TheOutbox_BacksOffToAMinute()
    {
        JournalBench journal = JournalBench.Of(3, 10);
        journal.AppendMany(1);
        var outbox = new Outbox(journal.Journal);
        outbox.Restart(0);
        long lastMs = 0;
        long pauseMs = 0;
        int sent = 0;
        for (long nowMs = 0; nowMs < 600_000; nowMs += 100)
        {
            if (outbox.Next(nowMs) == 1)
            {
                outbox.Sent(1);
                sent++;
                Check.That(sent < 3 || nowMs - lastMs >= pauseMs, "pauses do not shrink");
                pauseMs = nowMs - lastMs;
                lastMs = nowMs;
            }
        }

        Check.That(sent >= 10 && sent <= 16, "sent " + sent.ToString());
        Check.Is(60_000, pauseMs, "the longest pause");
    }

    [TestMethod]
    public void AReconnect_StartsBehindTheLastAcknowledgement()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(12);
        bench.Run(1_000);
        bench.TakeNumbers();
        bench.Acknowledge(5);
        bench.Run(100);
        bench.Connection.Lose();
        bench.Run(2_000);
        Check.Is(2, bench.Connection.Connects, "connects");
        Are(bench, 6, 12, "again");
    }

    [TestMethod]
    public void WhatIsAskedForAgain_GoesFirstAndTheRestGoesOn()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(20);
        bench.Run(1_000);
        for (int number = 1; number <= 20; number++)
        {
            bench.Acknowledge(number);
        }

        bench.Run(500);
        bench.TakeNumbers();
        bench.AskAgain(4, 6);
        bench.Journal.AppendMany(2);
        bench.Run(500);
        ArrayList numbers = bench.TakeNumbers();
        Check.Is(5, numbers.Count, "five");
        Check.Is(4, (long)numbers[0], "first");
        Check.Is(6, (long)numbers[2], "third");
        Check.Is(21, (long)numbers[3], "then the new");
        bench.AskAgain(1_000, 2_000);
        bench.Run(500);
        Check.Is(0, bench.TakeNumbers().Count, "records that are not there");
        Check.Is(0, bench.HandOver.RefusedCount, "no security event");
    }

    [TestMethod]
    public void AForeignOrForgedAcknowledgement_IsCountedAndChangesNothing()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(3);
        bench.Run(500);
        bench.Connection.Arrive(bench.Topics.Acknowledgement, bench.Acknowledgement(2, bench.Journal.TagOf(3)));
        bench.Run(100);
        Check.Is(1, bench.HandOver.RefusedCount, "a tag that is not that record's");
        byte[] forged = bench.Acknowledgement(3, bench.Journal.TagOf(3));
        forged[40] ^= 1;
        bench.Connection.Arrive(bench.Topics.Acknowledgement, forged);
        bench.Connection.Arrive(bench.Topics.Acknowledgement, new byte[2_000]);
        bench.Connection.Arrive(bench.Topics.Acknowledgement, Ascii.Bytes(string.Empty));
        bench.Connection.Arrive(bench.Topics.Resend, bench.Acknowledgement(3, bench.Journal.TagOf(3)));
        bench.Run(100);
        Check.Is(5, bench.HandOver.RefusedCount, "forged, too long, empty, of another kind");
        Check.Is(0, bench.Journal.Journal.AcknowledgedUpTo, "nothing acknowledged");
    }

    [TestMethod]
    public void AnAcknowledgementForAnotherJournal_MeansNothingHere()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(3);
        string body = Documents.Papers.Head("ack") + ",\"journal\":1,\"number\":3,\"tag\":\"AAECAwQFBgcICQoLDA0ODw==\"}";
        bench.Run(500);
        bench.Connection.Arrive(
            bench.Topics.Acknowledgement,
            ChargePointFw.Documents.SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Acknowledgement, Ascii.Bytes(body)));
        bench.Run(500);
        Check.Is(0, bench.HandOver.RefusedCount, "no security event: a board was swapped");
        Check.Is(0, bench.Journal.Journal.AcknowledgedUpTo, "and no acknowledgement");
    }

    [TestMethod]
    public void WithoutAnyAcknowledgement_TheConnectionIsReplacedAfterTenSeconds()
    {
        var bench = new LinkBench();
        bench.Run(20_000);
        Check.Is(0, bench.Connection.Drops, "a quiet connection is a good one");
        bench.Journal.AppendMany(1);
        bench.Run(9_000);
        Check.Is(0, bench.Connection.Drops, "not yet");
        bench.Run(2_000);
        Check.Is(1, bench.Connection.Drops, "dropped");
        bench.Run(1_000);
        Check.Is(2, bench.Connection.Connects, "and replaced");
    }

    [TestMethod]
    public void ABackOfficeThatStaysSilent_IsAskedLessAndLessOften()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(1);
        bench.Run(10 * 60_000);
        int attempts = bench.Connection.Connects;
        Check.That(attempts >= 9 && attempts <= 20, "attempts in ten minutes: " + attempts.ToString());
        for (int i = 0; i < 1_000 && !bench.HandOver.IsOnline; i++)
        {
            bench.Run(100);
        }

        bench.Acknowledge(1);
        bench.Run(1_000);
        Check.That(bench.Link.IsDrained, "one acknowledgement is enough");
    }

    [TestMethod]
    public void AClientThatTakesNothing_IsReplacedAfterTenSeconds()
    {
        var bench = new LinkBench();
        bench.Run(1_000);
        bench.Connection.RefusesPublish = true;
        bench.Journal.AppendMany(40);
        bench.Run(12_000);
        Check.That(bench.Connection.Drops >= 1, "dropped");
        Check.That(bench.Connection.Refusals < 400, "without flooding it: " + bench.Connection.Refusals.ToString());
        bench.Connection.RefusesPublish = false;
        bench.TakeNumbers();
        bench.Run(2_000);
        Are(bench, 1, 32, "nothing is lost");
    }

    [TestMethod]
    public void AMessageThatIsNotTaken_IsOfferedAgainAndThoseBeforeItAreNot()
    {
        var bench = new LinkBench();
        bench.Run(1_000);
        bench.Journal.AppendMany(24);
        bench.Run(LinkBench.PollMs);
        Are(bench, 1, 8, "the first eight");
        bench.Connection.RefusesPublish = true;
        bench.Run(500);
        bench.Connection.RefusesPublish = false;
        bench.Run(500);
        Are(bench, 9, 24, "the others, once");
        bench.Acknowledge(24);
        bench.Run(100);
        bench.AskAgain(2, 3);
        bench.Connection.RefusesPublish = true;
        bench.Run(500);
        bench.Connection.RefusesPublish = false;
        bench.Run(500);
        Are(bench, 2, 3, "what was asked for again too");
    }

    [TestMethod]
    public void AGapLongerThanTheFlight_DoesNotStopWhatIsBehindIt()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(130);
        bench.Journal.Store.Erase(0);
        bench.Journal.Open();
        var outbox = new Outbox(bench.Journal.Journal);
        outbox.Restart(0);
        var messages = new RecordMessages(bench.Journal.Journal, outbox, new Refusals(new HandOver()));
        Check.That(messages.Next(0) != null, "what is behind the gap goes out");
        int count = 1;
        while (messages.Next(100) != null)
        {
            count++;
        }

        Check.Is(4, count, "messages of eight");
    }

    [TestMethod]
    public void ADamagedNewestRecord_AsksOnceForOneBehindIt_AndIsThenStatedAsLost()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(3);
        bench.Journal.Store.Flip(0, (3 * 64) + 30);
        var outbox = new Outbox(bench.Journal.Journal);
        var handOver = new HandOver();
        var messages = new RecordMessages(bench.Journal.Journal, outbox, new Refusals(handOver));
        Check.That(messages.Next(0) != null, "the two before it");
        Check.That(messages.Next(100) == null && messages.Next(200) == null, "nothing more");
        Check.Is((int)SecurityEventKind.DamagedRecord, (int)handOver.RefusedKind, "kind");
        Check.Is(1, handOver.RefusedCount, "once");
        bench.Journal.AppendMany(1);
        Check.That(messages.Next(300_000) != null, "the loss and the one behind it");
        Check.Is(1, handOver.RefusedCount, "no more");
    }

    [TestMethod]
    public void AMessage_HoldsAtMostEightRecords()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(20);
        var outbox = new Outbox(bench.Journal.Journal);
        var messages = new RecordMessages(bench.Journal.Journal, outbox, new Refusals(new HandOver()));
        Check.That(messages.Next(0) != null && messages.Next(0) != null && messages.Next(0) != null, "three");
        Check.That(messages.Next(0) == null, "and no fourth");
    }

    [TestMethod]
    public void Pauses_DoubleToAMinuteWithAQuarterOfJitter()
    {
        var backoff = new Backoff(new SeededNumbers(4));
        int baseMs = 500;
        for (int i = 0; i < 12; i++)
        {
            int waitMs = backoff.NextMs();
            Check.That(waitMs >= baseMs && waitMs < baseMs + (baseMs / 4), "pause " + i.ToString() + ": " + waitMs.ToString());
            baseMs = baseMs * 2 < 60_000 ? baseMs * 2 : 60_000;
        }

        backoff.Reset();
        Check.That(backoff.NextMs() < 625, "starts anew");
    }

    private static void Are(LinkBench bench, long first, long last, string what)
    {
        ArrayList numbers = bench.TakeNumbers();
        Check.Is(last - first + 1, numbers.Count, what);
        for (int i = 0; i < numbers.Count; i++)
        {
            Check.Is(first + i, (long)numbers[i], what + ", place " + i.ToString());
        }
    }
}
