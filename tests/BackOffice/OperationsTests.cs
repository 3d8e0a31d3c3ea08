using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Operations;
using ChargePointFw.BackOffice.People;
using Dapper;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What machines read: metrics as text and by OTLP, logs, the document of what can be asked; nothing of a person in any.</summary>
[TestClass]
public sealed partial class OperationsTests
{
    [TestMethod]
    public async Task Metrics_AreWellFormed_AndFollowWhatHappens()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        using HttpClient machine = office.Browser();
        using HttpResponseMessage answer = await machine.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.AreEqual("text/plain", answer.Content.Headers.ContentType!.MediaType);
        string[] lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var typed = new HashSet<string>();
        var series = new HashSet<string>();
        foreach (string line in lines)
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.IsTrue(typed.Add(line.Split(' ')[2]), "one type each: " + line);
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                Match sample = Sample().Match(line);
                Assert.IsTrue(sample.Success, line);
                Assert.Contains(sample.Groups[1].Value, typed, "its type comes first");
                Assert.IsTrue(series.Add(sample.Groups[1].Value + sample.Groups[2].Value), "each once: " + line);
            }
        }

        long records = office.Scalar<long>("SELECT count(*) FROM record");
        CollectionAssert.Contains(lines, $"cpfw_ingest_records_total {records}");
        CollectionAssert.Contains(lines, "cpfw_broker_connected 1");
        CollectionAssert.Contains(lines, "cpfw_database_state{state=\"ok\"} 1");
        CollectionAssert.Contains(lines, "cpfw_charge_points{state=\"unheard\"} 1");
        Assert.IsLessThan(60, series.Count, "labels have few values");
        await using var other = new Office();
        await other.StartAsync();
        using HttpClient elsewhere = other.Browser();
        StringAssert.Contains(await elsewhere.GetStringAsync(new Uri("/metrics", UriKind.Relative)), "cpfw_ingest_records_total 0\n", "each program has its own");
    }

    [TestMethod]
    public async Task Metrics_AreForThisMachine_OrWithTheToken()
    {
        await using var office = new Office(options => options with { MetricsToken = "a long enough token" });
        await office.StartAsync();
        foreach ((string? bearer, HttpStatusCode expected) in new[] { ((string?)null, HttpStatusCode.Forbidden), ("wrong", HttpStatusCode.Forbidden), ("a long enough token", HttpStatusCode.OK) })
        {
            using HttpClient machine = office.Browser();
            machine.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.5"); // as a proxy on this machine tells of who is elsewhere
            machine.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            machine.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
            using HttpResponseMessage answer = await machine.GetAsync(new Uri("/metrics", UriKind.Relative));
            Assert.AreEqual(expected, answer.StatusCode, bearer);
        }
    }

    [TestMethod]
    public async Task Otlp_ReachesACollector_OverHttp()
    {
        using var collector = new HttpListener();
        int port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        await using var office = new Office(options => options with { OtlpEndpoint = new Uri($"http://127.0.0.1:{port}/v1/metrics"), OtlpEveryMs = 200 });
        await office.StartAsync();
        string text = "";
        for (int i = 0; i < 20 && !text.Contains("cpfw.ingest.records", StringComparison.Ordinal); i++) // the first may be of the start alone
        {
            HttpListenerContext sent = await collector.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60));
            using var body = new MemoryStream();
            await sent.Request.InputStream.CopyToAsync(body);
            Assert.AreEqual("POST /v1/metrics application/x-protobuf", $"{sent.Request.HttpMethod} {sent.Request.Url!.AbsolutePath} {sent.Request.ContentType}");
            text = Encoding.Latin1.GetString(body.ToArray());
            sent.Response.Close();
        }

        StringAssert.Contains(text, "cpfw.ingest.records");
        StringAssert.Contains(text, "cpfw.database.state");
        StringAssert.Contains(text, "chargepointfw-backoffice");
    }

    [TestMethod]
    public async Task Logs_SayNothingOfAPersonOrACard()
    {
        var logs = new KeptLogs();
        byte[] siteKey = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];
        await using var office = new Office(options => options with { Logs = logs, LogLevel = LogLevel.Trace });
        office.App.Members.ImportCsv(
            Office.SiteName, new MemoryStream("token_id,programme,group,valid_until\nu-04A1B2C3D4E5F6,zesp3,secret-fleet,2027-03-31\n"u8.ToArray()), "members.csv", siteKey, "kimura");
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 96, 100_000);
        await office.StartAsync();
        var bay = new CheckBay(office, device, MemberDesk.HashOf(siteKey, "u-04A1B2C3D4E5F6"));
        bay.GoodSession(1);
        await bay.ArriveAsync();
        office.Broker.Deliver(device.Topics.Record, "{\"records\":[\"not base 64 u-04A1B2C3D4E5F6\"]}"u8.ToArray());
        office.Broker.Deliver("cpfw/1/yokohama/cp99/record", FakeDevice.Message([.. device.Journal.Take(1)]));
        using HttpClient browser = await office.BrowserAsync(Roles.Administrator);
        foreach (string address in new[] { "/site", "/members", "/sessions", "/statements/site/yokohama/2026-04", "/exports?handler=File&kind=Sessions&format=Csv&month=2026-04", "/nowhere?name=kimura", "/sign-in" })
        {
            (await browser.GetAsync(new Uri(address, UriKind.Relative))).Dispose();
        }

        office.Time.Advance(TimeSpan.FromHours(30));
        await office.App.StopAsync();
        string all = string.Join('\n', logs.Lines);
        Assert.IsGreaterThan(0, logs.Lines.Count, "something is logged");
        long hash = MemberDesk.HashOf(siteKey, "u-04A1B2C3D4E5F6");
        foreach (string secret in new[]
        {
            "04A1B2C3D4E5F6", hash.ToString("X16", null), hash.ToString("x16", null), hash.ToString(System.Globalization.CultureInfo.InvariantCulture), "kimura", "sato", Office.Password, "secret-fleet",
            Convert.ToBase64String(siteKey), Convert.ToBase64String(Office.KeyOf("cp1")), Convert.ToHexString(Office.KeyOf("cp1")),
        })
        {
            Assert.IsFalse(all.Contains(secret, StringComparison.OrdinalIgnoreCase), $"'{secret}' is in: {logs.Lines.FirstOrDefault(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase))}");
        }
    }

    [TestMethod]
    public async Task JsonLogs_AreOneObjectALine()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-logs-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.db");
            await using (BackOfficeApp app = BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = file, Broker = () => new FakeBroker() }, TimeProvider.System))
            {
                app.Registry.RegisterSite(Office.SiteName, "Asia/Tokyo");
                app.Registry.RegisterChargePoint(Office.SiteName, "cp1", Office.KeyOf("cp1"));
                var supply = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
                DateTimeOffset first = new(DateTime.UtcNow.Date.AddDays(1), TimeSpan.Zero);
                for (int i = 0; i < 48; i++)
                {
                    supply.Append(null, $"{first.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm:ss'Z'},1000,SOLAR,c1\n");
                }

                app.Supply.ImportPlainCsv(Office.SiteName, new MemoryStream(Encoding.UTF8.GetBytes(supply.ToString())), "supply.csv", "tests");
            }

            var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string argument in new[]
            {
                Path.Combine(AppContext.BaseDirectory, "ChargePointFw.BackOffice.dll"), "serve", "--database", file, "--broker-port", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
                "--url", "http://127.0.0.1:0", "--json-logs",
            })
            {
                start.ArgumentList.Add(argument);
            }

            using Process program = Process.Start(start)!;
            string line;
            try
            {
                line = await program.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(90)) ?? "";
            }
            finally
            {
                program.Kill();
                await program.WaitForExitAsync();
            }

            JsonElement json = JsonDocument.Parse(line).RootElement;
            Assert.AreEqual("Information", json.GetProperty("LogLevel").GetString(), line);
            StringAssert.EndsWith(json.GetProperty("Timestamp").GetString(), "Z");
            StringAssert.StartsWith(json.GetProperty("Category").GetString(), "ChargePointFw.BackOffice");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task TheDocumentOfTheApi_HasEveryEndpoint_AndIsForWhoIsSignedIn()
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient nobody = office.Browser();
        Assert.AreEqual(HttpStatusCode.Redirect, (await nobody.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative))).StatusCode);
        using HttpClient auditor = await office.BrowserAsync(Roles.Auditor);
        JsonElement document = JsonDocument.Parse(await auditor.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))).RootElement;
        StringAssert.StartsWith(document.GetProperty("openapi").GetString(), "3.");
        JsonElement paths = document.GetProperty("paths");
        RouteEndpoint[] endpoints =
        [
            .. office.App.Endpoints.Endpoints.OfType<RouteEndpoint>()
                .Where(one => one.Metadata.GetMetadata<PageActionDescriptor>() is null && one.RoutePattern.RawText != "/openapi/{documentName}.json")
                .Where(one => one.Metadata.GetMetadata<HttpMethodMetadata>() is not null), // what takes every method only says that there is nothing
        ];
        Assert.IsGreaterThan(5, endpoints.Length);
        foreach (RouteEndpoint endpoint in endpoints)
        {
            string path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0].ToLowerInvariant();
            Assert.IsTrue(paths.TryGetProperty(path, out JsonElement told) && told.TryGetProperty(method, out _), $"{method} {path} is not in the document");
        }
    }

    [TestMethod]
    public async Task WhatMayGo_Goes_WhenItIsOldEnough_AndWasShownBefore()
    {
        await using var office = new Office();
        office.Device();
        office.Scalar<long?>("INSERT INTO charge_point_command VALUES (1000, 1, 'start', 1, 0, 0, 'kimura', 2000), (1775044800000, 1, 'stop', 1, 0, 0, 'kimura', 2000)");
        office.Scalar<long?>("INSERT INTO charge_point_answer VALUES (1000, 'Accepted', 1500)");
        RetentionLine[] shown = [.. office.App.Retention.Run("kimura", apply: false)];
        Assert.AreEqual(1L, shown.Single(one => one.What == "charge_point_command").Rows);
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM charge_point_command"), "shown only");
        Assert.AreEqual(shown.Sum(one => one.Rows), office.App.Retention.Run("kimura", apply: true).Sum(one => one.Rows));
        Assert.AreEqual("1 0", office.Scalar<string>("SELECT (SELECT count(*) FROM charge_point_command) || ' ' || (SELECT count(*) FROM charge_point_answer)"));
        Assert.AreEqual("kimura", office.App.Audit.Page(null).First(one => one.Action == "Removed").DoneBy);
        Assert.AreEqual(0L, office.App.Retention.Run("kimura", apply: true).Sum(one => one.Rows), "nothing twice");
    }

    [TestMethod]
    public async Task WhatEvidenceRestsOn_IsNeverRemoved()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        office.App.Days.SealDue();
        string before = Counts(office);
        office.Time.Advance(TimeSpan.FromDays(30));
        office.App.Retention.Run("kimura", apply: true, now: office.Time.GetUtcNow().AddYears(50));
        Assert.AreEqual(before, Counts(office));
    }

    [TestMethod]
    public async Task EveryTable_StandsOnceInTheRetentionRules()
    {
        using var page = new StreamReader(typeof(OperationsTests).Assembly.GetManifestResourceStream("operations/page")!);
        string rules = await page.ReadToEndAsync();
        string[] patterns =
        [
            .. rules[rules.IndexOf("## Retention", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => TableName().Matches(line.Split('|')[1]).Select(one => $"^{one.Groups[1].Value.Replace("*", ".*", StringComparison.Ordinal)}$")),
        ];
        await using var office = new Office();
        using DbConnection database = office.Connect();
        string[] tables = [.. database.Query<string>(OfficeStore.Tables)];
        Assert.AreEqual("", string.Join(' ', tables.Where(table => patterns.Count(pattern => Regex.IsMatch(table, pattern)) != 1)), "say what becomes of them");
        Assert.AreEqual("", string.Join(' ', patterns.Where(pattern => !tables.Any(table => Regex.IsMatch(table, pattern)))), "no such table");
    }

    private static string Counts(Office office) => string.Join(' ', new[]
    {
        "record", "session", "interval_energy", "planned_allocation", "supply_fact", "supply_import", "certificate_fact", "settlement", "finding", "finding_entry", "booking_correction",
        "token_list", "member_fact", "device_key", "quarantine", "alarm", "journal", "journal_gap", "person", "emission_factor", "tariff",
    }.Select(table => $"{table}={office.Scalar<long>($"SELECT count(*) FROM {table}")}"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("`([a-z_*]+)`")]
    private static partial Regex TableName();

    [GeneratedRegex("^([a-z_][a-z0-9_]*)(\\{[a-z_]+=\"[^\"]*\"(?:,[a-z_]+=\"[^\"]*\")*\\})? -?[0-9.E+-]+$")]
    private static partial Regex Sample();
}
