using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Pages and times: whoever walks or polls misses nothing, whatever changes meanwhile; and CDRs add up to the ledger.</summary>
[TestClass]
public sealed class OcpiPageTests
{
    private const int Sessions = 12;

    public TestContext TestContext { get; set; } = null!;

    private static string Time(JsonObject one) => one["last_updated"]!.GetValue<string>();

    private static string Id(JsonObject one) => one["id"]!.GetValue<string>();

    private static decimal Kwh(JsonObject one) => one["kwh"]!.GetValue<decimal>();

    // Sessions that are all open at one charge point each: their changes are ours to time.
    private static async Task<(Office Office, List<CheckBay> Bays, OcpiClient Client)> OpenAsync()
    {
        (Office office, CheckBay first) = await CheckBay.OpenAsync();
        var bays = new List<CheckBay> { first };
        for (int i = 2; i <= Sessions; i++)
        {
            bays.Add(new CheckBay(office, office.Device($"cp{i}", 305_419_896 + i)));
        }

        OcpiClient.Describe(office, "CHADEMO", [.. bays.Select(bay => bay.Device.Name)]);
        foreach (CheckBay bay in bays)
        {
            bay.Start(1);
            await bay.ArriveAsync();
        }

        return (office, bays, new OcpiClient(office, OcpiClient.TokenFor(office)));
    }

    [TestMethod]
    public async Task WhoWalksByLinks_GetsEveryObjectOnce_AndTheTotalWithEachPage()
    {
        (Office office, List<CheckBay> _, OcpiClient client) = await OpenAsync();
        await using Office opened = office;
        using OcpiClient used = client;
        List<JsonObject> all = await client.ReadAllAsync("sessions", "?date_from=2000-01-01T00:00:00Z&limit=5");
        Assert.HasCount(Sessions, all);
        Assert.AreEqual(Sessions, all.Select(Id).Distinct().Count());
        Assert.AreEqual(Sessions, all.Select(Time).Distinct().Count(), "no two have the same time");
        CollectionAssert.AreEqual(all.Select(Time).Order(StringComparer.Ordinal).ToList(), all.Select(Time).ToList());
        using HttpResponseMessage page = await client.SendAsync("/ocpi/2.3.0/cpo/sessions?date_from=2000-01-01T00:00:00Z&limit=5000");
        Assert.AreEqual(("12", "100", false), (page.Headers.GetValues("X-Total-Count").Single(), page.Headers.GetValues("X-Limit").Single(), page.Headers.Contains("Link")));
        JsonArray beyond = (await client.DataAsync("/ocpi/2.3.0/cpo/sessions?date_from=2000-01-01T00:00:00Z&offset=12")).AsArray();
        Assert.IsEmpty(beyond);
        JsonArray third = (await client.DataAsync("/ocpi/2.3.0/cpo/sessions?date_from=2000-01-01T00:00:00Z&offset=2&limit=1")).AsArray();
        Assert.AreEqual(Id(all[2]), Id(third.Single()!.AsObject()));
    }

    [TestMethod]
    public async Task WhoPollsFromTheLastTimeSeen_EndsWithWhatThereIs_ThoughEverythingChangesWhileItWalks()
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        (Office office, List<CheckBay> bays, OcpiClient client) = await OpenAsync();
        await using Office opened = office;
        using OcpiClient used = client;
        var copy = new Dictionary<string, JsonObject>();
        string from = "2000-01-01T00:00:00Z";
        for (int poll = 0; poll < 15; poll++)
        {
            // The clock mostly stands still: changes of the same millisecond, and a clock that goes back, must be told apart all the same.
            foreach (JsonObject one in await client.ReadAllAsync("sessions", $"?date_from={from}&limit={dice.Next(1, 5)}", _ => Change(dice.Next(3))))
            {
                Assert.IsLessThanOrEqualTo(0, string.CompareOrdinal(copy.GetValueOrDefault(Id(one)) is { } held ? Time(held) : "", Time(one)), "a time went back");
                copy[Id(one)] = one;
                from = string.CompareOrdinal(from, Time(one)) < 0 ? Time(one) : from;
            }

            Change(dice.Next(4));
        }

        foreach (JsonObject one in await client.ReadAllAsync("sessions", "?date_from=" + from))
        {
            copy[Id(one)] = one;
        }

        foreach (JsonObject one in await client.ReadAllAsync("sessions"))
        {
            Assert.AreEqual(one.ToJsonString(), copy[Id(one)].ToJsonString(), $"seed {seed}");
        }

