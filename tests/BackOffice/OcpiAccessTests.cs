using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Who may ask what over OCPI, and how wrong questions are answered.</summary>
[TestClass]
[DoNotParallelize] // commands write to the console
public sealed class OcpiAccessTests
{
    private const string Lists = "/ocpi/2.3.0/cpo/";

    [TestMethod]
    [DataRow(null, DisplayName = "none")]
    [DataRow("Token", DisplayName = "nothing behind it")]
    [DataRow("Token bm9ib2R5", DisplayName = "nobody's")]
    [DataRow("Token %%%", DisplayName = "no base 64")]
    [DataRow("Basic bm9ib2R5", DisplayName = "another scheme")]
    [DataRow("raw", DisplayName = "right, but not in base 64")]
    [DataRow("revoked", DisplayName = "revoked")]
    public async Task AWrongToken_Is401_WhateverIsAskedFor(string? header)
    {
        await using var office = new Office();
        office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        string token = OcpiClient.TokenFor(office);
        if (header == "revoked")
        {
            office.App.Partners.Revoke("roamer", "kimura");
        }

        using HttpClient browser = office.Browser();
        header = header switch
        {
            "raw" => "Token " + token,
            "revoked" => "Token " + Convert.ToBase64String(Encoding.UTF8.GetBytes(token)),
            _ => header,
        };
        if (header is not null)
        {
            browser.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        }

        foreach (string path in new[] { "/ocpi/versions", "/ocpi/2.3.0", "/ocpi/2.3.0/credentials", Lists + "locations", Lists + "cdrs", "/ocpi/nothing/here" })
        {
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
            Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode, path);
            Assert.AreEqual(2000, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status_code"]!.GetValue<int>());
        }

        Assert.DoesNotContain(token, office.Scalar<string>("SELECT group_concat(hex(token_sha256) || name) FROM partner_token"));
    }

    [TestMethod]
    [DataRow("locations?limit=0", "2001 limit is no whole number from 1")]
    [DataRow("locations?limit=-5", "2001 limit is no whole number")]
    [DataRow("locations?limit=ten", "2001 limit is no whole number")]
    [DataRow("locations?limit=99999999999", "2001 limit is no whole number")]
    [DataRow("locations?offset=-1", "2001 offset is no whole number from 0")]
    [DataRow("locations?offset=1&offset=2", "2001 offset is given more than once")]
    [DataRow("locations?date_from=yesterday", "2001 date_from is no time in UTC")]
    [DataRow("locations?date_from=2026-04-01T00:00:00%2B09:00", "2001 date_from is no time in UTC")]
    [DataRow("locations?date_from=", "2001 date_from is given without a value")]
    [DataRow("cdrs?date_from=2026-04-02T00:00:00Z&date_to=2026-04-01T00:00:00Z", "2001 date_to is before date_from")]
    [DataRow("sessions", "2001 date_from is missing")]
    public async Task AQuestionThatCannotBe_IsToldWhy_InTheEnvelope(string question, string expected)
    {
        await using var office = new Office();
        office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        (HttpStatusCode status, JsonNode? data, string error) = await client.GetAsync(Lists + question);
        Assert.AreEqual((HttpStatusCode.OK, null), (status, data), "it reached something that exists");
        StringAssert.StartsWith(error, expected);
    }

    [TestMethod]
    [DataRow("/ocpi/2.3.0/cpo/locations/atlantis", 404, "2003 there is no atlantis")]
    [DataRow("/ocpi/2.3.0/cpo/locations/yokohama/E99", 404, "2003 there is no yokohama/E99")]
    [DataRow("/ocpi/2.3.0/cpo/locations/yokohama/E1/2", 404, "2003 there is no yokohama/E1/2")]
    [DataRow("/ocpi/2.1.1", 404, "3002 version 2.1.1 is not spoken here")]
    [DataRow("/ocpi/9/cpo/locations", 404, "3002 version 9")]
    [DataRow("/ocpi/2.3.0/cpo/tokens", 404, "2000 there is nothing")]
    public async Task WhatIsNotThere_Is404(string path, int http, string expected)
    {
        await using var office = new Office();
        office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        (HttpStatusCode status, _, string error) = await client.GetAsync(path);
        Assert.AreEqual(http, (int)status, error);
        StringAssert.StartsWith(error, expected);
    }

