using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What people ask charge points to do: signed as the firmware reads it, kept with who and what came of it.</summary>
[TestClass]
public sealed partial class CommandTests
{
    private const long Journal = 305_419_896;

    private static async Task<(Office Office, FakeDevice Device, ChargePoint ChargePoint)> OpenAsync()
    {
        var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        return (office, device, office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!);
    }

    private static async Task SayAsync(Office office, FakeDevice device, string state, long session = 0, string more = "", string connector = "Occupied")
    {
        ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
        string json = $$"""{"state":"{{state}}","connector":"{{connector}}","verdict":"Allowed","until":"unknown","claim":"renewable","session":{{session}},"powerW":0,"registerWh":1000000,"boot":7,"journal":{{Journal}},"committed":1{{more}}}""";
        DateTimeOffset before = office.Time.GetUtcNow();
        office.Time.Advance(TimeSpan.FromMilliseconds(10));
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(json));
        await Office.UntilAsync(() => office.App.Live.Of(chargePoint) is { } live && live.LastContactUtc > before, "the state");
    }

    // With the firmware's own reader and keys: what it does not take is no command.
    private static CommandReader Read(FakeDevice device, byte[] envelope, long lastId = 0)
    {
        byte[] body = SignedDocument.Open(HmacSha256.Instance, device.Keys.Document, envelope, out SecurityEventKind refusal);
        Assert.AreEqual(SecurityEventKind.None, refusal);
        var reader = new CommandReader(device.Site, device.Name);
        Assert.AreEqual(SecurityEventKind.None, reader.Read(body, lastId, 7));
        return reader;
    }

    private static Task AnsweredAsync(Office office, string result) => Office.UntilAsync(
        () => office.Scalar<string?>("SELECT result FROM charge_point_command LEFT JOIN charge_point_answer ON command_id = id ORDER BY id DESC") == result, result);

    [TestMethod]
    public async Task EachCommand_IsReadByTheFirmware_AndItsAnswerKept()
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        await SayAsync(office, device, "EVConnected");
        CommandLine start = office.App.Commands.Start(chargePoint, 0x00F1000000000A02, "tanaka");
        await SayAsync(office, device, "Charging", 12, $$""","command":{{start.Id}},"commandResult":"Accepted" """);
        await AnsweredAsync(office, "Accepted");
        CommandLine stop = office.App.Commands.Stop(chargePoint, 12, "tanaka");
        CommandLine off = office.App.Commands.SetAvailable(chargePoint, false, "tanaka");
        Assert.IsTrue(start.Id < stop.Id && stop.Id < off.Id, "numbers rise, even within a millisecond");
        await SayAsync(office, device, "Charging", 12, $$""","command":{{off.Id}},"commandResult":"Scheduled" """, "Unavailable");
        await AnsweredAsync(office, "Scheduled");
        Assert.IsNull(office.App.Commands.Last(chargePoint, 3)[1].Result); // only the last one's answer is heard

        IReadOnlyList<byte[]> sent = office.Broker.PublishedTo(device.Topics.Command);
        Assert.HasCount(3, sent);
        CommandReader read = Read(device, sent[0]);
        Assert.AreEqual((CommandKind.Start, 0x00F1000000000A02, start.Id), (read.Kind, read.TokenHash, read.Id));
        Assert.AreEqual(60, (read.ExpiresUtcMs - start.Id + 999) / 1000);
        read = Read(device, sent[1], start.Id);
        Assert.AreEqual((CommandKind.Stop, 12L), (read.Kind, read.SessionNumber));
        Assert.AreEqual(CommandKind.Unavailable, Read(device, sent[2], stop.Id).Kind);
        Assert.IsFalse(office.Broker.Published.Any(one => one.Topic == device.Topics.Command && one.Retain));
        Assert.AreEqual("tanaka Commanded yokohama/cp1 stop 12", office.Scalar<string>(
            "SELECT done_by || ' ' || action || ' ' || subject || ' ' || after FROM audit_entry WHERE after LIKE 'stop%'"));
    }

    [TestMethod]
    public async Task WhatCannotBeAsked_IsRefusedWithAReason_AndNothingIsSent()
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        void Refused(string reason, Action ask) => StringAssert.Contains(Assert.ThrowsExactly<CommandException>(ask).Message, reason);
        Refused("has no connection", () => office.App.Commands.SetAvailable(chargePoint, false, "tanaka")); // not heard yet
        await SayAsync(office, device, "Idle", connector: "Available");
        Refused("no car waits", () => office.App.Commands.Start(chargePoint, 42, "tanaka"));
        Refused("has ended already", () => office.App.Commands.Stop(chargePoint, 12, "tanaka"));
        await SayAsync(office, device, "Charging", 12);
        Refused("no car waits", () => office.App.Commands.Start(chargePoint, 42, "tanaka"));
        Refused("has ended already", () => office.App.Commands.Stop(chargePoint, 11, "tanaka"));
        await SayAsync(office, device, "lost");
        Refused("has no connection", () => office.App.Commands.Stop(chargePoint, 12, "tanaka"));
        office.Broker.GoDown();
        Refused("no connection to the broker", () => office.App.Commands.SetAvailable(chargePoint, false, "tanaka"));
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Command));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM charge_point_command"));
    }

    [TestMethod]
    [DataRow("ContactorDoesNotClose", null)]
    [DataRow("ContactorChatters", null)]
    [DataRow("ContactorOpens", null)]
    [DataRow("ContactorWelded", "on site only")]
    [DataRow("CurrentWhileOpen", "on site only")]
    [DataRow("EmergencyStop", "no fault is present that is cleared")]
    [DataRow("MeterReversed", "no fault is present that is cleared")]
    [DataRow("None", "no fault is present that is cleared")]
    [DataRow("<script>", "no fault is present that is cleared")]
    public async Task AFaultOfTheContactor_IsClearedFromAfar_UnlessSomebodyMustStandBeforeIt(string fault, string? refusal)
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        await SayAsync(office, device, "Idle", 0, $$""","fault":"{{fault}}" """, "Faulted");
        Assert.AreEqual(refusal is null, ChargePointCommands.MayClear(office.App.Live.Of(chargePoint)));
        if (refusal is not null)
        {
            StringAssert.Contains(Assert.ThrowsExactly<CommandException>(() => office.App.Commands.ClearFault(chargePoint, "suzuki")).Message, refusal);
            Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Command));
            return;
        }

        CommandLine asked = office.App.Commands.ClearFault(chargePoint, "suzuki");
        Assert.AreEqual(CommandKind.ClearFault, Read(device, office.Broker.PublishedTo(device.Topics.Command)[0]).Kind);
        await SayAsync(office, device, "Idle", 0, $$""","fault":"None","command":{{asked.Id}},"commandResult":"Accepted" """, "Available");
        await AnsweredAsync(office, "Accepted");
        Assert.AreEqual("suzuki Commanded yokohama/cp1 clear-fault", office.Scalar<string>(
            "SELECT done_by || ' ' || action || ' ' || subject || ' ' || after FROM audit_entry WHERE action = 'Commanded'"));
    }

    [TestMethod]
    [DataRow(CommandKind.SelfTest, "self-test")]
    [DataRow(CommandKind.Report, "report")]
    [DataRow(CommandKind.Reboot, "reboot")]
    public async Task Care_IsAskedForFromAfar_AndIsAnswered(CommandKind kind, string word)
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        Assert.ThrowsExactly<CommandException>(() => office.App.Commands.Care(chargePoint, CommandKind.Start, "suzuki"), "that has a way of its own");
        await SayAsync(office, device, "Idle", 0);
        CommandLine asked = office.App.Commands.Care(chargePoint, kind, "suzuki");
        Assert.AreEqual(word, asked.Command);
        Assert.AreEqual(kind, Read(device, office.Broker.PublishedTo(device.Topics.Command)[0]).Kind);
        await SayAsync(office, device, "Idle", 0, $$""","command":{{asked.Id}},"commandResult":"Scheduled" """);
        await AnsweredAsync(office, "Scheduled");
    }

    [TestMethod]
    public async Task AnAnswer_ToSomebodyElsesCommand_IsNone()
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        FakeDevice other = office.Device("cp2");
        await SayAsync(office, device, "Idle");
        CommandLine asked = office.App.Commands.SetAvailable(chargePoint, false, "tanaka");
        await SayAsync(office, other, "Idle", 0, $$""","command":{{asked.Id}},"commandResult":"Accepted" """);
        await SayAsync(office, other, "Idle", 0, ""","command":99,"commandResult":"<script>" """);
        await SayAsync(office, device, "Idle", 0, $$""","command":{{asked.Id}},"commandResult":"Rejected" """);
        await AnsweredAsync(office, "Rejected");
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM charge_point_answer"));
    }

    [TestMethod]
    public async Task TheDealersPage_TellsAndAsks_UnderTheDealersName()
    {
        (Office office, FakeDevice device, ChargePoint chargePoint) = await OpenAsync();
        await using Office closing = office;
        office.App.Registry.RegisterMember(Office.SiteName, 0x00F1000000000A02, "zesp3", Office.Noon.AddYears(1));
        using HttpClient browser = await office.BrowserAsync(Roles.Dealer);
        await SayAsync(office, device, "SuspendedEVSE", 12);
        StringAssert.Contains(await PageAsync(browser), "value=\"stop cp1 12\"");
        await SayAsync(office, device, "EVConnected");
        string page = await PageAsync(browser);
        StringAssert.Contains(page, "<option value=\"00F1000000000A02\">zesp3 …000A02</option>");
        StringAssert.Contains(page, "value=\"guest\"");
        foreach (string card in new[] { "0000000000000BAD", "", "<script>", "guest2" })
        {
            (HttpStatusCode refused, string said) = await PressAsync(browser, "start cp1 0", ("card.cp1", card));
            Assert.AreEqual(HttpStatusCode.OK, refused);
            StringAssert.Contains(said, "this card is not on the site");
        }

        foreach (string nonsense in new[] { "", "stop", "stop cp9 1", "stop cp1 x", "stop cp1 -1", "<script>alert(1)</script>" })
        {
            Assert.AreEqual(HttpStatusCode.BadRequest, (await PressAsync(browser, nonsense)).Status, nonsense);
        }

        (_, string unknown) = await PressAsync(browser, "<b>explode</b> cp1 0");
        StringAssert.Contains(unknown, "&lt;b&gt;explode&lt;/b&gt;");
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Command));
        Assert.AreEqual(HttpStatusCode.Redirect, (await PressAsync(browser, "start cp1 0", ("card.cp1", "00F1000000000A02"))).Status);
        Assert.AreEqual(0x00F1000000000A02, Read(device, office.Broker.PublishedTo(device.Topics.Command)[0]).TokenHash);
        StringAssert.Contains(await PageAsync(browser), "<strong>asked …</strong> · tanaka");
        office.Time.Advance(ChargePointCommands.Validity);
        StringAssert.Contains(await PageAsync(browser), "<strong>no answer</strong>");
        Assert.AreEqual(HttpStatusCode.BadRequest, (await PressAsync(browser, "stop cp1 12", withToken: false)).Status);

        office.App.Members.SetPolicy(Office.SiteName, null, guestsAllowed: false, "kimura");
        Assert.IsFalse((await PageAsync(browser)).Contains("value=\"guest\"", StringComparison.Ordinal));
        StringAssert.Contains((await PressAsync(browser, "start cp1 0", ("card.cp1", "guest"))).Page, "this card is not on the site");
        foreach (Roles role in new[] { Roles.Auditor, Roles.BackOffice })
        {
            using HttpClient reader = await office.BrowserAsync(role);
            Assert.IsFalse((await PageAsync(reader)).Contains("<button form", StringComparison.Ordinal));
        }
    }

    [TestMethod]
    public async Task Events_TellOfOnesOwnSite_UntilOneIsOut()
    {
        (Office office, FakeDevice device, _) = await OpenAsync();
        await using Office closing = office;
        using HttpClient browser = await office.BrowserAsync(Roles.Dealer);
        using HttpResponseMessage foreign = await browser.GetAsync(new Uri("/site/events?site=osaka", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.NotFound, foreign.StatusCode);
        using HttpResponseMessage answer = await browser.GetAsync(new Uri("/site/events?site=yokohama", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.AreEqual("data: open", await lines.ReadLineAsync());
        await SayAsync(office, device, "EVConnected");
        Assert.AreEqual("", await lines.ReadLineAsync());
        Assert.AreEqual("data: changed", await lines.ReadLineAsync());
        office.App.People.SetDisabled("tanaka", true, "sato");
        await SayAsync(office, device, "Idle");
        Assert.IsFalse((await lines.ReadToEndAsync()).Contains("data: changed\n\ndata", StringComparison.Ordinal)); // it ends
    }

    private static async Task<string> PageAsync(HttpClient browser) => await browser.GetStringAsync(new Uri("/site", UriKind.Relative));

    private static async Task<(HttpStatusCode Status, string Page)> PressAsync(HttpClient browser, string press, (string Name, string Value)? field = null, bool withToken = true)
    {
        string token = withToken ? Token().Match(await PageAsync(browser)).Groups[1].Value : "";
        using var content = new FormUrlEncodedContent(
            new[] { ("__RequestVerificationToken", token), ("press", press), field ?? ("x", "") }.Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri("/site?site=yokohama", UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
