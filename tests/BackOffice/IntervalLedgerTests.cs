using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The interval ledger, the sessions and the months tell the same energy, whatever was corrected.</summary>
[TestClass]
public sealed class IntervalLedgerTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task ASessionAcrossAMonthsEnd_IsSplitWhereItsIntervalsAre_LikeEvcc10695()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        await using Office _ = office;
        bay.Clock = new DateTimeOffset(2026, 4, 30, 14, 50, 0, TimeSpan.Zero); // 23:50 in Tokyo
        bay.Start(1);
        bay.Wait(9);
        bay.Update(1, 3_000);
        bay.Wait(11);
        bay.End(1, 2_000);
        await bay.ArriveAsync();
        IReadOnlyList<LedgerInterval> months = office.App.Intervals.Months(Office.SiteName, Office.Noon, Office.Noon.AddDays(60));
        Assert.AreEqual("03-31 0, 04-30 3000, 05-31 2000".Replace("03-31 0, ", "", StringComparison.Ordinal), string.Join(", ", months
            .Select(one => (End: one, Wh: one.DeliveredWh)).Where(one => one.Wh > 0)
            .Select(one => $"{DateTimeOffset.FromUnixTimeMilliseconds(one.End.StartMs).AddHours(9).AddMonths(1).AddDays(-1):MM-dd} {one.Wh}")));
        IReadOnlyList<LedgerSession> drawn = office.App.Intervals.DrillDown(Office.SiteName, new DateTimeOffset(2026, 4, 30, 15, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        Assert.AreEqual((1L, 2_000L), (drawn.Single().Number, drawn.Single().CoveredWh));
    }

    [TestMethod]
    public async Task AnIntervalTellsWhatWasSuppliedPromisedAndDrawn_AndWhatIsUnspent()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        bay.Idle(70);
        await bay.ArriveAsync();
        IReadOnlyList<LedgerInterval> ledger = office.App.Intervals.Read(Office.SiteName, Office.Noon, Office.Noon.AddHours(1));
        Assert.AreEqual((100_000L, 100_000L, 5_000L, 95_000L, 0L), (ledger[0].SupplyWh, ledger[0].AllocatedWh, ledger[0].CoveredWh, ledger[0].UnspentWh, ledger[0].IdleWh));
        Assert.AreEqual((100_000L, 0L, 70L), (ledger[1].UnspentWh, ledger[1].CoveredWh, ledger[1].IdleWh));
    }

    [TestMethod]
    public async Task OverRandomHistoriesWithCorrections_AllTotalsAgree_LikeEvcc30058()
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.Clock = new DateTimeOffset(2026, 4, 29, 0, 0, 0, TimeSpan.Zero);
        for (int session = 1; session <= 60; session++)
        {
            PlaySession(bay, dice, session);
        }

        office.Time.Advance(TimeSpan.FromDays(40));
        await bay.ArriveAsync();
        int decided = 0;
        for (int i = 0; i < 400 && decided < 24; i++)
        {
            string state = dice.Next(3) == 0 ? "Corrected" : dice.Next(3) == 0 ? "Dropped" : "Open";
            QueueRow[] all = [.. office.App.Queue.Page(new QueueFilter { State = state }).Where(row => row.SessionNumber > 0)];
            if (all.Length > 0 && Try(office, all[dice.Next(all.Length)], dice))
            {
                decided++;
                AssertAgree(office, seed, deep: decided % 8 == 0);
            }
        }

        Assert.AreEqual(24, decided, "hardly anything was decided");
        office.App.Ledger.Rebuild();
        AssertAgree(office, seed, deep: true);
    }

    [TestMethod]
    public async Task SumsThatAreKept_EqualTheSumsComputedAnew_WhateverChangesInBetween()
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        int kept = 0;
        for (int round = 0; round < 12; round++)
        {
            for (int session = (round * 6) + 1; session <= (round * 6) + 6; session++)
            {
                PlaySession(bay, dice, session);
            }

            bay.Idle(dice.Next(300));
            office.Time.Advance(TimeSpan.FromHours(dice.Next(1, 60)));
            if (dice.Next(2) == 0)
            {
                office.App.IntervalSums.SumDue(); // some days before their last record has come
            }

            await bay.ArriveAsync();
            QueueRow[] open = [.. office.App.Queue.Page(new QueueFilter()).Where(row => row.SessionNumber > 0)];
            if (open.Length > 0)
            {
                Try(office, open[dice.Next(open.Length)], dice);
            }

            if (dice.Next(3) == 0)
            {
                office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(dice.Next(1, 20)), isFinal: false, "dice");
            }

            if (dice.Next(2) == 0)
            {
                office.App.IntervalSums.SumDue();
                kept += office.Scalar<long>("SELECT count(*) FROM summed_day") > 0 ? 1 : 0;
            }

            if (dice.Next(5) == 0)
            {
                office.App.Ledger.Rebuild();
            }

            string[] asKept = Told(office);
            office.Scalar<long?>("DELETE FROM summed_day");
            CollectionAssert.AreEqual(Told(office), asKept, $"round {round}, seed {seed}");
            office.App.IntervalSums.SumDue();
            CollectionAssert.AreEqual(asKept, Told(office), $"all summed, round {round}, seed {seed}");
        }

        Assert.IsGreaterThan(0, kept, "hardly anything was summed, seed " + seed);
        Assert.IsTrue(office.App.Intervals.Read(Office.SiteName, Office.Noon.AddDays(-30), Office.Noon.AddDays(200)).Any(one => one.DroppedWh + one.SettledWh > 0), $"seed {seed}");
    }

    private static string[] Told(Office office) =>
        [.. office.App.Intervals.Read(Office.SiteName, Office.Noon.AddDays(-30), Office.Noon.AddDays(200)).Select(one => one.ToString())];

    internal static void PlaySession(CheckBay bay, Random dice, int session)
    {
        Claim claim = dice.Next(4) == 0 ? Claim.None : Claim.Renewable;
        bay.Device.RegisterWh += dice.Next(3) == 0 ? dice.Next(5_000) : 0;
        bay.Start(session, claim);
        for (int i = dice.Next(4); i > 0; i--)
        {
            bay.Wait(dice.Next(1, 40));
            int wh = dice.Next(6_000);
            bay.Energy(RecordType.SessionUpdated, session, wh, dice.Next(6) == 0 ? wh * 2 : wh, claim, coveredWh: dice.Next(wh + 1));
        }

        bay.Wait(dice.Next(1, 40));
        if (dice.Next(5) > 0)
        {
            bay.End(session, dice.Next(6_000), claim);
        }

        bay.Wait(dice.Next(1, 200));
    }

    internal static bool Try(Office office, QueueRow row, Random dice)
    {
        QueueAction[] actions = row.State == "Open" ? [QueueAction.Drop, QueueAction.Correct, QueueAction.CloseSession, QueueAction.Note] : [QueueAction.Undo];
        var decision = new Decision
        {
            Action = actions[dice.Next(actions.Length)],
            Reason = ReasonCode.Meter,
            Note = "dice",
            By = "dice",
            CloseBy = (CloseRule)dice.Next(3),
            Bookings = [new(row.AtUtcMs / 1_800_000 * 1_800_000, 0, dice.Next(9_000), dice.Next(9_000))],
        };
        try
        {
            office.App.Desk.Decide(row.Id, row.Version, decision);
            return true;
        }
        catch (QueueException)
        {
            return false; // cannot be: refused with a reason, and nothing done
        }
    }

    // The month as its page adds it up, session by session; months begin at 15:00 in UTC.
    private static LedgerInterval Through(Office office, long monthMs)
    {
        var month = DateTimeOffset.FromUnixTimeMilliseconds(monthMs);
        return office.App.Intervals.ThroughSessions(Office.SiteName, month, month.AddHours(9).AddMonths(1).AddHours(-9)).Sum;
    }

    private static void AssertAgree(Office office, int seed, bool deep)
    {
        (DateTimeOffset from, DateTimeOffset until) = (Office.Noon, Office.Noon.AddDays(90));
        IReadOnlyList<LedgerInterval> intervals = office.App.Intervals.Read(Office.SiteName, from, until);
        IReadOnlyList<LedgerInterval> months = office.App.Intervals.Months(Office.SiteName, from, until);
        IReadOnlyList<LedgerSession> sessions = office.App.Intervals.Sessions(Office.SiteName, from, until);
        LedgerInterval[] throughSessions = [.. months.Select(one => Through(office, one.StartMs))];
        LedgerSession[] drawn = !deep ? [] : [.. intervals.SelectMany(one => office.App.Intervals.DrillDown(Office.SiteName, one.StartMs))];
        string expected = $"{intervals.Sum(one => one.CoveredWh)}|{intervals.Sum(one => one.UncoveredWh)}|{intervals.Sum(one => one.UnclaimedWh)}|{intervals.Sum(one => one.DroppedWh)}";
        Assert.AreEqual(expected, $"{months.Sum(one => one.CoveredWh)}|{months.Sum(one => one.UncoveredWh)}|{months.Sum(one => one.UnclaimedWh)}|{months.Sum(one => one.DroppedWh)}", $"months, seed {seed}");
        Assert.AreEqual(expected, $"{sessions.Sum(one => one.CoveredWh)}|{sessions.Sum(one => one.UncoveredWh)}|{sessions.Sum(one => one.UnclaimedWh)}|{sessions.Sum(one => one.DroppedWh)}", $"sessions, seed {seed}");
        Assert.AreEqual(expected, $"{throughSessions.Sum(one => one.CoveredWh)}|{throughSessions.Sum(one => one.UncoveredWh)}|{throughSessions.Sum(one => one.UnclaimedWh)}|{throughSessions.Sum(one => one.DroppedWh)}", $"sessions month by month, seed {seed}");
        foreach ((LedgerInterval month, LedgerInterval through) in months.Zip(throughSessions))
        {
            Assert.AreEqual(month.DeliveredWh, through.DeliveredWh, $"a month's sessions, seed {seed}");
        }

        Assert.AreEqual(deep ? expected : "0|0|0|0", $"{drawn.Sum(one => one.CoveredWh)}|{drawn.Sum(one => one.UncoveredWh)}|{drawn.Sum(one => one.UnclaimedWh)}|{drawn.Sum(one => one.DroppedWh)}", $"sessions interval by interval, seed {seed}");
        Assert.IsTrue(intervals.All(one => one is { CoveredWh: >= 0, UncoveredWh: >= 0, UnclaimedWh: >= 0, DroppedWh: >= 0 }), $"nothing is negative, seed {seed}");
    }
}