    [TestMethod]
    public async Task IdsComeBack_PartiesTurnRound_AndNothingCanBeWritten()
    {
        await using var office = new Office();
        office.Device();
        OcpiClient.Describe(office);
        await office.StartAsync();
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        using var browser = office.Browser();
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", Convert.ToBase64String(Encoding.UTF8.GetBytes(OcpiClient.TokenFor(office, "other"))));
        foreach ((string name, string value) in new[] { ("X-Request-ID", "ask-1"), ("X-Correlation-ID", "all-1"), ("OCPI-from-country-code", "NL"), ("OCPI-from-party-id", "ABC") })
        {
            browser.DefaultRequestHeaders.Add(name, value);
        }

        using HttpResponseMessage answer = await browser.GetAsync(new Uri(Lists + "locations", UriKind.Relative));
        string Header(string name) => answer.Headers.GetValues(name).Single();
        Assert.AreEqual(("ask-1", "all-1"), (Header("X-Request-ID"), Header("X-Correlation-ID")));
        Assert.AreEqual("NL ABC JP CPF", string.Join(' ', new[] { "OCPI-to-country-code", "OCPI-to-party-id", "OCPI-from-country-code", "OCPI-from-party-id" }.Select(Header)));
        using HttpResponseMessage without = await client.SendAsync(Lists + "locations");
        Assert.IsTrue(Guid.TryParse(without.Headers.GetValues("X-Request-ID").Single(), out _));
        foreach (HttpMethod method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete })
        {
            using HttpResponseMessage refused = await client.SendAsync(Lists + "locations", method);
            Assert.AreEqual(HttpStatusCode.MethodNotAllowed, refused.StatusCode, method.Method);
        }

