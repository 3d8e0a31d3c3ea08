using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A charge point whose store is damaged says what is lost; the rest goes on, and the energy is bracketed.</summary>
[TestClass]
public sealed class LostRecordTests
{
    private static readonly DateTimeOffset noon = Office.Noon;

    private static string Digest(Office office) => office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    private static string Alarms(Office office) => office.Scalar<string>("SELECT coalesce(group_concat(kind, ' '), '') FROM (SELECT kind FROM alarm ORDER BY kind) AS sorted");

    private static string Gaps(Office office) => office.Scalar<string>(
        "SELECT coalesce(group_concat(from_number || '-' || to_number || ' ' || coalesce(CAST(register_before_wh AS TEXT), '?') || '-' || coalesce(CAST(register_after_wh AS TEXT), '?'), ', '), '') FROM journal_gap");

    // 1 start, 2 suspended after 700 Wh, 3 interval of 50 Wh, 4 end after 250 Wh, 5 to 6 another session of 100 Wh.
    private static FakeDevice Charged(Office office)
    {
        FakeDevice device = office.Device();
        device.StartSession(1, noon);
        device.UpdateSession(1, noon, 700, 700, ChargingState.SuspendedEVSE, SupplyVerdict.DeniedNoAllocationNow);
        device.CloseInterval(1, noon, 50, 50);
        device.EndSession(1, noon.AddMinutes(30), 250, 250);
        device.StartSession(2, noon.AddMinutes(30));
        device.EndSession(2, noon.AddMinutes(30), 100, 100);
        return device;
    }

