using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What partners are told: objects of OCPI 2.3.0 and 2.2.1, pages, times, tokens, and CDRs that are credited.</summary>
[TestClass]
public sealed class OcpiTests
{
    private const string Cdrs = "cdrs";

    private static async Task<(Office Office, CheckBay Bay, OcpiClient Client)> OpenAsync(string version = "2.3.0", string standard = "CHADEMO")
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        OcpiClient.Describe(office, standard);
        return (office, bay, new OcpiClient(office, OcpiClient.TokenFor(office), version));
    }

    private static Decision Do(QueueAction action) => new() { Action = action, Reason = ReasonCode.Meter, Note = "the meter was wrong", By = "kimura" };

    private static string Ids(IEnumerable<JsonObject> objects) => string.Join(' ', objects.Select(one => one["id"]!.GetValue<string>()));

    [TestMethod]
    [DataRow("2.3.0", "SAE_J3400")]
    [DataRow("2.2.1", "TESLA_S")]
    public async Task VersionsLeadToEveryModule_AndEveryObjectIsAsItsVersionDescribesIt(string version, string nacs)
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync(version, "SAE_J3400");
        await using Office _ = office;
        using OcpiClient used = client;
        bay.GoodSession(1);
        bay.Start(2, Claim.None);
        bay.Wait(20);
        bay.End(2, 1_000, Claim.None);
        await bay.ArriveAsync();

        JsonArray versions = (await client.DataAsync("/ocpi/versions")).AsArray();
        JsonObject mine = versions.Single(one => one!["version"]!.GetValue<string>() == version)!.AsObject();
        OcpiClient.Validate(version, "Version", mine);
        JsonNode details = await client.DataAsync(mine["url"]!.GetValue<string>());
        OcpiClient.Validate(version, "VersionDetails", details);
        Dictionary<string, string> endpoints = details["endpoints"]!.AsArray().ToDictionary(one => one!["identifier"]!.GetValue<string>(), one => one!["url"]!.GetValue<string>());
        OcpiClient.Validate(version, "Credentials", await client.DataAsync(endpoints["credentials"]));
        foreach (string module in new[] { "locations", "tariffs", "sessions", Cdrs })
        {
            Assert.EndsWith($"/ocpi/{version}/cpo/{module}", endpoints[module]);
            Assert.IsNotEmpty(await client.ReadAllAsync(module), module);
        }

        JsonObject location = (await client.ReadAllAsync("locations")).Single();
        JsonNode evse = location["evses"]![0]!;
        Assert.AreEqual(nacs, evse["connectors"]![0]!["standard"]!.GetValue<string>());
        string path = $"/ocpi/{version}/cpo/locations/{location["id"]}";
        OcpiClient.Validate(version, "Location", await client.DataAsync(path));
        OcpiClient.Validate(version, "Evse", await client.DataAsync($"{path}/{evse["uid"]}"));
        OcpiClient.Validate(version, "Connector", await client.DataAsync($"{path}/{evse["uid"]}/1"));
        JsonObject cdr = (await client.ReadAllAsync(Cdrs))[0];
        Assert.AreEqual(nacs, cdr["cdr_location"]!["connector_standard"]!.GetValue<string>());
        Assert.AreEqual(5m, cdr["total_energy"]!.GetValue<decimal>());
    }

    [TestMethod]
    public async Task AMembersCdr_TellsMinutesEnergyTaxAndEvidence_AndNeverTheCard()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        using OcpiClient used = client;
        bay.Clock = Office.Noon.AddMinutes(20);
        bay.Start(1);
        bay.Wait(10);
        bay.Energy(RecordType.IntervalClosed, 1, 4_000, 4_000);
        bay.Wait(11);
        bay.End(1, 2_000);
        await bay.ArriveAsync();
        JsonObject cdr = (await client.ReadAllAsync(Cdrs)).Single();
        Assert.AreEqual(577.5m, cdr["total_cost"]!["before_taxes"]!.GetValue<decimal>() + cdr["total_cost"]!["taxes"]![0]!["amount"]!.GetValue<decimal>(), "21 minutes at 27.5, tax included");
        Assert.AreEqual(525m, cdr["total_cost"]!["before_taxes"]!.GetValue<decimal>());
        Assert.AreEqual(0.35m, cdr["total_time"]!.GetValue<decimal>());
        JsonArray periods = cdr["charging_periods"]!.AsArray();
        Assert.AreEqual(6m, periods.Sum(one => one!["dimensions"]![0]!["volume"]!.GetValue<decimal>()));
        Assert.AreEqual(0.35m, periods.Sum(one => one!["dimensions"]![1]!["volume"]!.GetValue<decimal>()));
        JsonNode evidence = cdr["renewable_evidence"]!;
        Assert.AreEqual(6_000, evidence["covered_wh"]!.GetValue<int>());
        Assert.AreEqual("SOLAR", evidence["intervals"]![0]!["allocation"]!["source"]!.GetValue<string>());
        Assert.AreEqual(CheckBay.Token.ToString("X16", CultureInfo.InvariantCulture), cdr["cdr_token"]!["uid"]!.GetValue<string>(), "the hash under the site's key");
    }

    [TestMethod]
    public async Task AGuestsSession_NamesNoCard()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        using OcpiClient used = client;
        bay.Start(1, Claim.None);
        bay.Wait(20);
        bay.End(1, 5_000, Claim.None);
        await bay.ArriveAsync();
        JsonObject cdr = (await client.ReadAllAsync(Cdrs)).Single();
        Assert.AreEqual((cdr["session_id"]!.GetValue<string>(), "AD_HOC_USER"), (cdr["cdr_token"]!["uid"]!.GetValue<string>(), cdr["cdr_token"]!["type"]!.GetValue<string>()));
        Assert.DoesNotContain(CheckBay.Token.ToString("X16", CultureInfo.InvariantCulture), cdr.ToJsonString());
        Assert.AreEqual((5_000, "none"), (cdr["renewable_evidence"]!["unclaimed_wh"]!.GetValue<int>(), cdr["renewable_evidence"]!["claim"]!.GetValue<string>()));
    }

    [TestMethod]
    [DataRow("2.3.0", "before_taxes")]
    [DataRow("2.2.1", "excl_vat")]
    public async Task ACorrection_CreditsTheCdr_AndMakesAnother_AndADroppedOneIsOnlyCredited(string version, string amount)
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync(version);
        await using Office _ = office;
        using OcpiClient used = client;
        bay.Start(1);
        bay.Wait(20);
        bay.End(1, 5_000);
        bay.Device.RegisterWh += 500; // idle energy: a flag, which keeps no CDR back
        bay.Wait(12);
        bay.GoodSession(2);
        await bay.ArriveAsync();
        JsonObject first = (await client.ReadAllAsync(Cdrs)).Single(one => one["id"]!.GetValue<string>().EndsWith("-2", StringComparison.Ordinal));
        string id = first["id"]!.GetValue<string>();
        QueueRow finding = office.App.Queue.Page(new QueueFilter()).First(row => row.SessionNumber == 2);
        office.App.Desk.Decide(finding.Id, finding.Version, Do(QueueAction.Correct) with
        {
            Bookings = [new IntervalBooking(Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds(), 3_000, 0, 0)],
        });

        List<JsonObject> cdrs = [.. (await client.ReadAllAsync(Cdrs)).Where(one => one["session_id"]!.GetValue<string>() == id)];
        Assert.AreEqual($"{id} {id}-C {id}-R2", Ids(cdrs));
        Assert.AreEqual(first.ToJsonString(), cdrs[0].ToJsonString(), "sealed");
        JsonObject expected = first.DeepClone().AsObject();
        (expected["id"], expected["credit"], expected["credit_reference_id"], expected["last_updated"]) = (id + "-C", true, id, cdrs[1]["last_updated"]!.GetValue<string>());
        Assert.AreEqual(-first["total_cost"]![amount]!.GetValue<decimal>(), cdrs[1]["total_cost"]![amount]!.GetValue<decimal>());
        expected["total_cost"] = cdrs[1]["total_cost"]!.DeepClone();
        Assert.IsTrue(JsonNode.DeepEquals(expected, cdrs[1]), "all data of the original, and only the total negative:\n" + cdrs[1]);
        Assert.AreEqual((null, null), (cdrs[2]["credit"], cdrs[2]["credit_reference_id"]));
        Assert.AreEqual(3m, cdrs[2]["total_energy"]!.GetValue<decimal>());

        office.App.Desk.Decide(finding.Id, finding.Version + 1, Do(QueueAction.Undo));
        office.App.Desk.Decide(finding.Id, finding.Version + 2, Do(QueueAction.Drop));
        cdrs = [.. (await client.ReadAllAsync(Cdrs)).Where(one => one["session_id"]!.GetValue<string>() == id)];
        Assert.AreEqual($"{id} {id}-C {id}-R2 {id}-R2-C", Ids(cdrs));
        Assert.AreEqual("INVALID", (await client.ReadAllAsync("sessions")).Single(one => one["id"]!.GetValue<string>() == id)["status"]!.GetValue<string>());
        Assert.Throws<DbException>(() => office.Scalar<long>("UPDATE told_object SET body = '' WHERE kind = 'cdr' RETURNING 1"));
        office.App.Retention.Run("kimura", apply: true, now: office.Time.GetUtcNow().AddYears(50));
        Assert.AreEqual(Texts(cdrs), Texts((await client.ReadAllAsync(Cdrs)).Where(one => one["session_id"]!.GetValue<string>() == id)), "what was told is told for good");

        static string Texts(IEnumerable<JsonObject> objects) => string.Join('\n', objects.Select(one => one.ToJsonString()));
    }

    [TestMethod]
    public async Task WhatBlocksASession_KeepsItsCdrBack_UntilSomebodyDecides()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        using OcpiClient used = client;
        bay.Start(1);
        bay.Wait(1);
        bay.End(1, 90_000); // 5.4 MW
        bay.Wait(20);
        bay.GoodSession(2);
        await bay.ArriveAsync();
        Assert.EndsWith("-2", Ids([(await client.ReadAllAsync(Cdrs)).Single()]));
        Assert.HasCount(2, await client.ReadAllAsync("sessions"));
        Assert.AreEqual("decision", office.App.Telling.Waiting().Single().WaitsFor);
        foreach (QueueRow row in office.App.Queue.Page(new QueueFilter()).Where(row => row.SessionNumber == 1))
        {
            office.App.Desk.Decide(row.Id, row.Version, Do(QueueAction.Accept));
        }

        Assert.HasCount(2, await client.ReadAllAsync(Cdrs));
        Assert.IsEmpty(office.App.Telling.Waiting());
    }

    [TestMethod]
    public async Task ASessionIsActive_ThenCompleted_AndItsTimeChangesOnlyWithIt()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        using OcpiClient used = client;
        bay.Start(1);
        await bay.ArriveAsync();
        JsonObject active = (await client.ReadAllAsync("sessions")).Single();
        Assert.AreEqual("ACTIVE", active["status"]!.GetValue<string>());
        office.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(active.ToJsonString(), (await client.ReadAllAsync("sessions")).Single().ToJsonString());
        bay.Wait(20);
        bay.End(1, 5_000);
        await bay.ArriveAsync();
        JsonObject ended = (await client.ReadAllAsync("sessions")).Single();
        Assert.AreEqual("COMPLETED", ended["status"]!.GetValue<string>());
        Assert.IsLessThan(0, string.CompareOrdinal(active["last_updated"]!.GetValue<string>(), ended["last_updated"]!.GetValue<string>()));
        string from = Uri.EscapeDataString(ended["last_updated"]!.GetValue<string>());
        Assert.HasCount(1, await client.ReadAllAsync("sessions", "?date_from=" + from), "the time itself is within");
        Assert.IsEmpty(await client.ReadAllAsync("sessions", "?date_from=2000-01-01T00:00:00Z&date_to=" + from), "and not before itself");
    }

    [TestMethod]
    public async Task ASettlement_IsToldWithTheSession_AndLeavesTheSealedCdrAlone_AndMakesTheTariffsMix()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        using OcpiClient used = client;
        office.App.Tariffs.Set(Office.SiteName, "zesp3", Office.Noon.AddDays(-1), new Sessions.Tariff("JPY", 16.5m, 0), "kimura");
        bay.GoodSession(1);
        bay.Clock = Office.Noon.AddDays(1);
        bay.Append(RecordType.Boot, static _ => { });
        await bay.ArriveAsync();
        string cdr = (await client.ReadAllAsync(Cdrs)).Single().ToJsonString();
        JsonObject before = (await client.ReadAllAsync("sessions")).Single();
        Assert.AreEqual(0, before["renewable_evidence"]!["claimable_wh"]!.GetValue<int>());
        const string Metered = "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00:00Z,100000,SOLAR,cert-0\n";
        office.App.Supply.ImportPlainCsv(Office.SiteName, new MemoryStream(Encoding.UTF8.GetBytes(Metered)), "metered.csv", "kimura", SupplyStage.Actual);
        CertificateTests.Import(office, CertificateTests.Good.Replace("c1,", "cert-0,", StringComparison.Ordinal));
        office.Time.Advance(TimeSpan.FromDays(35));
        SettlementResult settled = office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddHours(1), true, "kimura");
        Assert.AreEqual(5_000L, settled.MatchedWh);

        JsonObject after = (await client.ReadAllAsync("sessions")).Single();
        Assert.AreEqual(5_000, after["renewable_evidence"]!["claimable_wh"]!.GetValue<int>());
        Assert.AreEqual("Renewable", after["renewable_evidence"]!["intervals"]![0]!["settlement"]!["claim"]!.GetValue<string>());
        Assert.AreNotEqual(before["last_updated"]!.GetValue<string>(), after["last_updated"]!.GetValue<string>());
        Assert.AreEqual(cdr, (await client.ReadAllAsync(Cdrs)).Single().ToJsonString());
        List<JsonObject> tariffs = await client.ReadAllAsync("tariffs");
        JsonNode mix = tariffs.Single(one => one["tariff_alt_text"] is not null)["energy_mix"]!;
        Assert.AreEqual("""{"is_green_energy":true,"energy_sources":[{"source":"SOLAR","percentage":100}]}""", mix.ToJsonString());
        Assert.IsNull(tariffs.Single(one => one["tariff_alt_text"] is null)["energy_mix"], "nothing is claimed for guests");
    }

    [TestMethod]
    public async Task ALedgerThatIsRebuilt_OrAProgramThatStartsAnew_TellsTheSameWithTheSameTimes()
    {
        (Office office, CheckBay bay, OcpiClient client) = await OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        bay.Start(2);
        await bay.ArriveAsync();
        string Told(params List<JsonObject>[] modules) => string.Join('\n', modules.SelectMany(one => one).Select(one => one.ToJsonString()));
        string before = Told(await client.ReadAllAsync("sessions"), await client.ReadAllAsync(Cdrs), await client.ReadAllAsync("tariffs"));
        client.Dispose();
        office.App.Ledger.Rebuild();
        await office.RestartAsync();
        office.Time.Advance(TimeSpan.FromMinutes(1));
        using var again = new OcpiClient(office, OcpiClient.TokenFor(office, "again"));
        Assert.AreEqual(before, Told(await again.ReadAllAsync("sessions"), await again.ReadAllAsync(Cdrs), await again.ReadAllAsync("tariffs")));
    }

    [TestMethod]
    public void TheExampleForPartners_IsASession()
    {
        using var reader = new StreamReader(typeof(OcpiTests).Assembly.GetManifestResourceStream("ocpi/page")!);
        string page = reader.ReadToEnd();
        string example = page.Split("```json").Select(part => part.Split("```")[0]).Single(part => part.Contains("cdr_token", StringComparison.Ordinal));
        OcpiClient.Validate("2.3.0", "Session", JsonNode.Parse(example));
    }
}
