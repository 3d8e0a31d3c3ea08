using System.Text;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What cannot be verified is put aside with a reason, and never acknowledged.</summary>
[TestClass]
public sealed class QuarantineTests
{
    private static void Charge(FakeDevice device)
    {
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 750, 740);
        device.CloseInterval(1, Office.Noon.AddMinutes(30), 50, 50);
        device.EndSession(1, Office.Noon.AddMinutes(60), 250, 250);
    }

    [TestMethod]
    public async Task ATornChain_IsPutAside_NotAcknowledged_AndHealsWithTheRightRecord()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        byte[] torn = (byte[])device.Journal[1].Clone();
        torn[30] ^= 0x10;
        office.Send(device, device.Journal[0], torn, device.Journal[2]);
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 1, "one put aside");
        Assert.AreEqual("BadTag", office.Scalar<string>("SELECT reason FROM quarantine"));
        Assert.AreEqual(1, office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId));

        office.Send(device, device.Journal[1]);
        await office.AcknowledgedAsync(device, 3);
    }

    [TestMethod]
    public async Task AForgedRecordHeldAhead_FallsOutWhenItsTurnComes()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device);
        await office.StartAsync();
        byte[] forged = (byte[])device.Journal[2].Clone();
        forged[60] ^= 1;
        office.Send(device, forged);
        await Office.UntilAsync(() => office.App.Counters.Ahead == 1, "one held");
        office.Send(device, device.Journal[0], device.Journal[1]);
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 1, "the forgery put aside");
        office.Send(device, device.Journal[2], device.Journal[3]);
        await office.AcknowledgedAsync(device, 4);
    }

    [TestMethod]
    public async Task ARecordSignedWithTheKeyOfAnotherChargePoint_IsPutAside()
    {
        await using var office = new Office();
        FakeDevice device = office.Device("cp1");
        FakeDevice other = office.Device("cp2");
        Charge(other);
        await office.StartAsync();
        office.Broker.Deliver(device.Topics.Record, FakeDevice.Message(other.Journal[0]));
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 1, "put aside");
        Assert.AreEqual("BadTag", office.Scalar<string>("SELECT reason FROM quarantine"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM record"));
    }

    [TestMethod]
    [DataRow("cpfw/1/yokohama/unknown/record", "{}", "NotRegistered")]
    [DataRow("cpfw/1/elsewhere/cp1/record", "{}", "NotRegistered")]
    [DataRow("cpfw/1/yokohama/unknown/state", "{}", "NotRegistered")]
    [DataRow("cpfw/1/yokohama/cp1", "{}", "ForeignTopic")]
    [DataRow("cpfw/1/yokohama/cp1/record/more", "{}", "ForeignTopic")]
    [DataRow("cpfw/1/yokohama/cp1/record", "", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "not json", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "[]", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "{\"records\":[]}", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "{\"records\":[{\"bytes\":7}]}", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "{\"records\":[{\"bytes\":\"AAAA\"}]}", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/record", "{\"records\":[{\"bytes\":\"????\"}]}", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/state", "{\"state\":", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/state", "{\"connector\":\"Available\"}", "MalformedMessage")]
    [DataRow("cpfw/1/yokohama/cp1/telemetry", "3", "MalformedMessage")]
    public async Task WhatIsNotOurs_IsPutAsideWithItsReason(string topic, string payload, string reason)
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        office.Broker.Deliver(topic, Encoding.UTF8.GetBytes(payload));
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 1, "put aside");
        Assert.AreEqual(reason, office.Scalar<string>("SELECT reason FROM quarantine"));
        Assert.AreEqual(topic, office.Scalar<string>("SELECT topic FROM quarantine"));
    }

    [TestMethod]
    public async Task AnUnknownTypeOrFormat_IsPutAside()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        byte[] newer = new byte[RecordLayout.RecordBytes];
        newer[0] = RecordLayout.FormatVersion + 1;
        newer[1] = (byte)RecordType.Boot;
        newer[9] = 1;
        await office.StartAsync();
        office.Send(device, newer);
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 1, "put aside");
        Assert.AreEqual("UndecodableRecord", office.Scalar<string>("SELECT reason FROM quarantine"));
    }

    [TestMethod]
    public async Task QuarantineKeepsTheNewestOnly()
    {
        await using var office = new Office(options => options with { QuarantineRows = 10 });
        await office.StartAsync();
        for (int i = 0; i < 35; i++)
        {
            office.Broker.Deliver($"cpfw/1/nobody/cp{i}/record", "{}"u8.ToArray());
        }

        await Office.UntilAsync(() => office.App.Counters.Quarantined == 35, "all put aside");
        Assert.AreEqual(10L, office.Scalar<long>("SELECT count(*) FROM quarantine"));
        Assert.AreEqual("cpfw/1/nobody/cp25/record", office.Scalar<string>("SELECT topic FROM quarantine ORDER BY id LIMIT 1"));
    }
}
