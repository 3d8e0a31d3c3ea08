using System.Data.Common;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Facts are added, corrected and undone; what was known when stays known.</summary>
[TestClass]
public sealed class SupplyVersionTests
{
    private const string Header = "interval_start,energy_wh,source,certificate_id\n";

    private static SupplyImported Import(Office office, string rows, string name = "plain.csv", bool asCorrection = false, SupplyStage stage = SupplyStage.Forecast) =>
        office.App.Supply.ImportPlainCsv(Office.SiteName, SupplyFiles.Stream(Header + rows), name, "kimura", stage, asCorrection);

    private static string Known(Office office, DateTimeOffset at, SupplyStage stage = SupplyStage.Forecast) => string.Join(
        ' ', office.App.Supply.KnownAt(Office.SiteName, stage, Office.Noon, Office.Noon.AddDays(1), at).Select(one => $"{one.EnergyWh}@{one.ImportId}"));

    [TestMethod]
    public async Task AStoryOfCorrectionsAndUndos_IsKnownForEveryMoment()
    {
        await using var office = new Office();
        DateTimeOffset[] moments = new DateTimeOffset[6];
        void Moment(int i)
        {
            moments[i] = office.Time.GetUtcNow();
            office.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Moment(0);
        Import(office, "2026-04-01T12:00Z,100,SOLAR,\n2026-04-01T12:30Z,200,SOLAR,\n");
        Moment(1);
        Import(office, "2026-04-01T12:30Z,250,SOLAR,\n", "correction.csv", asCorrection: true);
        Moment(2);
        Import(office, "2026-04-01T12:30Z,260,SOLAR,\n", "again.csv", asCorrection: true);
        Moment(3);
        office.App.Supply.Undo(2, "kimura"); // not the newest: nothing to see
        Moment(4);
        office.App.Supply.Undo(3, "kimura");
        Moment(5);
        string[] expected = ["", "100@1 200@1", "100@1 250@2", "100@1 260@3", "100@1 260@3", "100@1 200@1"];
        // At the moment itself what was imported just then is known already.
        CollectionAssert.AreEqual(expected[1..], moments[1..].Select(at => Known(office, at)).ToArray());
        Assert.AreEqual(expected[0], Known(office, moments[0].AddMilliseconds(-1)));
        Assert.AreEqual(200L, office.Scalar<long>("SELECT energy_wh FROM supply ORDER BY interval_start_utc_ms DESC"));
        Assert.AreEqual(5L, office.Scalar<long>("SELECT count(*) FROM supply_import"));
    }

    [TestMethod]
    public async Task TheSameFileAgain_ChangesNothing_UntilItWasUndone()
    {
        await using var office = new Office();
        const string Rows = "2026-04-01T12:00Z,100,SOLAR,\n";
        Import(office, Rows);
        Assert.AreEqual(new SupplyImported(1, 1, IsNew: false), Import(office, Rows, "renamed.csv", asCorrection: true));
        office.App.Supply.Undo(1, "kimura");
        Assert.AreEqual("", Known(office, Office.Noon.AddDays(1)));
        Assert.AreEqual(new SupplyImported(3, 1, IsNew: true), Import(office, Rows));
        Assert.AreEqual("100@3", Known(office, Office.Noon.AddDays(1)));
    }

    [TestMethod]
    public async Task ForecastAndActual_AreKeptApart()
    {
        await using var office = new Office();
        const string Rows = "2026-04-01T12:00Z,100,SOLAR,\n";
        Import(office, Rows);
        Import(office, Rows, stage: SupplyStage.Actual);
        Import(office, "2026-04-01T12:00Z,90,SOLAR,\n", "meter.csv", asCorrection: true, SupplyStage.Actual);
        Assert.AreEqual("100@1", Known(office, Office.Noon));
        Assert.AreEqual("90@3", Known(office, Office.Noon, SupplyStage.Actual));
    }

    [TestMethod]
    [DataRow(9L)]
    [DataRow(2L)]
    public async Task WhatIsNotInForce_CannotBeUndone(long importId)
    {
        await using var office = new Office();
        Import(office, "2026-04-01T12:00Z,100,SOLAR,\n");
        office.App.Supply.Undo(1, "kimura");
        Assert.ThrowsExactly<SupplyImportException>(() => office.App.Supply.Undo(importId, "kimura"));
        Assert.ThrowsExactly<SupplyImportException>(() => office.App.Supply.Undo(1, "kimura"));
    }

    [TestMethod]
    [DataRow("UPDATE supply_fact SET energy_wh = 1")]
    [DataRow("DELETE FROM supply_fact")]
    [DataRow("UPDATE supply_import SET imported_by = 'me'")]
    [DataRow("DELETE FROM supply_import")]
    public async Task AFact_CannotBeChanged_NotEvenByHand(string sql)
    {
        await using var office = new Office();
        Import(office, "2026-04-01T12:00Z,100,SOLAR,\n");
        using DbConnection connection = office.Connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Throws<DbException>(() => command.ExecuteNonQuery());
    }

    [TestMethod]
    public async Task LessSupply_LowersPlansAheadOfTheLeadTime_AndLeavesWhatHasBegun()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Import(office, "2026-04-01T12:00Z,100,SOLAR,\n2026-04-01T14:00Z,200,SOLAR,\n");
        await office.StartAsync();
        Import(office, "2026-04-01T12:00Z,50,SOLAR,\n2026-04-01T14:00Z,150,SOLAR,\n", "less.csv", asCorrection: true);
        SupplyPlan plan = device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);
        CollectionAssert.AreEqual(new[] { 100, 150 }, plan.EnergyWh.Take(plan.Count).ToArray());
        office.App.Supply.Undo(1, "kimura");
        office.App.Supply.Undo(2, "kimura");
        plan = device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);
        CollectionAssert.AreEqual(new[] { 100 }, plan.EnergyWh.Take(plan.Count).ToArray());
        Assert.AreEqual(200L, office.Scalar<long>("SELECT energy_wh FROM allocation ORDER BY interval_start_utc_ms DESC")); // not reported yet
    }

    [TestMethod]
    [DataRow("2026-04-01T12:00Z,5,GENERAL_FOSSIL,", "line 2: 'GENERAL_FOSSIL' is no renewable source: it needs a certificate")]
    [DataRow("2026-04-01T12:00Z,5,SOLAR,\n2026-04-01T12:30Z,x,SOLAR,", "line 3: 'x' is no energy in Wh")]
    [DataRow("2026-04-01T12:00Z,5,SOLAR,\n2026-04-01T12:30Z,5,SOLAR", "line 3: has 3 columns, the header 4")]
    public async Task AMalformedLine_IsNamed_AndNothingIsImported(string rows, string message)
    {
        await using var office = new Office();
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => Import(office, rows + "\n"));
        Assert.AreEqual("plain.csv, " + message, refusal.Message);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM supply_import"));
    }
}
