using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What staff decide: with a reason, on the version that they saw, by rows that are added.</summary>
[TestClass]
public sealed class QueueTests
{
    private static readonly DateTimeOffset dayAfter = Office.Noon.AddDays(1);

    private static Decision Do(QueueAction action, string by = "kimura") =>
        new() { Action = action, Reason = ReasonCode.SeenOnSite, Note = "looked at it", By = by };

    /// <summary>Session 2 has no end, 3 has begun, and 1 kWh flowed between the two.</summary>
    private static async Task<(Office Office, CheckBay Bay, QueueRow Finding)> OpenSessionAsync()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        bay.GoodSession(1);
        bay.Start(2);
        bay.Wait(10);
        bay.Update(2, 3_000);
        bay.Device.RegisterWh += 1_000;
        bay.Wait(30);
        bay.GoodSession(3);
        await bay.ArriveAsync();
        QueueRow finding = office.App.Queue.Page(new QueueFilter { Kind = "SessionStillOpen" }).Single();
        return (office, bay, finding);
    }

    private static LedgerSession Session2(Office office) => office.App.Intervals.Sessions(Office.SiteName, Office.Noon, dayAfter).Single(one => one.Number == 2);

    [TestMethod]
    [DataRow(CloseRule.LastMonotonic, 3_000L, 0L, DisplayName = "at its last register")]
    [DataRow(CloseRule.NextStart, 3_000L, 1_000L, DisplayName = "where the next one starts: what flowed in between is covered by nothing")]
    [DataRow(CloseRule.OwnStart, 0L, 0L, DisplayName = "where it started itself")]
    public async Task AnOpenSessionIsClosedByRule_AndAnUndoOpensItAgain_LikeOcpi399(CloseRule rule, long coveredWh, long uncoveredWh)
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        Assert.IsNull(Session2(office).EndedUtcMs);
        QueueRow closed = office.App.Desk.Decide(finding.Id, 0, Do(QueueAction.CloseSession) with { CloseBy = rule });
        Assert.AreEqual(("Corrected", 1L), (closed.State, closed.Version));
        LedgerSession session = Session2(office);
        Assert.AreEqual((coveredWh, uncoveredWh, true), (session.CoveredWh, session.UncoveredWh, session.EndedUtcMs is not null));
        Assert.AreEqual(Sum(office, one => one.DeliveredWh), office.App.Intervals.Sessions(Office.SiteName, Office.Noon, dayAfter).Sum(one => one.DeliveredWh));
        QueueException twice = Assert.ThrowsExactly<QueueException>(() => office.App.Desk.Decide(finding.Id, 1, Do(QueueAction.Accept)));
        StringAssert.Contains(twice.Message, "undo that first");
        office.App.Desk.Decide(finding.Id, 1, Do(QueueAction.Undo));
        Assert.AreEqual((3_000L, 0L, null), (Session2(office).CoveredWh, Session2(office).UncoveredWh, Session2(office).EndedUtcMs));
        Assert.AreEqual("Open", office.App.Queue.Find(finding.Id)!.State);
    }

    [TestMethod]
    public async Task AClosedSessionWhoseEndComesAfterAll_IsFound()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.Start(1);
        await bay.ArriveAsync();
        office.Time.Advance(TimeSpan.FromHours(26));
        office.App.Reconciler.CatchUp();
        QueueRow open = office.App.Queue.Page(new QueueFilter()).Single();
        office.App.Desk.Decide(open.Id, 0, Do(QueueAction.CloseSession) with { CloseBy = CloseRule.LastMonotonic });
        bay.Wait(20);
        bay.End(1, 5_000);
        await bay.ArriveAsync();
        Assert.AreEqual("1 ArrivedLate, 1 EndAfterClosing", CheckBay.Found(office));
    }

    [TestMethod]
    public async Task TheSecondClerkIsTold_ByWhomWhatAndWhen()
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        office.App.Desk.Decide(finding.Id, finding.Version, Do(QueueAction.Hold, "sato"));
        QueueConflictException told = Assert.ThrowsExactly<QueueConflictException>(() => office.App.Desk.Decide(finding.Id, finding.Version, Do(QueueAction.Drop)));
        StringAssert.Contains(told.Message, "sato was faster: Hold at 2026-04-01T17:00:00Z");
        Assert.HasCount(1, office.App.Queue.Entries(finding.Id));
    }

    [TestMethod]
    public async Task ADroppedSessionCountsForNothing_ButItsEnergyIsStillTold()
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        long before = Sum(office, one => one.DeliveredWh);
        office.App.Desk.Decide(finding.Id, 0, Do(QueueAction.Drop));
        LedgerSession session = Session2(office);
        Assert.AreEqual((0L, 3_000L), (session.CoveredWh, session.DroppedWh));
        Assert.AreEqual(before, Sum(office, one => one.DeliveredWh));
        Assert.AreEqual(3_000L, Sum(office, one => one.DroppedWh));
        Assert.AreEqual("1", office.Scalar<string>("SELECT CAST(is_dropped AS TEXT) FROM session_standing WHERE session_number = 2"));
    }

    [TestMethod]
    public async Task WhatWasDroppedIsNotClaimed_OnceItIsSettledAgain()
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        const string Metered = "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:30:00Z,100000,SOLAR,cert-1\n";
        office.App.Supply.ImportPlainCsv(
            Office.SiteName, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Metered)), "metered.csv", "kimura", Supply.SupplyStage.Actual);
        CertificateTests.Import(office, CertificateTests.Good.Replace("c1,", "cert-1,", StringComparison.Ordinal));
        Assert.AreEqual(3_000L, Settle());
        office.App.Desk.Decide(finding.Id, 0, Do(QueueAction.Drop));
        Assert.AreEqual(0L, Settle());

        long Settle() => office.App.Settlements.Settle(Office.SiteName, Office.Noon.AddMinutes(30), Office.Noon.AddHours(1), isFinal: false, "kimura").MatchedWh;
    }

    [TestMethod]
    public async Task ACorrectionBooksAnIntervalOtherwise_AndRefusesWhatCannotBe_LikeOcpi55()
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        long interval = Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds();
        Decision correct = Do(QueueAction.Correct);
        string[] refusals =
        [
            Refused(correct with { Bookings = [] }),
            Refused(correct with { Bookings = [new(interval, -1, 0, 0)] }),
            Refused(correct with { Bookings = [new(interval, 999_000, 0, 0)] }),
            Refused(correct with { Bookings = [new(interval + 1, 1, 0, 0)] }),
            Refused(correct with { Bookings = [new(interval, 1, 0, 0), new(interval, 2, 0, 0)] }),
            Refused(correct with { Note = " " }),
            Refused(correct with { By = "" }),
            Refused(correct with { Note = new string('n', 1_001) }),
            Refused(Do(QueueAction.Assign)),
            Refused(Do(QueueAction.CloseSession)),
            Refused(Do(QueueAction.Undo)),
        ];
        Assert.AreEqual(refusals.Length, refusals.Distinct().Count(), string.Join('\n', refusals)); // each says what is wrong with it
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM finding_entry WHERE entered_by = 'kimura'"));
        office.App.Desk.Decide(finding.Id, 0, correct with { Bookings = [new(interval, 2_000, 500, 0)] });
        Assert.AreEqual((2_000L, 500L), (Session2(office).CoveredWh, Session2(office).UncoveredWh));
        QueueEntry entry = office.App.Queue.Entries(finding.Id).Single();
        StringAssert.Contains(entry.Before, "\"coveredWh\":3000");
        StringAssert.Contains(entry.After, "\"coveredWh\":2000");

        string Refused(Decision decision) => Assert.ThrowsExactly<QueueException>(() => office.App.Desk.Decide(finding.Id, 0, decision)).Message;
    }

    [TestMethod]
    public async Task ManyAreShownFirst_AndDoneOnlyAsShown()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        for (int session = 1; session <= 5; session++)
        {
            bay.GoodSession(session);
            bay.Device.RegisterWh += 4_000;
        }

        await bay.ArriveAsync();
        var filter = new QueueFilter { Kind = "IdleEnergy", Site = Office.SiteName };
        BulkDecision shown = office.App.Desk.Preview(filter, Do(QueueAction.Accept));
        Assert.HasCount(4, shown.Rows);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM finding_entry"), "a preview writes nothing");
        office.App.Desk.Decide(shown.Rows[0].Id, 0, Do(QueueAction.Note, "sato"));
        Assert.ThrowsExactly<QueueConflictException>(() => office.App.Desk.DecideAll(filter, Do(QueueAction.Accept), shown.Token));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM finding_entry"), "all or nothing");
        shown = office.App.Desk.Preview(filter, Do(QueueAction.Accept));
        office.App.Desk.DecideAll(filter, Do(QueueAction.Accept), shown.Token);
        Assert.IsEmpty(office.App.Queue.Page(filter));
        Assert.HasCount(4, office.App.Queue.Page(filter with { State = "Accepted" }));
    }

    [TestMethod]
    public async Task TheQueueIsReadByPages_MostSevereFirst_ThenOldest()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        for (int session = 1; session <= 6; session++)
        {
            bay.GoodSession(session);
            bay.Device.RegisterWh += session % 2 == 0 ? 4_000 : -100;
        }

        await bay.ArriveAsync();
        var seen = new List<string>();
        for (QueueRow? last = null; office.App.Queue.Page(new QueueFilter(), last, take: 2) is { Count: > 0 } page; last = page[^1])
        {
            seen.AddRange(page.Select(row => $"{row.Severity} {row.SessionNumber}"));
        }

        Assert.AreEqual("Block 2, Block 4, Block 6, Flag 3, Flag 5", string.Join(", ", seen));
        office.App.Desk.Decide(office.App.Queue.Page(new QueueFilter())[0].Id, 0, Do(QueueAction.Assign) with { Assignee = "sato" });
        Assert.HasCount(1, office.App.Queue.Page(new QueueFilter { Assignee = "sato" }));
        Assert.HasCount(2, office.App.Queue.Page(new QueueFilter { Assignee = "", AtLeast = Severity.Block }));
    }

    [TestMethod]
    public async Task RecordsThatStaffWantAgain_AreAskedForByTheRunningOffice()
    {
        (Office office, CheckBay bay, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        int before = office.Broker.PublishedTo(bay.Device.Topics.Resend).Count;
        office.App.Desk.Decide(finding.Id, 0, Do(QueueAction.AskAgain));
        office.Time.Advance(TimeSpan.FromMinutes(2));
        await Office.UntilAsync(() => office.Broker.PublishedTo(bay.Device.Topics.Resend).Count == before + 1, "the request");
        var asked = bay.Device.ReadAcknowledgement(office.Broker.PublishedTo(bay.Device.Topics.Resend)[^1], "resend");
        Assert.AreEqual((3L, 5L), (asked.From, asked.To), "the session's records, and the next one's start");
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM resend_wish WHERE asked_utc_ms IS NOT NULL") == 1, "that it is noted");
    }

    // OCPP.Core#66 asks for sessions to be deleted; here one is dropped by a row of its own, and stays.
    [TestMethod]
    public async Task NoActionChangesAStoredRow()
    {
        (Office office, CheckBay bay, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        office.Send(bay.Device, bay.Device.Journal[0]);
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM record_repeat") == 1, "the repeat");
        long interval = Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds();
        Decision[] all =
        [
            Do(QueueAction.Assign) with { Assignee = "sato" }, Do(QueueAction.Note), Do(QueueAction.Hold), Do(QueueAction.AskAgain), Do(QueueAction.Accept),
            Do(QueueAction.Undo), Do(QueueAction.Drop), Do(QueueAction.Undo), Do(QueueAction.CloseSession) with { CloseBy = CloseRule.NextStart },
            Do(QueueAction.Undo), Do(QueueAction.Correct) with { Bookings = [new(interval, 1_000, 0, 0)] }, Do(QueueAction.Undo),
        ];
        Assert.AreEqual(Enum.GetValues<QueueAction>().Length, all.Select(one => one.Action).Distinct().Count(), "every action is here");
        foreach (Decision decision in all)
        {
            Dictionary<string, string[]> before = Dump(office);
            office.App.Desk.Decide(finding.Id, office.App.Queue.Find(finding.Id)!.Version, decision);
            foreach ((string table, string[] rows) in Dump(office).Where(one => one.Key != "finding_state"))
            {
                string[] gone = [.. before[table].Except(rows)];
                Assert.IsEmpty(gone, $"{decision.Action} changed {table}: {string.Join("; ", gone)}");
            }

            Assert.AreEqual(0L, office.Scalar<long>(StatesThatEntriesDoNotTell), $"{decision.Action}: how findings stand is computed from what is stored");
        }

        foreach (string table in new[] { "finding", "finding_entry", "booking_correction", "session_closing" })
        {
            using DbConnection file = office.Connect();
            Assert.Throws<DbException>(() => file.Execute($"DELETE FROM {table}"), table);
            Assert.Throws<DbException>(() => file.Execute($"UPDATE {table} SET rowid = rowid".Replace("rowid", table == "finding_entry" ? "note" : "id", StringComparison.Ordinal)), table);
        }
    }

    [TestMethod]
    public void EveryKindIsExplained_InBothLanguages()
    {
        string[] raised = ["RecordConflict", "JournalForked", "ImplausibleCover", "LiveCreditFell", "NewJournal", "RecordsMissing", "LedgerBehind", "JournalBehind",
            "DeniedMeterStale", "DeniedMeterImplausible", "DeniedClockUnknown", "SelfTestPassed", "SelfTestFailed",
            .. Enum.GetNames<ChargePointFw.Records.FaultCode>().Where(name => name != "None"),
            "UnknownChargePoint", "DuplicateRecord", "PlanWentBack", "NotHeard", .. Enum.GetNames<Settlement.SettlementReason>().Where(name => name != "Matched")];
        foreach (string kind in Reconciler.Kinds.Keys.Concat(raised))
        {
            string english = FindingTexts.Title(kind, CultureInfo.GetCultureInfo("en"));
            string japanese = FindingTexts.Title(kind, CultureInfo.GetCultureInfo("ja"));
            Assert.AreNotEqual(kind, english, kind);
            Assert.AreNotEqual(english, japanese, kind);
            Assert.AreNotEqual(
                FindingTexts.Explain(kind, "{}", TimeZoneInfo.Utc, CultureInfo.GetCultureInfo("en")),
                FindingTexts.Explain(kind, "{}", TimeZoneInfo.Utc, CultureInfo.GetCultureInfo("ja")), kind);
        }

        Assert.IsGreaterThanOrEqualTo(20, Reconciler.Kinds.Count);
    }

    [TestMethod]
    public async Task AFindingIsExplainedOnTheSitesClock()
    {
        (Office office, CheckBay _, QueueRow finding) = await OpenSessionAsync();
        await using Office opened = office;
        Assert.AreEqual(
            "The session has no end. Its last register is 1,008,000 Wh at 2026-04-01 21:50:00. Ask for the records again; else close it by a rule.",
            FindingTexts.Explain(finding.Kind, finding.Evidence, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), CultureInfo.GetCultureInfo("en")));
    }

    private static long Sum(Office office, Func<LedgerInterval, long> what) => office.App.Intervals.Read(Office.SiteName, Office.Noon, dayAfter).Sum(what);

    private const string StatesThatEntriesDoNotTell =
        """
        SELECT count(*) FROM (
            SELECT f.id, f.severity, f.site_id, f.charge_point_id, f.kind, f.at_utc_ms, coalesce(e.version, 0), coalesce(e.state, 'Open'), coalesce(e.assignee, '')
            FROM finding f LEFT JOIN finding_entry e ON e.finding_id = f.id
                AND e.version = (SELECT max(version) FROM finding_entry last WHERE last.finding_id = f.id)
            EXCEPT SELECT finding_id, severity, site_id, charge_point_id, kind, at_utc_ms, version, state, assignee FROM finding_state) untold
        """;

    // Every row of every table as text.
    private static Dictionary<string, string[]> Dump(Office office)
    {
        using DbConnection file = office.Connect();
        return file.Query<string>(OfficeStore.Tables).ToDictionary(
            table => table,
            table => file.Query(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {table}"))
                .Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))))
                .ToArray());
    }
}