        using HttpResponseMessage left = await client.SendAsync("/ocpi/2.3.0/credentials", HttpMethod.Delete);
        Assert.AreEqual(HttpStatusCode.OK, left.StatusCode);
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await client.GetAsync("/ocpi/versions")).Http, "its token is gone");
    }

    [TestMethod]
    public async Task APartnerReadsItsSitesAndProgrammes_AndNobodyElses()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        office.App.Registry.RegisterSite("kobe", "Asia/Tokyo");
        OcpiClient.Describe(office);
        office.App.Places.Set("kobe", new Place("Kobe", "2", "Kobe", "", "JPN", 34.69m, 135.19m, false), "kimura");
        bay.GoodSession(1); // zesp3
        bay.Start(2, Records.Claim.None);
        bay.Wait(20);
        bay.End(2, 1_000, Records.Claim.None);
        await bay.ArriveAsync();
        Assert.AreEqual("locations 2, sessions 2", await ReadAsync("everything", null, null));
        Assert.AreEqual("locations 1, sessions 1", await ReadAsync("theirs", [Office.SiteName], ["zesp3"]));
        Assert.AreEqual("locations 1, sessions 0", await ReadAsync("others", ["kobe"], ["zesp3"]));
        Assert.AreEqual("locations 2, sessions 0", await ReadAsync("map", null, []));
        using var others = new OcpiClient(office, office.App.Partners.Make("kobe-only", ["kobe"], null, "kimura"));
        Assert.AreEqual(HttpStatusCode.NotFound, (await others.GetAsync(Lists + "locations/yokohama/E1")).Http);

        async Task<string> ReadAsync(string name, string[]? sites, string[]? programmes)
        {
            using var client = new OcpiClient(office, office.App.Partners.Make(name, sites, programmes, "kimura"));
            return $"locations {(await client.ReadAllAsync("locations")).Count}, sessions {(await client.ReadAllAsync("sessions")).Count}";
        }
    }

    [TestMethod]
    public async Task WhatNobodyHasSaid_IsToldToNobody_AndTheCommandThatSaysItIsNamed()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        StringAssert.Contains((await client.GetAsync(Lists + "locations")).Error, "3000 nobody has said yet who operates the charge points (set-operator)");
        Assert.AreEqual("operator: set-operator, yokohama: set-place, yokohama/cp1: set-connector", string.Join(", ", office.App.Places.Missing()));
        office.App.Places.Set(new StationOperator("JP", "CPF", "Dealer"), "kimura");
        Assert.IsEmpty(await client.ReadAllAsync("locations"));
        Assert.IsEmpty(await client.ReadAllAsync("sessions"));
        Assert.AreEqual(("facts", 1L), office.App.Telling.Waiting().Single());
        OcpiClient.Describe(office);
        Assert.HasCount(1, await client.ReadAllAsync("cdrs"));
        Assert.IsEmpty(office.App.Places.Missing());
    }

    [TestMethod]
    [DataRow("set-operator --country-code jp --party CPF --name x", "'jp' is no country code: 2 capital letters")]
    [DataRow("set-operator --country-code JP --party CPF --name x --website ftp://x", "'ftp://x' is no address that begins with https://")]
    [DataRow("set-operator --country-code JP --party CPF --name x --tax-percent 10", "a tax has a name")]
    [DataRow("set-place --site yokohama --title T --address A --city C --country JPN --latitude 91 --longitude 0", "latitude 91 is not between -90 and 90 degrees")]
    [DataRow("set-place --site atlantis --title T --address A --city C --country JPN --latitude 1 --longitude 0", "atlantis")]
    [DataRow("set-connector --site yokohama --charge-point cp1 --standard CCS --max-voltage-v 500 --max-current-a 125 --max-power-w 50000", "'CCS' is no connector: CHADEMO, SAE_J3400, IEC_62196_T1_COMBO")]
    [DataRow("set-connector --site yokohama --charge-point cp9 --standard CHADEMO --max-voltage-v 500 --max-current-a 125 --max-power-w 50000", "cp9")]
    [DataRow("set-connector --site yokohama --charge-point cp1 --standard CHADEMO --max-voltage-v 0 --max-current-a 125 --max-power-w 50000", "V must be 1 to 1500, not 0")]
    [DataRow("set-connector --site yokohama --charge-point cp1 --standard CHADEMO --max-voltage-v 500 --max-current-a 125 --max-power-w 50000 --evse-id NL*ABC*E1", "nobody has said who operates the charge points")]
    [DataRow("partner-token new --name roamer --sites atlantis", "atlantis")]
    [DataRow("partner-token revoke --name nobody", "there is no partner nobody whose token counts")]
    public async Task ACommandThatCannotBe_SaysWhy_AndSetsNothing(string command, string expected)
    {
        await using var office = new Office();
        office.Device();
        (int code, string output) = await RunAsync(office, command + " --by kimura");
        Assert.AreEqual(1, code, output);
        StringAssert.Contains(output, expected);
        Assert.HasCount(3, office.App.Places.Missing());
        Assert.IsEmpty(office.App.Partners.List());
    }

    [TestMethod]
    public async Task TheCommands_SayWhatThereIs_AndATokenIsShownOnce()
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        Assert.AreEqual(0, (await RunAsync(office, "set-operator --by kimura --country-code JP --party CPF --name Dealer")).Code);
        Assert.AreEqual(0, (await RunAsync(office, "set-place --by kimura --site yokohama --title Minato --address 1-1 --city Yokohama --country JPN --latitude 35.45469 --longitude 139.62944")).Code);
        Assert.AreEqual(0, (await RunAsync(office, "set-connector --by kimura --site yokohama --charge-point cp1 --standard IEC_62196_T2_COMBO --max-voltage-v 1000 --max-current-a 500 --max-power-w 150000 --evse-id JP*CPF*E7")).Code);
        Assert.AreEqual("nothing", (await RunAsync(office, "missing-facts")).Output.Trim());
        string made = (await RunAsync(office, "partner-token new --by kimura --name roamer --sites all --programmes zesp3")).Output;
        string token = made.Trim().Split('\n')[^1];
        using var client = new OcpiClient(office, token);
        JsonObject location = (await client.ReadAllAsync("locations")).Single();
        Assert.AreEqual("JP*CPF*E7", location["evses"]![0]!["evse_id"]!.GetValue<string>());
        StringAssert.Contains((await RunAsync(office, "partner-token new --by kimura --name roamer --sites all")).Output, "there is a partner roamer already");
        string list = (await RunAsync(office, "partner-token list")).Output;
        StringAssert.Contains(list, "roamer: sites all; sessions of zesp3 (made by kimura");
        Assert.DoesNotContain(token, list);
        Assert.AreEqual("revoked", (await RunAsync(office, "partner-token revoke --by kimura --name roamer")).Output.Trim());
        Assert.AreEqual(HttpStatusCode.Unauthorized, (await client.GetAsync("/ocpi/versions")).Http);
    }

    [TestMethod]
    public async Task WhoAsksTooOften_IsHeldBack()
    {
        await using var office = new Office(options => options with { PublicReadsPerMinute = 3, PartnerReadsPerMinute = 2 });
        await office.StartAsync();
        using HttpClient browser = office.Browser();
        Assert.AreEqual("200 200 200 429", await AskAsync("/public/locations", 4));
        Assert.AreEqual("401 401 429", await AskAsync("/ocpi/versions", 3));

        async Task<string> AskAsync(string path, int times)
        {
            var codes = new List<int>();
            for (int i = 0; i < times; i++)
            {
                using HttpResponseMessage answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
                codes.Add((int)answer.StatusCode);
            }

            return string.Join(' ', codes);
        }
    }

    private static Task<(int Code, string Output)> RunAsync(Office office, string command) =>
        SupplyCommandTests.RunAsync([.. command.Split(' '), "--database", office.DatabaseFile]);
}
