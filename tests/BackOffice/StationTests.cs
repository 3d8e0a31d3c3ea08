using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Stations;
using ChargePointFw.Records;
using SelfTest = ChargePointFw.Control.SelfTest;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The technician's page: what records say of board and meter, dates that lapse, exchanges in steps that facts tick off.</summary>
[TestClass]
public sealed partial class StationTests
{
    private static byte[] Meter(FakeDevice device, string serial, long registerWh) => device.Append(RecordType.MeterBaseline, record =>
    {
        record.MeterSerial = serial;
        record.RegisterWh = registerWh;
        record.PreviousRegisterWh = 1_234_000;
        record.MeterResolutionWh = 10;
    });

    private static async Task<(Office Office, FakeDevice Device)> OpenAsync()
    {
        var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot, record => record.FirmwareVersion = 1_002_003);
        Meter(device, "SDM630-7", 1_000_000);
        device.Append(RecordType.Fault, record => (record.FaultCode, record.IsRaised) = (FaultCode.MeterReversed, true));
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        return (office, device);
    }

    private static async Task SayAsync(Office office, FakeDevice device, string connector, long committed, string more = "")
    {
        ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
        DateTimeOffset before = office.Time.GetUtcNow();
        office.Time.Advance(TimeSpan.FromMilliseconds(10));
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(
            $$"""{"state":"Idle","connector":"{{connector}}","verdict":"Allowed","until":"unknown","claim":"noSession","session":0,"boot":1,"journal":{{device.JournalId}},"committed":{{committed}}{{more}}}"""));
        await Office.UntilAsync(() => office.App.Live.Of(chargePoint) is { } live && live.LastContactUtc > before, "the state");
    }

    private static async Task<string> PageAsync(HttpClient browser) => WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/technician", UriKind.Relative)));

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(HttpClient browser, string handler, params (string Name, string Value)[] fields)
    {
        string token = Token().Match(await PageAsync(browser)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri("/technician?site=yokohama&handler=" + handler, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [TestMethod]
    public async Task VersionsMeterAndFault_ComeFromTheNewestRecords_WithWhatToDo()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        string page = await PageAsync(browser);
        StringAssert.Contains(page, "1.2.3");
        StringAssert.Contains(page, "SDM630-7");
        StringAssert.Contains(page, "the meter is wired backwards: turn the current transformers");
        StringAssert.Contains(page, "Never heard since we run");
        StringAssert.Contains(page, device.JournalId.ToString("X8", null));
        StringAssert.Contains(page, "No report yet");
        office.Send(device, device.Append(RecordType.Fault, record => (record.FaultCode, record.IsRaised) = (FaultCode.MeterReversed, false)));
        await office.AcknowledgedAsync(device, 4);
        await SayAsync(office, device, "Available", 6);
        page = await PageAsync(browser);
        StringAssert.Contains(page, "Last fault, cleared");
        StringAssert.Contains(page, "<dt>Records not here yet</dt><dd>2</dd>");
        office.Broker.Deliver(device.Topics.State, "{\"state\":\"lost\",\"boot\":1}"u8.ToArray());
        await SayAsync(office, device, "Available", 4);
        StringAssert.Contains(await PageAsync(browser), "<dt>Connection lost (since we run)</dt><dd>1</dd>");
        using HttpClient japanese = await office.BrowserAsync(Roles.Technician, "ja");
        StringAssert.Contains(await PageAsync(japanese), "メーターが逆接続です");
    }

    [TestMethod]
    public async Task ASelfTest_IsToldPartByPart_WithWhatToDo()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        office.Send(device, device.Append(RecordType.SelfTest, record =>
            (record.PassedParts, record.FailedParts, record.Closures) = (SelfTest.Clock | SelfTest.Storage | SelfTest.Link, SelfTest.Meter | SelfTest.Faults, 1_234)));
        await office.AcknowledgedAsync(device, 4);
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        string page = await PageAsync(browser);
        StringAssert.Contains(page, "1234 closures of the contactor");
        StringAssert.Contains(page, "Meter answers: <strong>failed</strong> – check address, baud rate");
        StringAssert.Contains(page, "Clock is set: <strong>passed</strong></li>");
        StringAssert.Contains(page, "Card is read: <strong>not tried</strong> – hold a card to the reader");
        using HttpClient japanese = await office.BrowserAsync(Roles.Technician, "ja");
        StringAssert.Contains(await PageAsync(japanese), "メーターの応答: <strong>不合格</strong> – アドレス");
        foreach ((int _, string key) in Sessions.SelfTestParts.All)
        {
            foreach (string word in new[] { key, key + ".Failed", key + ".NotTried" })
            {
                Assert.IsNotNull(new System.Resources.ResourceManager(typeof(Pages.StationTexts)).GetString("SelfTest." + word, System.Globalization.CultureInfo.InvariantCulture), word);
            }
        }
    }

    [TestMethod]
    public async Task TheLink_IsToldInNumbers_OfWhatIsLostRepeatedAndPutAside()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        office.Send(device, device.Journal[0]); // once more: its acknowledgement went astray
        office.Broker.Deliver(device.Topics.Record, [.. device.Journal[1].Select((one, i) => i == 40 ? (byte)(one ^ 1) : one)]);
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM quarantine") == 1 && office.Scalar<long>("SELECT count(*) FROM record_repeat") == 1, "both");
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        string page = await PageAsync(browser);
        StringAssert.Contains(page, "<dt>Records that came again</dt><dd>1</dd>");
        StringAssert.Contains(page, "<dt>Messages put aside</dt><dd>1</dd>");
        StringAssert.Contains(page, "<dt>Records lost for good</dt><dd>0</dd>");
    }

    [TestMethod]
    public async Task ADateThatLapses_IsWarnedOfSixtyDaysBefore()
    {
        (Office office, _) = await OpenAsync();
        await using Office closing = office;
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        foreach ((string day, string? warning) in new[]
        {
            ("2026-06-01", null), // noon UTC on 1 April is the same day in Yokohama
            ("2026-05-31", "Meter verification lapses in 60 days, after 2026-05-31."),
            ("2026-04-01", "Meter verification lapses in 0 days"),
            ("2026-03-31", "Meter verification has lapsed: it was good until 2026-03-31."),
        })
        {
            (HttpStatusCode status, _) = await PostAsync(browser, "Expiry", ("chargePoint", "cp1"), ("kind", "MeterVerification"), ("lastDay", day));
            Assert.AreEqual(HttpStatusCode.Redirect, status);
            string page = await PageAsync(browser);
            Assert.AreEqual(warning is not null, page.Contains("Meter verification lapses", StringComparison.Ordinal) || page.Contains("has lapsed", StringComparison.Ordinal), day);
            StringAssert.Contains(page, warning ?? day);
        }

        Assert.AreEqual(4L, office.Scalar<long>("SELECT count(*) FROM charge_point_expiry")); // nothing is written over
        Assert.AreEqual("suzuki 2026-04-01 2026-03-31", office.Scalar<string>("SELECT done_by || ' ' || before || ' ' || after FROM audit_entry ORDER BY id DESC"));
        foreach ((string day, string reason) in new[] { ("1999-01-01", "years 2020 to 2100"), ("tomorrow", "'tomorrow' is no day"), ("<script>", "'<script>' is no day") })
        {
            StringAssert.Contains((await PostAsync(browser, "Expiry", ("chargePoint", "cp1"), ("kind", "Certificate"), ("lastDay", day))).Page, reason);
        }

        Assert.AreEqual(HttpStatusCode.BadRequest, (await PostAsync(browser, "Expiry", ("chargePoint", "cp1"), ("kind", "Warranty"), ("lastDay", "2027-01-01"))).Status);
        Assert.AreEqual(HttpStatusCode.NotFound, (await PostAsync(browser, "Expiry", ("chargePoint", "cp9"), ("kind", "Certificate"), ("lastDay", "2027-01-01"))).Status);
        Assert.AreEqual(4L, office.Scalar<long>("SELECT count(*) FROM charge_point_expiry"));
    }

    [TestMethod]
    public async Task Heat_IsTold_InBothLanguages()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        using HttpClient english = await office.BrowserAsync(Roles.Technician);
        using HttpClient japanese = await office.BrowserAsync(Roles.Technician, "ja");
        foreach ((string more, string facts, string? advice, string? words) in new[]
        {
            (""","derating":"Full","offerA":32,"temperatureC":24""", "<dt>Temperature</dt><dd>24 °C</dd>", null, null),
            (""","derating":"Derated","offerA":19,"temperatureC":60""", "<dt>Offered</dt><dd>19 A</dd>", "Hot: it offers less current.", "高温のため供給電流を下げています"),
            (""","derating":"TooHot","temperatureC":-1""", "<dt>Temperature</dt><dd>-1 °C</dd>", "Too hot: nothing charges", "温度が高すぎるため"),
            (""","derating":"SensorFailed" """, "<dt>Temperature</dt><dd>–</dd>", "The temperature sensor tells what cannot be", "温度センサーの値が異常"),
        })
        {
            await SayAsync(office, device, "Available", 3, more);
            string page = await PageAsync(english);
            StringAssert.Contains(page, facts);
            Assert.AreEqual(advice is not null, new[] { "Hot: it", "Too hot: nothing", "temperature sensor tells" }.Any(page.Contains), more);
            StringAssert.Contains(page, advice ?? "");
            StringAssert.Contains(await PageAsync(japanese), words ?? "");
        }

        await SayAsync(office, device, "Available", 3);
        Assert.IsFalse((await PageAsync(english)).Contains("Temperature", StringComparison.Ordinal), "no sensor is wired");
    }

    [TestMethod]
    public async Task AReport_IsShownAsTheConsoleSaysIt_AndWhatIsNone_IsPutAside()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        await SayAsync(office, device, "Available", 3, ",\"board\":\"wt32-eth01\"");
        string before = await PageAsync(browser);
        StringAssert.Contains(before, "handler=Care");
        StringAssert.Contains(before, "wt32-eth01", "which board it is");
        Assert.AreEqual(HttpStatusCode.Redirect, (await PostAsync(browser, "Care", ("chargePoint", "cp1"), ("kind", "Report"))).Status);
        Assert.HasCount(1, office.Broker.PublishedTo(device.Topics.Command));

        office.Broker.Deliver(device.Topics.Report, "time  <now>\r\nconnector  free\r\n"u8.ToArray());
        await Office.UntilAsync(() => office.App.Live.Reports.Of(office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!) is not null, "the report");
        StringAssert.Contains(await PageAsync(browser), "time  <now>\nconnector  free");
        office.Broker.Deliver(device.Topics.Report, new byte[5_000]);
        office.Broker.Deliver(device.Topics.Report, [0x41, 0x80]);
        await Office.UntilAsync(() => office.App.Counters.Quarantined == 2, "both are put aside");
        foreach (Roles role in new[] { Roles.BackOffice, Roles.Auditor })
        {
            using HttpClient reader = await office.BrowserAsync(role);
            Assert.IsFalse((await PageAsync(reader)).Contains("handler=Care", StringComparison.Ordinal), role.ToString());
            Assert.AreNotEqual(HttpStatusCode.OK, (await PostAsync(reader, "Care", ("chargePoint", "cp1"), ("kind", "Reboot"))).Status);
        }

        Assert.HasCount(1, office.Broker.PublishedTo(device.Topics.Command));
    }

    [TestMethod]
    public async Task AFault_IsClearedByATechnicianWhoHasSeenToIt()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        await SayAsync(office, device, "Faulted", 3, ",\"fault\":\"ContactorWelded\"");
        Assert.IsFalse((await PageAsync(browser)).Contains("handler=Clear", StringComparison.Ordinal), "welded: on site only");
        StringAssert.Contains((await PostAsync(browser, "Clear", ("chargePoint", "cp1"), ("isMended", "true"))).Page, "on site only");
        await SayAsync(office, device, "Faulted", 3, ",\"fault\":\"ContactorOpens\"");
        StringAssert.Contains(await PageAsync(browser), "handler=Clear");
        StringAssert.Contains((await PostAsync(browser, "Clear", ("chargePoint", "cp1"))).Page, "say first that it has been seen to");
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Command));
        foreach (Roles role in new[] { Roles.BackOffice, Roles.Auditor })
        {
            using HttpClient reader = await office.BrowserAsync(role);
            Assert.IsFalse((await PageAsync(reader)).Contains("handler=Clear", StringComparison.Ordinal), role.ToString());
            Assert.AreNotEqual(HttpStatusCode.OK, (await PostAsync(reader, "Clear", ("chargePoint", "cp1"), ("isMended", "true"))).Status);
        }

        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Command));
        Assert.AreEqual(HttpStatusCode.Redirect, (await PostAsync(browser, "Clear", ("chargePoint", "cp1"), ("isMended", "true"))).Status);
        Assert.HasCount(1, office.Broker.PublishedTo(device.Topics.Command));
        StringAssert.Contains(await PageAsync(browser), "Clear the fault: <strong>asked …</strong> · suzuki");
        using HttpClient japanese = await office.BrowserAsync(Roles.Technician, "ja");
        StringAssert.Contains(await PageAsync(japanese), "故障を解除");
    }

    [TestMethod]
    public async Task AMeterExchange_IsTickedOffByFacts()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!;
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        string Steps()
        {
            StationFacts facts = office.App.Stations.Read(chargePoint);
            return string.Concat(ExchangeSteps.Of(facts.Exchange!, facts, office.App.Live.Of(chargePoint)).Select(step => step.IsDone ? '+' : '-'));
        }

        await SayAsync(office, device, "Available", 3);
        await PostAsync(browser, "Begin", ("chargePoint", "cp1"), ("kind", "Meter"));
        Assert.AreEqual("-----", Steps());
        StringAssert.Contains((await PostAsync(browser, "Begin", ("chargePoint", "cp1"), ("kind", "Board"))).Page, "suzuki is exchanging the meter of cp1 already");
        StringAssert.Contains((await PostAsync(browser, "End", ("chargePoint", "cp1"))).Page, "a step is not done yet");
        await SayAsync(office, device, "Unavailable", 3);
        Assert.AreEqual("++---", Steps());
        office.Send(device, Meter(device, "SDM630-8", 0));
        await office.AcknowledgedAsync(device, 4);
        Assert.AreEqual("+++--", Steps());
        StringAssert.Contains(await PageAsync(browser), "SDM630-7 at 1234.000 kWh → SDM630-8 at 0.000 kWh");
        office.Time.Advance(TimeSpan.FromSeconds(1));
        await PostAsync(browser, "Expiry", ("chargePoint", "cp1"), ("kind", "MeterVerification"), ("lastDay", "2034-03-31"));
        Assert.AreEqual("++++-", Steps());
        await SayAsync(office, device, "Available", 4);
        Assert.AreEqual("+++++", Steps());
        Assert.AreEqual(HttpStatusCode.Redirect, (await PostAsync(browser, "End", ("chargePoint", "cp1"))).Status);
        Assert.IsNull(office.App.Stations.Read(chargePoint).Exchange);
        Assert.AreEqual("SDM630-7 SDM630-8", office.Scalar<string>("SELECT before || ' ' || after FROM audit_entry WHERE action = 'ExchangeEnded'"));
    }

    [TestMethod]
    public async Task ABoardExchange_IsDoneWhenTheNewJournalIsVerified()
    {
        (Office office, FakeDevice device) = await OpenAsync();
        await using Office closing = office;
        ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!;
        string Steps()
        {
            StationFacts facts = office.App.Stations.Read(chargePoint);
            return string.Concat(ExchangeSteps.Of(facts.Exchange!, facts, office.App.Live.Of(chargePoint)).Select(step => step.IsDone ? '+' : '-'));
        }

        office.App.Stations.Begin(chargePoint, ExchangeKind.Board, "suzuki");
        await SayAsync(office, device, "Unavailable", 5);
        Assert.AreEqual("+----", Steps()); // two records are not here yet
        await SayAsync(office, device, "Unavailable", 3);
        Assert.AreEqual("++---", Steps());
        FakeDevice board = office.Device("cp1", journalId: 77);
        office.Send(board, board.Append(RecordType.Boot, record => record.FirmwareVersion = 1_003_000));
        await office.AcknowledgedAsync(board, 1);
        await SayAsync(office, board, "Available", 1);
        Assert.AreEqual("+++++", Steps());
        using HttpClient browser = await office.BrowserAsync(Roles.Technician);
        StringAssert.Contains(await PageAsync(browser), "number 2");
        office.App.Stations.End(chargePoint, isDone: true, "suzuki");
        office.App.Stations.Begin(chargePoint, ExchangeKind.Meter, "suzuki");
        Assert.AreEqual(HttpStatusCode.Redirect, (await PostAsync(browser, "GiveUp", ("chargePoint", "cp1"))).Status);
        Assert.AreEqual("1 0", office.Scalar<string>("SELECT group_concat(is_done, ' ') FROM exchange_ended"));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
