using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Benchmarks.Reconcile;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.Benchmarks.Pages;

/// <summary>
/// How long an address took, from the request to the last byte of the answer on loopback, and what it cost of processors; ms.
/// On a busy machine the first is longer than on an idle one, the second is not.
/// </summary>
internal sealed record PageTime(string Name, string Address, double MedianMs, double P95Ms, double MaximumMs, double ProcessorMs, long Bytes);

/// <summary>
/// Every page of the desk over a million sessions with planted defects, through the real web server: what is asked for, how
/// long it takes. What is measured includes the way over loopback, so the server takes less than it says.
/// </summary>
internal sealed partial class PagesBenchmark : IAsyncDisposable
{
    public const double PromisedMs = 200;

    private const string Clerk = "kimura";
    private const string DenseSite = "site0";
    private const string TickedName = "queue and preview of 50 ticked";
    private const string AllName = "queue and preview of a kind at a site";

    private readonly string file;
    private readonly BackOfficeApp app;
    private readonly HttpClient http;
    private readonly Random dice;
    private readonly int chargePoints;

    private PagesBenchmark(string file, BackOfficeApp app, int seed, int sessions)
    {
        (this.file, this.app) = (file, app);
        dice = new Random(seed);
        chargePoints = Math.Max(1, sessions / 1_000);
        http = new HttpClient { BaseAddress = new Uri(app.Url), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Opens the pages over a file; makes it first where there is none.</summary>
    /// <param name="file">The database.</param>
    /// <param name="seed">Decides everything random.</param>
    /// <param name="sessions">How many sessions there are, or are to be.</param>
    /// <param name="to">Where it tells how it goes.</param>
    public static async Task<PagesBenchmark> OpenAsync(string file, int seed, int sessions, TextWriter to)
    {
        if (!File.Exists(file))
        {
            var making = Stopwatch.StartNew();
            await WorldPlan.MakeAsync(file, seed, sessions);
            Line(to, $"seed {seed}; {sessions} sessions made in {making.Elapsed.TotalSeconds:F0} s");
            await using BackOfficeApp first = WorldPlan.Open(file, WorldPlan.End);
            ReconcileResult result = first.Reconciler.Run(null, DateTimeOffset.UnixEpoch, WorldPlan.End, "benchmark");
            Line(to, $"{result.Findings} findings");
            WorkOff(first);
            PromiseAndSettleEverything(file);
        }

        BackOfficeApp app = WorldPlan.Open(file, WorldPlan.End);
        if (app.People.Find(Clerk) is null)
        {
            app.People.Add(Clerk, new PersonSettings(Roles.BackOffice, true, []), "four green charging cars", "benchmark");
        }

        var summing = Stopwatch.StartNew();
        app.IntervalSums.SumDue(); // as behind ingest, while nothing new comes
        Line(to, $"days summed in {summing.Elapsed.TotalSeconds:F1} s");
        await app.StartPagesAsync();
        var run = new PagesBenchmark(file, app, seed, sessions);
        await run.GetAsync(app.SignIns.OfferLink(Clerk));
        return run;
    }

    /// <summary>Asks for every page, each as often as <paramref name="times"/> says.</summary>
    public async Task<IReadOnlyList<PageTime>> MeasureAsync(int times)
    {
        var measured = new List<PageTime>();
        foreach ((string name, Func<string> address) in Addresses())
        {
            var taken = new List<double>();
            long bytes = 0;
            string last = address();
            await GetAsync(last); // compiled, and the file in the cache
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < times; i++)
            {
                last = address();
                var watch = Stopwatch.StartNew();
                bytes = Math.Max(bytes, (name is TickedName or AllName ? await PreviewAsync(last, name == AllName) : await GetAsync(last)).Length);
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }

            double processorMs = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times;
            taken.Sort();
            measured.Add(new PageTime(name, last, taken[taken.Count / 2], taken[(int)Math.Ceiling(taken.Count * 0.95) - 1], taken[^1], processorMs, bytes));
        }

        return measured;
    }

    public static int Print(int seed, int sessions, IReadOnlyList<PageTime> measured, TextWriter to)
    {
        to.WriteLine("page                                   | median ms |  p95 ms |  max ms | processor ms |     kB | last address");
        to.WriteLine("---------------------------------------+-----------+---------+---------+--------------+--------+-------------");
        foreach (PageTime one in measured)
        {
            Line(to, $"{one.Name,-38} | {one.MedianMs,9:F1} | {one.P95Ms,7:F1} | {one.MaximumMs,7:F1} | {one.ProcessorMs,12:F1} | {one.Bytes / 1000.0,6:F0} | {one.Address}");
        }

        double worst = measured.Max(one => one.P95Ms);
        Line(to, $"pages seed={seed} sessions={sessions} addresses={measured.Count} p95_ms_max={worst:F0} of {PromisedMs:F0} processor_ms_max={measured.Max(one => one.ProcessorMs):F0} over={measured.Count(one => one.P95Ms > PromisedMs)}");
        return 0; // it prints; time fails nothing
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    // One site has in every interval what a site can have: two versions of a plan, live credit, a settlement.
    private static void PromiseAndSettleEverything(string file)
    {
        using var tables = new WorldTables(file);
        const int Days = 60;
        long startMs = WorldPlan.Start.ToUnixTimeMilliseconds();
        tables.Add("settlement_run", 1, 1, 0, startMs, startMs + (Days * 86_400_000L), "generator", startMs, "");
        for (int chargePoint = 1; chargePoint <= WorldPlan.ChargePointsOfSite; chargePoint++)
        {
            for (int i = 0; i < Days * 48; i++)
            {
                long at = startMs + (i * SessionPlayer.IntervalMs);
                tables.Add("planned_allocation", null, chargePoint, at, 2, 4_000, "SOLAR", "", "Given", 100);
                tables.Add("planned_allocation", null, chargePoint, at, 3, 3_000, "SOLAR", "", "Given", 100);
                tables.Add("interval_live", chargePoint, at, 500, 50);
                tables.Add("settlement", null, 1, 0, chargePoint, at, 4_000, 3_000, 3_000, 40_000, "SOLAR", "", "Renewable", "Matched", 0, 0, 0, "");
            }
        }

        tables.Commit();
    }

    // Some thousand findings that staff have worked off, so that states, assignees and corrections are there.
    private static void WorkOff(BackOfficeApp app)
    {
        var reason = new Decision { Action = QueueAction.Accept, Reason = ReasonCode.Test, Note = "worked off", By = "kimura" };
        for (int site = 0; site < Math.Min(20, app.Registry.Sites.Count); site++)
        {
            Decide(new QueueFilter { Site = $"site{site}", Kind = "ArrivedLate" }, reason);
            Decide(new QueueFilter { Site = $"site{site}", Kind = "IdleEnergy" }, reason with { Action = QueueAction.Assign, Assignee = "sato" });
            Decide(new QueueFilter { Site = $"site{site}", Kind = "EnergyAbovePower" }, reason with { Action = QueueAction.Drop });
        }

        void Decide(QueueFilter filter, Decision decision) => app.Desk.DecideAll(filter, decision, app.Desk.Preview(filter, decision).Token);
    }

    private IEnumerable<(string Name, Func<string> Address)> Addresses()
    {
        yield return (TickedName, () => $"/queue?site={Site()}");
        yield return (AllName, () => $"/queue?site={Site()}&kind=IdleEnergy");
        yield return ("queue", () => "/queue");
        yield return ("queue, next page", () => $"/queue?after={Finding("WHERE severity = 2")}");
        yield return ("queue of a site", () => $"/queue?site={Site()}");
        yield return ("queue of a kind", () => $"/queue?kind={Pick("ArrivedLate", "IdleEnergy", "BudgetExceeded", "ZeroStart")}");
        yield return ("queue of an assignee", () => "/queue?assignee=sato");
        yield return ("queue, severe and old", () => "/queue?atLeast=Block&before=2026-03-01");
        yield return ("queue, what was accepted", () => "/queue?state=Accepted");
        yield return ("queue, nothing matches", () => "/queue?assignee=nobody-of-that-name&kind=ZeroStart");
        yield return ("a finding", () => $"/queue/{Finding("")}");
        yield return ("sessions", () => "/sessions");
        yield return ("sessions, far back", () => $"/sessions?to={Day()}");
        yield return ("sessions of a site", () => $"/sessions?site={Site()}");
        yield return ("sessions of a charge point", () => $"/sessions?site={Site()}&chargePoint=cp{dice.Next(10)}&from=2026-01-10&to={Day()}");
        yield return ("sessions, guests", () => "/sessions?claim=none");
        yield return ("sessions, nobody's programme", () => "/sessions?programme=zesp9");
        yield return ("sessions of a programme", () => "/sessions?programme=zesp3");
        yield return ("sessions, open", () => "/sessions?state=open");
        yield return ("sessions, dropped", () => "/sessions?state=dropped");
        yield return ("sessions, something waits", () => "/sessions?findings=waiting");
        yield return ("sessions by number", () => $"/sessions?search={dice.Next(1, 1_000)}");
        yield return ("sessions of a card", () => $"/sessions?search={(dice.Next(1, chargePoints + 1) * 1_000) + dice.Next(1, 21):X16}");
        yield return ("a session", () => $"/sessions/{Site()}/cp{dice.Next(10)}/1/{dice.Next(1, 1_000)}");
        yield return ("ledger, a month", () => $"/ledger?site={Site()}&month=2026-0{dice.Next(1, 4)}");
        yield return ("ledger, a month with everything", () => $"/ledger?site={DenseSite}&month=2026-01");
        yield return ("ledger, a day", () => $"/ledger?site={Site()}&day={Day()}");
        yield return ("ledger, an interval", () => $"/ledger/{Site()}/{Interval()}");
        yield return ("supply desk, a day", () => $"/supply?site={Site()}&day={Day()}");
        yield return ("statement of a site, a month", () => $"/statements/site/{Site()}/2026-0{dice.Next(1, 4)}");
        yield return ("statement of a programme, a month", () => $"/statements/programme/zesp3/2026-0{dice.Next(1, 4)}");
        yield return ("what apps read", () => "/public/locations");
        yield return ("the site, a day", () => $"/day?site={Site()}&day={Day()}");
    }

    private async Task<string> GetAsync(string address)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(address, UriKind.Relative));
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{address}: {(int)answer.StatusCode}");
    }

