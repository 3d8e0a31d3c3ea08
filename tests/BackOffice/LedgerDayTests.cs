using System.Data.Common;
using System.Text;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Days are sealed when they are over, published for others to keep, and recomputed.</summary>
[TestClass]
public sealed class LedgerDayTests
{
    private const string Topic = "cpfw/1/yokohama/digest";
    private static readonly DateTimeOffset midnight = new(2026, 4, 1, 15, 0, 0, TimeSpan.Zero); // in Japan

    private static void Charge(FakeDevice device, int session, DateTimeOffset at)
    {
        device.StartSession(session, at);
        device.CloseInterval(session, at, 400, 300);
        device.EndSession(session, at.AddMinutes(30), 250, 250);
    }

    private static async Task<(Office Office, FakeDevice Device)> SealedAsync()
    {
        var office = new Office();
        office.Supply(Office.Noon, 8, 10_000);
        FakeDevice device = office.Device();
        office.Device("cp2");
        Charge(device, 1, Office.Noon);
        Charge(device, 2, Office.Noon);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 6);
        office.Time.AdvanceTo(midnight.AddMinutes(-1));
        Assert.IsEmpty(office.App.Days.Documents(Office.SiteName), "the day is not over");
        office.Time.AdvanceTo(midnight.AddMinutes(1));
        return (office, device);
    }

    [TestMethod]
    public async Task AfterMidnightOnTheSitesClock_TheDayIsSealedAndPublished_OnceAndForGood()
    {
        (Office office, FakeDevice device) = await SealedAsync();
        await using Office _ = office;
        string document = office.App.Days.Documents(Office.SiteName).Single();
        var day = LedgerDay.Read(document);
        Assert.AreEqual("2026-04-01", day.DayName);
        Assert.AreEqual(midnight, day.UntilUtc);
        Assert.AreEqual("", day.Previous);
        Assert.AreEqual(6, day.ChargePoints.Single(one => one.ChargePoint == "cp1").Records);
        Assert.IsEmpty(day.ChargePoints.Single(one => one.ChargePoint == "cp2").Journals);
        JournalCheckpoint reached = day.ChargePoints[0].Journals.Single();
        Assert.AreEqual((device.JournalId, 6L), (reached.Journal, reached.Number));
        CollectionAssert.AreEqual(device.Journal[5][RecordLayout.SignedBytes..], reached.Tag);
        Assert.AreEqual(document, Encoding.UTF8.GetString(office.Broker.PublishedTo(Topic).Single()));
        Assert.IsTrue(office.Broker.Published.Single(one => one.Topic == Topic).Retain);

        office.Time.Advance(TimeSpan.FromDays(2));
        IReadOnlyList<string> all = office.App.Days.Documents(Office.SiteName);
        Assert.HasCount(3, all);
        Assert.AreEqual(LedgerDay.HashOf(document), LedgerDay.Read(all[1]).Previous);
        await office.RestartAsync();
        await Office.UntilAsync(() => office.Broker.PublishedTo(Topic).Count > 0, "told again");
        Assert.AreEqual(all[^1], Encoding.UTF8.GetString(office.Broker.PublishedTo(Topic)[^1]));
        Assert.HasCount(3, office.App.Days.Documents(Office.SiteName));
    }

    [TestMethod]
    public async Task WhatComesLater_ChangesNothing_AndTheDayIsEqual()
    {
        (Office office, FakeDevice device) = await SealedAsync();
        await using Office _ = office;
        string document = office.App.Days.Documents(Office.SiteName).Single();
        Charge(device, 3, Office.Noon); // of the day that is sealed
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 9);
        Assert.IsEmpty(office.App.DayVerification.Differences(document));
        Assert.AreEqual(3L, office.Scalar<long>("SELECT count(*) FROM session"), "it was computed in a copy");
    }

    [TestMethod]
    [DataRow("DROP TRIGGER record_is_never_changed; UPDATE record SET bytes = zeroblob(64) WHERE number = 6", "another tag")]
    [DataRow("DROP TRIGGER record_is_never_changed; UPDATE record SET bytes = CAST(substr(bytes, 1, 42) || x'01' || substr(bytes, 44) AS BLOB) WHERE number = 2", "sessions or intervals of the day differ")]
    [DataRow("DROP TRIGGER record_is_never_deleted; DELETE FROM record WHERE number = 3", "5 records of the day, 6 in the document")]
    [DataRow("DROP TRIGGER ledger_day_is_never_deleted; DELETE FROM ledger_day", "is not sealed here")]
    public async Task WhatWasChanged_IsFound_AndNamed(string change, string named)
    {
        (Office office, FakeDevice _) = await SealedAsync();
        await using Office own = office;
        string document = office.App.Days.Documents(Office.SiteName).Single();
        office.Scalar<string>(change + "; SELECT ''");
        IReadOnlyList<string> differences = office.App.DayVerification.Differences(document);
        Assert.Contains(named, string.Join('\n', differences));
    }

    [TestMethod]
    public async Task ASealedDay_CannotBeChangedHere_AndAnotherDocumentOfItIsFound()
    {
        (Office office, FakeDevice _) = await SealedAsync();
        await using Office own = office;
        string document = office.App.Days.Documents(Office.SiteName).Single();
        Assert.Throws<DbException>(() => office.Scalar<string>("UPDATE ledger_day SET document = ''; SELECT ''"));
        LedgerDay day = LedgerDay.Read(document);
        string other = (day with { ChargePoints = [day.ChargePoints[0] with { Digest = new string('0', 64) }, day.ChargePoints[1]] }).ToDocument();
        Assert.Contains("another document", string.Join('\n', office.App.DayVerification.Differences(other)));
        foreach (string nonsense in new[] { "", "{}", "null", "[1]", document[..^2], document.Replace("\"tag\":\"", "\"tag\":\"AAAA", StringComparison.Ordinal) })
        {
            Assert.ThrowsExactly<LedgerDayException>(() => LedgerDay.Read(nonsense), nonsense);
        }
    }
}