    [TestMethod]
    public async Task ALostRecordInASession_IsNamed_ItsEnergyIsBracketedAndClaimedByNobody_AndTheChainGoesOn()
    {
        await using var office = new Office();
        FakeDevice device = Charged(office);
        await office.StartAsync();
        office.Send(device, device.Journal[0], device.Journal[1], device.Lost(3, 3), device.Journal[3], device.Journal[4], device.Journal[5]);
        await office.AcknowledgedAsync(device, 6);
        Assert.AreEqual("3-3 1000700-1000750", Gaps(office));
        Assert.AreEqual("EnergyBracketed RecordsLost SessionIncomplete", Alarms(office));
        Assert.Contains("50 Wh between them are in no session", office.Scalar<string>("SELECT detail FROM alarm WHERE kind = 'EnergyBracketed'"));
        Assert.AreEqual("1000 950 1, 100 100 0", office.Scalar<string>(
            "SELECT group_concat(delivered_wh || ' ' || covered_wh || ' ' || records_lost, ', ') FROM session"));
        string live = Digest(office);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, Digest(office));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT records_lost FROM session WHERE number = 1"), "the rebuilt one, too");
        Assert.AreEqual(3L, office.Scalar<long>("SELECT sum(times) FROM alarm"));
    }

    [TestMethod]
    [DataRow(new[] { 5, -2, 1 }, "2-4 1000000-1001000", DisplayName = "it comes before what is in front of it")]
    [DataRow(new[] { 1, -2, -2, 5, 1 }, "2-4 1000000-1001000", DisplayName = "it comes twice")]
    [DataRow(new[] { 1, -2, 5, 3, 2, 4 }, "2-4 1000000-1001000", DisplayName = "some of it turns up after all")]
    [DataRow(new[] { 1, 2, 3, -2, 4, 5 }, "", DisplayName = "what is lost there had arrived here")]
    public async Task InAnyOrder_ItIsNamedOnceAndNothingIsTakenTwice(int[] sent, string gaps)
    {
        await using var office = new Office();
        FakeDevice device = Charged(office);
        await office.StartAsync();
        foreach (int number in sent)
        {
            office.Send(device, number < 0 ? device.Lost(-number, 4) : device.Journal[number - 1]);
        }

        office.Send(device, device.Journal[5]);
        await office.AcknowledgedAsync(device, 6);
        Assert.AreEqual(gaps, Gaps(office));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind IN ('JournalForked', 'RecordConflict')"));
        Assert.AreEqual(sent.Count(number => number > 0 && gaps.Length > 0 && number is 2 or 3 or 4 && sent[0] == 1 && sent[1] == -2), (int)office.Scalar<long>("SELECT count(*) FROM quarantine WHERE reason = 'GivenUp'"));
        string live = Digest(office);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, Digest(office));
    }

    [TestMethod]
    public async Task WhatIsPartlyHere_IsAcknowledgedSoThatTheRestIsStated()
    {
        await using var office = new Office();
        FakeDevice device = Charged(office);
        await office.StartAsync();
        office.Send(device, device.Journal[0], device.Journal[1], device.Journal[2]);
        await office.AcknowledgedAsync(device, 3);
        int acks = office.Broker.PublishedTo(device.Topics.Acknowledgement).Count;
        office.Send(device, device.Lost(2, 4));
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Acknowledgement).Count > acks, "how far it is here");
        Assert.AreEqual(3, device.ReadAcknowledgement(office.Broker.PublishedTo(device.Topics.Acknowledgement)[^1]).Number);
        office.Send(device, device.Lost(4, 4), device.Journal[4], device.Journal[5]);
        await office.AcknowledgedAsync(device, 6);
        Assert.AreEqual("4-4 1000750-1001000", Gaps(office));
    }

    [TestMethod]
    public async Task AForgedStatement_ChangesNothing()
    {
        await using var office = new Office();
        FakeDevice device = Charged(office);
        FakeDevice other = new(device.Site, device.Name, Office.KeyOf("another"), device.JournalId, noon);
        for (int number = 1; number <= 6; number++)
        {
            other.Append(RecordType.Boot);
        }

        byte[] shorter = device.Lost(3, 3);
        shorter[24] = 2; // up to a record before its first
        byte[] changed = device.Lost(2, 4);
        changed[24] = 5;
        await office.StartAsync();
        office.Send(device, device.Journal[0]);
        office.Send(device, other.Lost(2, 4));
        office.Send(device, shorter);
        office.Send(device, changed);
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM quarantine") == 3, "put aside");
        await office.AcknowledgedAsync(device, 1);
        Assert.AreEqual(1, office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId));
        Assert.AreEqual("", Gaps(office) + Alarms(office));
    }

    [TestMethod]
    public async Task AnEndThatRottedAfterItArrived_IsMadeUpForOverThere_AndNotBookedTwice()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.StartSession(1, noon);
        device.EndSession(1, noon, 250, 250);
        device.RegisterWh -= 250; // it knows only of the start
        device.Append(RecordType.Boot, record => record.SessionNumber = 1);
        device.EndSession(1, noon, 0, 0, StoppedReason.PowerLoss);
        device.RegisterWh += 270;
        device.Append(RecordType.MeterBaseline, record => record.RegisterWh = device.RegisterWh);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 5);
        Assert.AreEqual("250 250 EVDisconnected", office.Scalar<string>("SELECT delivered_wh || ' ' || covered_wh || ' ' || stopped_reason FROM session"));
        Assert.AreEqual("EnergyBracketed", Alarms(office));
        Assert.Contains("20 Wh between them are in no session", office.Scalar<string>("SELECT detail FROM alarm"));
    }

    [TestMethod]
    public async Task ASessionThatTheChargePointHasForgotten_EndsWithWhatIsRecorded()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.StartSession(1, noon);
        device.CloseInterval(1, noon, 250, 250);
        device.Append(RecordType.Boot);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        Assert.AreEqual("250 1000250 PowerLoss", office.Scalar<string>("SELECT delivered_wh || ' ' || end_register_wh || ' ' || stopped_reason FROM session"));
        Assert.AreEqual("SessionForgotten", Alarms(office));
        string live = Digest(office);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, Digest(office));
    }
}