    // The queue with its form, and what it answers: both are counted.
    private async Task<string> PreviewAsync(string address, bool isAll)
    {
        string page = await GetAsync(address);
        IEnumerable<(string, string)> fields =
        [
            ("Action", "Accept"), ("Reason", "Test"), ("Note", "a test drive"), ("Scope", isAll ? "all" : "ticked"), ("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            .. Tick().Matches(page).Select(one => ("Ids", one.Groups[1].Value)),
        ];
        using var form = new FormUrlEncodedContent(fields.Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(address + "&handler=Preview", UriKind.Relative), form);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{address}: {(int)answer.StatusCode}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Ids\" value=\"([0-9]+)\"")]
    private static partial Regex Tick();

    private string Site() => string.Create(CultureInfo.InvariantCulture, $"site{dice.Next((chargePoints + 9) / 10)}");

    private string Day() => new DateTime(2026, 1, 3).AddDays(dice.Next(40)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private long Interval() => WorldPlan.Start.AddDays(2).ToUnixTimeMilliseconds() + (dice.Next(40 * 48) * SessionPlayer.IntervalMs);

    private string Pick(params string[] of) => of[dice.Next(of.Length)];

    private string Finding(string where) => Ask($"SELECT CAST(id AS TEXT) FROM finding {where} {(where.Length > 0 ? "AND" : "WHERE")} id >= {dice.Next(1, chargePoints * 250)} LIMIT 1");

    private string Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (string?)command.ExecuteScalar() ?? throw new InvalidOperationException("nothing is there: " + sql);
    }

    private static void Line(TextWriter to, FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
