using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Hosting;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Tables for others: every row once, whole or not at all, in three forms, of one's own sites.</summary>
[TestClass]
public sealed class ExportTests
{
    private static readonly ExportPeriod april = ExportPeriod.Of("2026-04", null, null);

    private static ExportRequest Request(Office office, ExportKind kind, ExportFormat format = ExportFormat.Csv) => new(kind, format, office.App.Registry.Sites, april);

    private static byte[] Bytes(Office office, ExportRequest request)
    {
        using var stream = new MemoryStream();
        office.App.Exports.Write(request, stream, null, CancellationToken.None);
        return stream.ToArray();
    }

    /// <summary>Rows of an export, as a reader of JSON lines has them.</summary>
    internal static JsonElement[] Rows(BackOfficeApp app, ExportRequest request)
    {
        using var stream = new MemoryStream();
        app.Exports.Write(request with { Format = ExportFormat.JsonLines }, stream, null, CancellationToken.None);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    internal static long Sum(IEnumerable<JsonElement> rows, string column) => rows.Sum(row => row.GetProperty(column).GetInt64());

    [TestMethod]
    public async Task EachTable_SaysTheSame_InEveryForm()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        Decide(office, "@SUM(A1), \"quoted\", 〜 – 𠮷野");
        foreach (ExportKind kind in Enum.GetValues<ExportKind>())
        {
            JsonElement[] rows = Rows(office.App, Request(office, kind));
            byte[] csv = Bytes(office, Request(office, kind));
            CollectionAssert.AreEqual(Encoding.UTF8.Preamble.ToArray(), csv[..3], $"{kind}: marked as UTF-8");
            string[] lines = Encoding.UTF8.GetString(csv[3..]).Split("\r\n");
            Assert.AreEqual("", lines[^1], $"{kind}: the last line is ended");
            Assert.HasCount(rows.Length + 2, lines, kind.ToString());
            Assert.AreEqual(lines[0], string.Join(',', rows[0].EnumerateObject().Select(one => one.Name)), $"{kind}: the same columns");
            Assert.AreEqual(Encoding.UTF8.GetString(csv[3..]).Replace("〜", "～", StringComparison.Ordinal).Replace("–", "―", StringComparison.Ordinal).Replace("𠮷", "[U+20BB7]", StringComparison.Ordinal),
                SupplyFiles.Cp932.GetString(Bytes(office, Request(office, kind, ExportFormat.CsvCp932))), $"{kind} in CP932");
        }

        JsonElement[] sessions = Rows(office.App, Request(office, ExportKind.Sessions));
        Assert.HasCount(4, sessions);
        Assert.AreEqual("2026-04-01T12:00:00.000Z 2026-04-01T21:00:00.000+09:00", sessions[0].GetProperty("started_utc").GetString() + " " + sessions[0].GetProperty("started_local").GetString());
        Assert.AreEqual(JsonValueKind.Null, sessions[1].GetProperty("ended_utc").ValueKind, "the second is open");
        long deliveredWh = office.App.Intervals.Read(Office.SiteName, Office.Noon.AddDays(-1), Office.Noon.AddDays(1)).Sum(one => one.DeliveredWh);
        Assert.AreEqual(deliveredWh, Sum(sessions, "delivered_wh"));
        Assert.AreEqual(deliveredWh, Sum(Rows(office.App, Request(office, ExportKind.SessionIntervals)), "delivered_wh"));
        Assert.AreEqual(deliveredWh, Sum(Rows(office.App, Request(office, ExportKind.Intervals)), "delivered_wh"));
        Assert.AreEqual(office.Scalar<long>("SELECT count(*) FROM record"), Rows(office.App, Request(office, ExportKind.Records)).Length);
    }

    [TestMethod]
    public async Task ANoteThatLooksLikeAFormula_ComputesNothing_AndNumbersStayNumbers()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        Decide(office, "=HYPERLINK(\"http://x\",\"y\")");
        string csv = Encoding.UTF8.GetString(Bytes(office, Request(office, ExportKind.Corrections)));
        StringAssert.Contains(csv, ",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",");
        StringAssert.Contains(csv, ",-", "a difference below zero is a number");
        Assert.AreEqual("=HYPERLINK(\"http://x\",\"y\")", Rows(office.App, Request(office, ExportKind.Corrections))[0].GetProperty("note").GetString());
    }