        void Change(int times)
        {
            for (int i = 0; i < times; i++)
            {
                CheckBay bay = bays[dice.Next(bays.Count)];
                bay.Wait(0.1);
                bay.Update(1, dice.Next(1, 20));
                bay.ArriveAsync().GetAwaiter().GetResult();
                office.Time.Advance(TimeSpan.FromMilliseconds(dice.Next(3)));
            }
        }
    }

    [TestMethod]
    public async Task OverRandomMonths_TheCdrsAddUpToTheLedger_AndCreditsTakeBackWhatWasReplaced()
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office opened = office;
        OcpiClient.Describe(office);
        using var client = new OcpiClient(office, OcpiClient.TokenFor(office));
        for (int session = 1; session <= 40; session++)
        {
            Claim claim = dice.Next(4) == 0 ? Claim.None : Claim.Renewable;
            bay.Start(session, claim);
            for (int part = dice.Next(3); part > 0; part--)
            {
                bay.Wait(dice.Next(5, 29));
                bay.Update(session, dice.Next(1, 3_000), claim);
            }

            bay.Wait(dice.Next(5, 29));
            bay.End(session, dice.Next(1, 3_000), claim);
            bay.Wait(dice.Next(1, 600));
            if (dice.Next(4) == 0)
            {
                bay.Device.RegisterWh += dice.Next(30, 900); // unexplained: something to decide about
            }
        }

        office.Time.Advance(TimeSpan.FromDays(30));
        await bay.ArriveAsync();
        await AddUpAsync();
        for (int decided = 0; decided < 12; decided++)
        {
            QueueRow[] rows = [.. new[] { "Open", "Corrected", "Accepted" }.SelectMany(state => office.App.Queue.Page(new QueueFilter { State = state })).Where(row => row.SessionNumber > 0)];
            if (rows.Length > 0)
            {
                Decide(rows[dice.Next(rows.Length)]);
            }

            await AddUpAsync();
        }

        Assert.IsTrue((await client.ReadAllAsync("cdrs")).Exists(one => one["credit"] is not null), "nothing was corrected or dropped");

        async Task AddUpAsync()
        {
            List<JsonObject> cdrs = await client.ReadAllAsync("cdrs");
            foreach (IGrouping<string, JsonObject> session in cdrs.GroupBy(one => one["session_id"]!.GetValue<string>()))
            {
                decimal cost = session.Sum(one => one["total_cost"]!["before_taxes"]!.GetValue<decimal>());
                JsonObject? last = session.LastOrDefault(one => one["credit"] is null && !session.Any(other => other["credit_reference_id"]?.GetValue<string>() == Id(one)));
                Assert.AreEqual(last?["total_cost"]!["before_taxes"]!.GetValue<decimal>() ?? 0, cost, $"seed {seed}: what was replaced is taken back");
            }

            // What staff have to decide about keeps the CDR that it has, or has none; everything else agrees with its CDRs.
            Dictionary<string, decimal> sessions = (await client.ReadAllAsync("sessions")).ToDictionary(Id, Kwh);
            string[] withheld = office.Scalar<string>("SELECT coalesce(group_concat(session_number), '') FROM session_standing WHERE is_withheld = 1").Split(',');
            foreach ((string id, decimal kwh) in sessions.Where(one => !withheld.Contains(one.Key.Split('-')[^1])))
            {
                decimal sealedKwh = cdrs.Where(one => one["session_id"]!.GetValue<string>() == id).Sum(one => (one["credit"] is null ? 1 : -1) * one["total_energy"]!.GetValue<decimal>());
                Assert.AreEqual(kwh, sealedKwh, $"seed {seed}, session {id}");
            }

            long ledgerWh = office.App.Intervals.Months(Office.SiteName, Office.Noon, Office.Noon.AddDays(60)).Sum(month => month.CoveredWh + month.UncoveredWh + month.UnclaimedWh);
            Assert.AreEqual(ledgerWh / 1000m, sessions.Values.Sum(), $"seed {seed}");
            Assert.IsLessThan(sessions.Count / 2, withheld.Length, $"seed {seed}: hardly anything is sealed");
        }

        void Decide(QueueRow row)
        {
            BookedInterval[] booked = [.. office.App.SessionFiles.Intervals(row)];
            QueueAction action = row.State != "Open" ? QueueAction.Undo : dice.Next(3) == 0 ? QueueAction.Drop : dice.Next(2) == 0 || booked.Length == 0 ? QueueAction.Accept : QueueAction.Correct;
            try
            {
                office.App.Desk.Decide(row.Id, row.Version, new Decision
                {
                    Action = action,
                    Reason = ReasonCode.Meter,
                    Note = "tested",
                    By = "kimura",
                    Bookings = action == QueueAction.Correct ? [new IntervalBooking(booked[0].StartUtcMs, 0, dice.Next(1, 2_000), 0)] : [],
                });
            }
            catch (QueueException)
            {
                // it cannot be, as things stand
            }
        }
    }
}
