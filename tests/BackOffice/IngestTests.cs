using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class IngestTests
{
    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;

    private static void Charge(FakeDevice device, int session = 1, Claim claim = Claim.Renewable)
    {
        device.StartSession(session, Office.Noon, claim);
        device.UpdateSession(session, Office.Noon, 700, 700, ChargingState.SuspendedEVSE, SupplyVerdict.DeniedNoAllocationNow, claim);
        device.CloseInterval(session, Office.Noon, 50, 40, claim);
        device.EndSession(session, Office.Noon.AddMinutes(30), 250, 250, claim: claim);
    }

    [TestMethod]
    public async Task InOrder_EachIsStoredAndTheLastIsAcknowledgedWithItsTag()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot);
        Charge(device);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 5);

        AcknowledgementReader ack = device.ReadAcknowledgement(office.Broker.PublishedTo(device.Topics.Acknowledgement)[^1]);
        Assert.AreEqual(5, ack.Number);
        Assert.AreEqual(device.JournalId, ack.JournalId);
        CollectionAssert.AreEqual(device.Journal[4][RecordLayout.SignedBytes..], ack.Tag);
        Assert.AreEqual(5L, office.Scalar<long>("SELECT count(*) FROM record"));
        Assert.IsTrue(office.Broker.Published.Single(one => one.Topic == device.Topics.Acknowledgement).Retain);
    }

    [TestMethod]
    public async Task TheSameMessageAgain_IsCountedAndAcknowledgedAgain_AndNothingIsStoredTwice()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 4);
        string before = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, Always);
        int acks = office.Broker.PublishedTo(device.Topics.Acknowledgement).Count;

        office.SendAll(device);
        await Office.UntilAsync(() => office.App.Counters.Duplicates == 4, "four duplicates");
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Acknowledgement).Count > acks, "another ack");
        Assert.AreEqual(before, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, Always));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM alarm"));
    }

    [TestMethod]
    public async Task SameNumberOtherBytes_RaisesAnAlarmOnceAndChangesNothing()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 4);
        string before = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, Always);

        byte[] other = (byte[])device.Journal[1].Clone();
        other[50] ^= 1;
        office.Send(device, other);
        office.Send(device, other);
        await Office.UntilAsync(() => office.App.Counters.Conflicts == 2, "two conflicts");
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind = 'RecordConflict' AND severity = 'block'"));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT times FROM alarm"));
        Assert.AreEqual(before, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, Always));
    }

    [TestMethod]
    public async Task AGap_IsHeldAndAskedFor_AndClosesWhenTheMissingOnesCome()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        office.Send(device, device.Journal[0]);
        office.Send(device, device.Journal[3]);
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Resend).Count == 1, "a request");

        AcknowledgementReader resend = device.ReadAcknowledgement(office.Broker.PublishedTo(device.Topics.Resend)[0], "resend");
        Assert.AreEqual(2, resend.From);
        Assert.AreEqual(3, resend.To);
        Assert.AreEqual(1, office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId));
        office.Send(device, device.Journal[1], device.Journal[2]);
        await office.AcknowledgedAsync(device, 4);
        Assert.AreEqual(4L, office.Scalar<long>("SELECT count(*) FROM record"));
    }

    [TestMethod]
    public async Task WhileAGapStands_ItIsAskedForAtMostOnceASecond()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            office.Send(device, device.Journal[3]);
        }

        await Office.UntilAsync(() => office.App.Counters.Ahead == 5, "five records ahead");
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Resend).Count > 0, "the request behind them");
        Assert.HasCount(1, office.Broker.PublishedTo(device.Topics.Resend));
        await office.AsSecondsPassAsync(() => office.Broker.PublishedTo(device.Topics.Resend).Count == 4, "more requests");
        Assert.IsGreaterThanOrEqualTo(3, (office.Time.GetUtcNow() - Office.Noon).TotalSeconds);
    }

    [TestMethod]
    public async Task AnyOrder_GivesTheSameLedgerAsInOrder()
    {
        await using var inOrder = new Office();
        await using var shuffled = new Office();
        var random = new Random(20260401);
        FakeDevice[] devices = [inOrder.Device(), shuffled.Device()];
        foreach (FakeDevice device in devices)
        {
            for (int session = 1; session <= 12; session++)
            {
                Charge(device, session, session % 3 == 0 ? Claim.None : Claim.Renewable);
            }
        }

        await inOrder.StartAsync();
        inOrder.SendAll(devices[0]);
        await shuffled.StartAsync();
        byte[][] order = [.. devices[1].Journal.Concat(devices[1].Journal.Take(20))];
        random.Shuffle(order);
        foreach (byte[] record in order)
        {
            shuffled.Send(devices[1], record);
        }

        await inOrder.AcknowledgedAsync(devices[0], 48);
        await shuffled.AcknowledgedAsync(devices[1], 48);
        CollectionAssert.AreEqual(
            inOrder.App.Ledger.CanonicalRows(DateTimeOffset.UnixEpoch, Always).ToArray(),
            shuffled.App.Ledger.CanonicalRows(DateTimeOffset.UnixEpoch, Always).ToArray());
    }

    [TestMethod]
    public async Task MoreAheadThanTheBound_TheFurthestGo_AndCanComeAgain()
    {
        await using var office = new Office(options => options with { HeldRecords = 4 });
        FakeDevice device = office.Device();
        for (int session = 1; session <= 3; session++)
        {
            Charge(device, session);
        }

        await office.StartAsync();
        foreach (byte[] record in device.Journal.Skip(1))
        {
            office.Send(device, record);
        }

        await Office.UntilAsync(() => office.App.Counters.Ahead == 11, "eleven ahead");
        office.Send(device, device.Journal[0]);
        await office.AcknowledgedAsync(device, 5); // 2 to 5 were held
        Assert.AreEqual(5, office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId));
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 12);
    }

    [TestMethod]
    public async Task ASwappedBoard_BeginsASecondChain_AndIsNoted()
    {
        await using var office = new Office();
        FakeDevice first = office.Device("cp1", journalId: 11);
        FakeDevice second = office.Device("cp1", journalId: 22);
        Charge(first);
        Charge(second);
        await office.StartAsync();
        office.SendAll(first);
        await office.AcknowledgedAsync(first, 4);
        office.SendAll(second);
        await office.AcknowledgedAsync(second, 4);

        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM session"));
        Assert.AreEqual("info", office.Scalar<string>("SELECT severity FROM alarm WHERE kind = 'NewJournal'"));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT max(ordinal) FROM journal"));
    }

    [TestMethod]
    public async Task CrashBetweenCommitAndAcknowledgement_TheNextStartAcknowledges()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        office.Broker.GoDown(); // whatever is published from here on is lost
        office.SendAll(device);
        await Office.UntilAsync(() => office.App.Counters.Stored == 4, "the commit");
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Acknowledgement));

        await office.RestartAsync();
        Assert.AreEqual(4, device.ReadAcknowledgement(office.Broker.PublishedTo(device.Topics.Acknowledgement).Single()).Number);
        office.SendAll(device); // the device did not hear it either
        await Office.UntilAsync(() => office.App.Counters.Duplicates == 4, "the duplicates");
        Assert.AreEqual(4L, office.Scalar<long>("SELECT count(*) FROM record"));
    }

    [TestMethod]
    public async Task AfterAReconnection_AcknowledgementsAreToldAgain()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 4);
        int before = office.Broker.PublishedTo(device.Topics.Acknowledgement).Count;
        office.Broker.GoDown();
        office.Broker.ComeUp();
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Acknowledgement).Count == before + 1, "the ack again");
    }

    [TestMethod]
    public async Task AnOldKeyGeneration_StillVerifiesOldRecords_AndAcksComeWithTheNewKey()
    {
        await using var office = new Office();
        FakeDevice old = office.Device();
        old.Append(RecordType.Boot);
        byte[] newKey = Office.KeyOf("cp1", generation: 2);
        office.App.Registry.RegisterChargePoint(Office.SiteName, "cp1", newKey, keyGeneration: 2);
        var renewed = new FakeDevice(Office.SiteName, "cp1", newKey, old.JournalId, Office.Noon, generation: 2);
        await office.StartAsync();
        office.SendAll(old);
        await office.AcknowledgedAsync(old, 1);
        Assert.AreEqual(1, renewed.ReadAcknowledgement(office.Broker.PublishedTo(old.Topics.Acknowledgement)[^1]).Number);
    }

    [TestMethod]
    public async Task TotalsAddUp()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device, 1);
        Charge(device, 2, Claim.None);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 8);
        LedgerTotals totals = office.App.Ledger.Totals(DateTimeOffset.UnixEpoch, Always);
        Assert.AreEqual(new LedgerTotals(2, 8, CoveredWh: 990, UncoveredWh: 10, UnclaimedWh: 1000, AllocatedWh: 0, LiveWh: 0), totals);
        Assert.AreEqual(2000, totals.DeliveredWh);
    }
}