    [TestMethod]
    [DataRow("=1+1")]
    [DataRow("+81-3")]
    [DataRow("-2+3")]
    [DataRow("@SUM(A1)")]
    [DataRow("\t=1")]
    [DataRow("\r=1")]
    [DataRow(" =1")]
    [DataRow("　＝１")]
    [DataRow("＠x")]
    public void WhatASpreadsheetWouldCompute_HasAnApostrophe(string text) => Assert.AreEqual("'" + text, CsvRowWriter.Harmless(text));

    [TestMethod]
    [DataRow("")]
    [DataRow("zesp3")]
    [DataRow("a=b")]
    [DataRow("'x")]
    [DataRow("2026-04-01")]
    public void OtherText_StaysAsItIs(string text) => Assert.AreEqual(text, CsvRowWriter.Harmless(text));

    [TestMethod]
    public async Task AFile_IsThereWholeOrNotAtAll_AndNeverWrittenOver()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        Decide(office, "髙橋 𠮷野 😀");
        string folder = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "exports");
        string file = Path.Combine(folder, "april.csv");
        ExportResult done = office.App.Exports.WriteFile(Request(office, ExportKind.Corrections, ExportFormat.CsvCp932), file, null, CancellationToken.None);
        Assert.AreEqual(2 * done.Rows, done.NamedLetters, "𠮷 and 😀; 髙 is in CP932");
        StringAssert.Contains(SupplyFiles.Cp932.GetString(await File.ReadAllBytesAsync(file)), "髙橋 [U+20BB7]野 [U+1F600]");
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(file));
        StringAssert.Contains(
            Assert.ThrowsExactly<RegistryException>(() => office.App.Exports.WriteFile(Request(office, ExportKind.Sessions), file, null, CancellationToken.None)).Message, "name another file");
        using var stop = new CancellationTokenSource();
        Sessions(office, 2_000);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
            office.App.Exports.WriteFile(Request(office, ExportKind.Sessions), Path.Combine(folder, "half.csv"), rows => stop.Cancel(), stop.Token));
        CollectionAssert.AreEqual(new[] { file }, Directory.GetFiles(folder), "nothing half is left");
    }

    [TestMethod]
    public async Task ManySessions_TakeNoMoreMemoryThanFew()
    {
        await using var office = new Office();
        office.Device();
        using (var file = new SqliteConnection($"Data Source={office.DatabaseFile};Pooling=False"))
        {
            file.Execute("INSERT INTO journal SELECT id, id, id, 1, 0, zeroblob(16), 0 FROM charge_point");
        }

        const int Many = 40_000;
        Sessions(office, Many);
        long least = long.MaxValue, most = 0, told = 0;
        ExportResult done = office.App.Exports.Write(
            Request(office, ExportKind.Sessions), Stream.Null,
            rows =>
            {
                told++;
                if (rows % 5_000 == 0)
                {
                    long heldBytes = GC.GetTotalMemory(forceFullCollection: true);
                    (least, most) = (Math.Min(least, heldBytes), Math.Max(most, heldBytes));
                }
            },
            CancellationToken.None);
        Assert.AreEqual(Many, done.Rows);
        Assert.IsGreaterThan(30, told);
        Assert.IsLessThan(20_000_000, most - least, $"{most - least} bytes more"); // as objects they would be four times that; other tests run meanwhile
    }

    [TestMethod]
    public async Task OnThePages_OneHasTheOwnSites_AndItIsWrittenDown()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo");
        office.App.People.Add("kimura", new PersonSettings(Roles.BackOffice, false, ["osaka"]), Office.Password, "tests");
        using HttpClient browser = await office.BrowserAsync();
        Assert.AreEqual(HttpStatusCode.NotFound, (await AskAsync(browser, "site=yokohama&kind=Sessions&format=Csv&month=2026-04")).Status);
        Assert.AreEqual(1, (await AskAsync(browser, "kind=Sessions&format=Csv&month=2026-04")).Text.Count(letter => letter == '\n'), "nothing but the columns");
        using HttpClient auditor = await office.BrowserAsync(Roles.Auditor);
        (HttpStatusCode status, string text, string name) = await AskAsync(auditor, "site=yokohama&kind=Sessions&format=JsonLines&month=2026-04");
        Assert.AreEqual((HttpStatusCode.OK, 4, "yokohama-sessions-2026-04-01_2026-04-30.jsonl"), (status, text.Count(letter => letter == '\n'), name));
        AuditEntry noted = office.App.Audit.Page(null).First(one => one.Action == "Exported");
        Assert.AreEqual("mori|yokohama-sessions-2026-04-01_2026-04-30.jsonl|4", $"{noted.DoneBy}|{noted.Subject}|{noted.After}");
        foreach ((string query, HttpStatusCode expected) in new[]
        {
            ("kind=Sessions&format=Csv&month=2026-13", HttpStatusCode.UnprocessableEntity), ("kind=Sessions&format=Csv", HttpStatusCode.UnprocessableEntity),
            ("kind=Sessions&format=Csv&firstDay=2026-04-02&lastDay=2026-04-01", HttpStatusCode.UnprocessableEntity),
            ("kind=Sessions&format=Csv&firstDay=2002-04-02&lastDay=2026-04-01", HttpStatusCode.UnprocessableEntity), ("kind=Keys&format=Csv&month=2026-04", HttpStatusCode.BadRequest),
            ("kind=77&format=Csv&month=2026-04", HttpStatusCode.BadRequest), ("site=nowhere&kind=Sessions&format=Csv&month=2026-04", HttpStatusCode.NotFound),
        })
        {
            Assert.AreEqual(expected, (await AskAsync(auditor, query)).Status, query);
        }

        using HttpClient dealer = await office.BrowserAsync(Roles.Dealer);
        Assert.AreEqual(HttpStatusCode.Redirect, (await AskAsync(dealer, "kind=Sessions&format=Csv&month=2026-04")).Status, "a dealer has statements, not tables");
    }

    [TestMethod]
    public async Task TheCommand_WritesAFile_AndSaysHowMany()
    {
        string file;
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using (office)
        {
            file = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "april.csv");
            string[] arguments = ["export", "--database", office.DatabaseFile, "--kind", "Sessions", "--first-day", "2026-04-01", "--last-day", "2026-04-01", file];
            Assert.AreEqual(0, await CommandLine.Root().Parse(arguments).InvokeAsync());
            Assert.AreEqual(5, (await File.ReadAllLinesAsync(file)).Length);
            Assert.AreEqual(1, await CommandLine.Root().Parse(arguments).InvokeAsync(), "it is there already");
            Assert.AreEqual(1, await CommandLine.Root().Parse(["export", "--database", office.DatabaseFile, "--site", "nowhere", "--kind", "Sessions", "--month", "2026-04", file + "2"]).InvokeAsync());
        }
    }

    private static async Task<(HttpStatusCode Status, string Text, string Name)> AskAsync(HttpClient browser, string query)
    {
        using HttpResponseMessage answer = await browser.GetAsync(new Uri("/exports?handler=File&" + query, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentDisposition?.FileNameStar ?? "");
    }

    private static void Decide(Office office, string note)
    {
        QueueRow row = office.App.Queue.Page(new QueueFilter()).First(one => one.SessionNumber > 0);
        office.App.Desk.Decide(row.Id, row.Version, new Decision { Action = QueueAction.Drop, Reason = ReasonCode.Meter, Note = note, By = "kimura" });
    }

    private static void Sessions(Office office, int count)
    {
        using var file = new SqliteConnection($"Data Source={office.DatabaseFile};Pooling=False");
        file.Execute(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1000 + {count.ToString(CultureInfo.InvariantCulture)})
            INSERT INTO session (journal_row, number, claim, token_hash, started_utc_ms, first_interval_utc_ms, ended_utc_ms, start_register_wh, delivered_wh,
                covered_wh, uncovered_wh, unclaimed_wh, state, times_suspended, last_verdict)
            SELECT 1, i, 'renewable', 0, 1775044800000 + i / 7 * 1000, 1775044800000, 1775044800000 + i * 1000, 0, 0, 0, 0, 0, 'Idle', 0, 'Allowed' FROM n
            """);
    }
}
