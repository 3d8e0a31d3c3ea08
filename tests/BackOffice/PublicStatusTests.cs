using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Mosquitto;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What everybody may see of a charge point: at once, and never who charges.</summary>
[TestClass]
public sealed class PublicStatusTests
{
    private static readonly Uri locations = new("/public/locations", UriKind.Relative);

    private static byte[] State(string connector = "Available", string verdict = "Allowed", long session = 0, string until = "unknown", string state = "Idle") =>
        Encoding.ASCII.GetBytes($$"""{"state":"{{state}}","connector":"{{connector}}","verdict":"{{verdict}}","until":"{{until}}","claim":"renewable","session":{{session}},"powerW":0,"registerWh":1,"boot":1,"journal":1,"committed":0,"acknowledged":0,"plan":0,"tokens":0}""");

    private static async Task<JsonNode> PublicAsync(HttpClient browser) =>
        JsonNode.Parse(await browser.GetStringAsync(locations))!["locations"]![0]!["chargePoints"]![0]!;

    [TestMethod]
    [DataRow("Available", "Allowed", 0L, "Idle", "AVAILABLE", true)]
    [DataRow("Available", "DeniedNoAllocationNow", 0L, "Idle", "AVAILABLE", false, DisplayName = "waits for supply: a session may begin, and waits")]
    [DataRow("Available", "DeniedUnavailable", 0L, "Idle", "INOPERATIVE", false)]
    [DataRow("Occupied", "Allowed", 3L, "Charging", "CHARGING", true)]
    [DataRow("Occupied", "Allowed", 0L, "EVConnected", "BLOCKED", true)]
    [DataRow("Unavailable", "DeniedUnavailable", 0L, "Idle", "INOPERATIVE", false)]
    [DataRow("Faulted", "DeniedFault", 0L, "Idle", "OUTOFORDER", false)]
    [DataRow("Exploded", "Allowed", 0L, "Idle", "UNKNOWN", null, DisplayName = "a word that nobody knows")]
    public async Task EachState_HasItsWord(string connector, string verdict, long session, string state, string expected, bool? isRenewable)
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        office.App.Notices.Refresh();
        using HttpClient browser = office.Browser();
        Assert.AreEqual("UNKNOWN", (await PublicAsync(browser))["status"]!.GetValue<string>(), "not heard yet");
        office.Broker.Deliver(device.Topics.State, State(connector, verdict, session, "2026-04-01T12:30:00.000Z", state));
        await Office.UntilAsync(() => office.App.Live.Of(office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!) is not null, "the state");
        JsonNode now = await PublicAsync(browser);
        Assert.AreEqual((expected, isRenewable), (now["status"]!.GetValue<string>(), now["renewableNow"]?.GetValue<bool>()));
        Assert.AreEqual(verdict == "DeniedNoAllocationNow" ? "2026-04-01T12:30:00.000Z" : "unknown", now["untilUtc"]!.GetValue<string>());
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        JsonNode evse = (await client.ReadAllAsync("locations")).Single()["evses"]![0]!;
        Assert.AreEqual(expected, evse["status"]!.GetValue<string>());
        Assert.AreEqual(verdict == "DeniedNoAllocationNow" ? "2026-04-01T12:30:00.000Z" : null, evse["status_schedule"]?[0]!["period_begin"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task AnAnswerMayBeKeptForASecond_AndItsTagSparesTheNext()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        OcpiClient.Describe(office, "SAE_J3400");
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon, new Tariff("JPY", 33m, 0), "kimura");
        await office.StartAsync();
        office.App.Notices.Refresh();
        using HttpClient browser = office.Browser();
        using HttpResponseMessage first = await browser.GetAsync(locations);
        Assert.AreEqual("public, max-age=1", first.Headers.CacheControl!.ToString().Replace("max-age=1, public", "public, max-age=1", StringComparison.Ordinal));
        JsonNode location = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["locations"]![0]!;
        Assert.AreEqual("横浜みなと店", location["name"]!.GetValue<string>());
        Assert.AreEqual("SAE_J3400", location["chargePoints"]![0]!["connectors"]![0]!["standard"]!.GetValue<string>());
        Assert.AreEqual("""[{"programme":null,"currency":"JPY","perMinute":33,"perKwh":0,"includesTax":true,"tax":"消費税 10 %"}]""", location["chargePoints"]![0]!["prices"]!.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        browser.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage again = await browser.GetAsync(locations);
        Assert.AreEqual(HttpStatusCode.NotModified, again.StatusCode);
        office.Broker.Deliver(device.Topics.State, State());
        await Office.UntilAsync(() => office.App.Live.Of(office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!) is not null, "the state");
        using HttpResponseMessage changed = await browser.GetAsync(locations);
        Assert.AreEqual(HttpStatusCode.OK, changed.StatusCode);
    }

    [TestMethod]
    public async Task WhoFallsSilentWhileCharging_OrIsNotToBeToldOf_IsNotKnown()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        office.App.Notices.Refresh();
        office.Broker.Deliver(device.Topics.State, State("Occupied", session: 1, state: "Charging"));
        await Office.UntilAsync(() => LastSaid(office, device)?.Contains("CHARGING", StringComparison.Ordinal) == true, "the public topic");
        await office.AsSecondsPassAsync(() => LastSaid(office, device)!.Contains("UNKNOWN", StringComparison.Ordinal), "the silence");
        office.App.Places.Set(Office.SiteName, new Place("T", "A", "C", "", "JPN", 1, 1, IsPublic: false), "kimura");
        office.App.Notices.Refresh();
        using HttpClient browser = office.Browser();
        Assert.AreEqual("""{"locations":[]}""", await browser.GetStringAsync(locations));
    }

    [TestMethod]
    public async Task ThroughARealBroker_AChangeIsSeenWithinTwoSeconds_AndALostOneIsUnknown_AndNobodyIsNamed()
    {
        using MosquittoBroker broker = MosquittoBroker.StartOnFreePort();
        await using var office = new Office(options => options with { Broker = null, BrokerPort = broker.Port });
        FakeDevice device = office.Device();
        OcpiClient.Describe(office);
        await office.App.StartAsync();
        await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        office.App.Notices.Refresh();
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        using HttpClient browser = office.Browser();
        string said = "";
        using var app = new MosquittoClient(new MosquittoOptions { Port = broker.Port });
        Assert.AreEqual(0, app.Connect());
        app.MessageReceived += message => Volatile.Write(ref said, Encoding.UTF8.GetString(message.Payload.Span));
        app.Subscribe(device.Topics.PublicStatus, 1);
        using var chargePoint = new MosquittoClient(new MosquittoOptions
        {
            Port = broker.Port,
            ClientId = "yokohama.cp1",
            Will = new MosquittoWill(device.Topics.State, Encoding.ASCII.GetBytes("""{"state":"lost","boot":1}"""), 1, true),
        });
        Assert.AreEqual(0, chargePoint.Connect());

        await SaidAsync("AVAILABLE", () => chargePoint.Publish(device.Topics.State, State(), 1, true));
        await SaidAsync("CHARGING", () =>
        {
            chargePoint.Publish(device.Topics.State, State("Occupied", session: 4, state: "Charging"), 1, true);
            chargePoint.Publish(device.Topics.PublicStatus, Encoding.ASCII.GetBytes("""{"status":"CHARGING","untilUtc":"unknown"}"""), 1, true);
        });
        await Office.UntilAsync(() => Volatile.Read(ref said).Contains("CHADEMO", StringComparison.Ordinal), "the connector, said once more over the charge point's own words");
        string everything = Volatile.Read(ref said) + await browser.GetStringAsync(locations);
        Assert.DoesNotContain("session", everything);
        Assert.DoesNotContain("token", everything);
        using var usurper = new MosquittoClient(new MosquittoOptions { Port = broker.Port, ClientId = "yokohama.cp1" });
        await SaidAsync("UNKNOWN", () => usurper.Connect()); // the broker drops the other, and says its last will

        async Task SaidAsync(string status, Action happen)
        {
            var watch = Stopwatch.StartNew();
            happen();
            await Office.UntilAsync(() => Volatile.Read(ref said).Contains($"\"status\":\"{status}\"", StringComparison.Ordinal), status + " on the public topic");
            while ((await client.ReadAllAsync("locations")).Single()["evses"]![0]!["status"]!.GetValue<string>() != status
                || (await PublicAsync(browser))["status"]!.GetValue<string>() != status)
            {
                await Task.Delay(20);
                Assert.IsLessThan(20_000, watch.ElapsedMilliseconds, "waited in vain for " + status);
            }

            Assert.IsLessThan(2_000, watch.ElapsedMilliseconds, status);
        }
    }

    private static string? LastSaid(Office office, FakeDevice device) =>
        office.Broker.PublishedTo(device.Topics.PublicStatus) is [.., { } payload] ? Encoding.UTF8.GetString(payload) : null;
}
