using static ChargePointFw.Checker.Tests.World;

namespace ChargePointFw.Checker.Tests;

/// <summary>One error planted in the ledger, and the sentence that names it.</summary>
[TestClass]
public sealed class DifferenceTests
{
    [TestMethod]
    [DataRow("UPDATE session SET covered_wh = 9000, uncovered_wh = 3 WHERE journal_row = 1", "cp-01, session 1 of journal 1000: covered in all expected 9003 Wh, found 9000 Wh.", DisplayName = "covered")]
    [DataRow("UPDATE session SET delivered_wh = 9004 WHERE journal_row = 1", "cp-01, session 1 of journal 1000: delivered 9004 Wh is not covered 9003 + uncovered 0 + unclaimed 0 Wh.", DisplayName = "unbalanced")]
    [DataRow("UPDATE session SET delivered_wh = 9004 WHERE journal_row = 1", "cp-01, session 1 of journal 1000: delivered as the difference of its registers expected 9003 Wh, found 9004 Wh.", DisplayName = "not the registers' difference")]
    [DataRow("UPDATE session SET start_register_wh = 100001 WHERE journal_row = 1", "cp-01, session 1 of journal 1000: start register expected 100000 Wh, found 100001 Wh.", DisplayName = "start register")]
    [DataRow("UPDATE session SET end_register_wh = 203001 WHERE journal_row = 2", "cp-02, session 1 of journal 2000: end register expected 203000 Wh, found 203001 Wh.", DisplayName = "end register")]
    [DataRow("DELETE FROM session WHERE journal_row = 1", "cp-01, zesp3-0001 plugged in at 2026-04-01T00:10:00Z: the session is missing; expected 9003 Wh, found no session.", DisplayName = "missing session")]
    [DataRow("DELETE FROM session WHERE journal_row = 1", "cp-01, session 1 of journal 1000: its records are in the ledger, the session is not.", DisplayName = "records without session")]
    [DataRow("UPDATE session SET ended_utc_ms = NULL, end_register_wh = NULL WHERE journal_row = 1", "cp-01, session 1 of journal 1000: expected to have ended, for the car left at 2026-04-01T00:42:00Z; found open.", DisplayName = "open session")]
    [DataRow("UPDATE session SET started_utc_ms = 1775001600001 WHERE journal_row = 2", "cp-02, session 1 of journal 2000: expected no session, for no car belongs to it; found 3000 Wh.", DisplayName = "session before its car")]
    [DataRow("UPDATE interval_energy SET unclaimed_wh = 2999 WHERE charge_point_id = 2", "cp-02, interval 2026-04-01T00:30Z: unclaimed in the ledger expected 3000 Wh, found 2999 Wh.", DisplayName = "interval energy")]
    [DataRow("UPDATE interval_energy SET interval_start_utc_ms = 1775005200000 WHERE charge_point_id = 1 AND covered_wh = 2000", "cp-01, interval 2026-04-01T01:00Z: covered in the ledger expected 0 Wh, found 2000 Wh.", DisplayName = "wrong interval, found")]
    [DataRow("UPDATE interval_energy SET interval_start_utc_ms = 1775005200000 WHERE charge_point_id = 1 AND covered_wh = 2000", "cp-01, interval 2026-04-01T00:30Z: covered in the ledger expected 2000 Wh, found 0 Wh.", DisplayName = "wrong interval, expected")]
    [DataRow("UPDATE interval_energy SET idle_wh = 4 WHERE charge_point_id = 2", "cp-02, interval 2026-04-01T00:30Z: idle expected 0 Wh, found 4 Wh.", DisplayName = "idle energy")]
    [DataRow("UPDATE allocation SET energy_wh = 4999 WHERE id = 1001", "cp-01, interval 2026-04-01T00:30Z: allocation expected 5000 Wh, found 4999 Wh.", DisplayName = "allocation not by the rule")]
    [DataRow("DELETE FROM allocation WHERE id = 2002", "cp-02, interval 2026-04-01T01:00Z: allocation expected 4000 Wh, found 0 Wh.", DisplayName = "missing allocation")]
    [DataRow("UPDATE allocation SET energy_wh = 5001 WHERE id = 1001", "Site, interval 2026-04-01T00:30Z: allocated over all charge points expected at most 10000 Wh, found 10001 Wh.", DisplayName = "above the supply")]
    [DataRow("INSERT INTO allocation VALUES (99, 1, 1775260800000, 1)", "Site, interval 2026-04-04T00:00Z: allocated over all charge points expected at most 0 Wh, found 1 Wh.", DisplayName = "above the supply, later")]
    [DataRow("UPDATE allocation SET energy_wh = 7000 WHERE id = 1000", "cp-01, interval 2026-04-01T00:00Z: covered expected at most the allocation of 7000 Wh, found 7003 Wh.", DisplayName = "covered beyond the allocation")]
    [DataRow("UPDATE allocation SET id = 77 WHERE id = 1001", "cp-01, record 5 of journal 1000, session 1, interval 2026-04-01T00:30Z: 2000 Wh are covered by allocation 1001, which is not one of this interval and charge point.", DisplayName = "foreign allocation")]
    [DataRow("DELETE FROM record WHERE journal_row = 1 AND number IN (3, 4)", "cp-01, journal 1000: records 3 to 4 are missing; expected 3 after 2, found 5.", DisplayName = "gap")]
    [DataRow("DELETE FROM record WHERE journal_row = 2 AND number = 1", "cp-02, journal 2000: records 1 to 1 are missing; expected 1 after 0, found 2.", DisplayName = "gap at the front")]
    [DataRow("UPDATE record SET bytes = x'0102' WHERE journal_row = 1 AND number = 1", "cp-01, record 1 of journal 1000: expected 64 bytes of format 1, found 2 bytes of something else.", DisplayName = "not a record")]
    [DataRow("UPDATE record SET bytes = (SELECT bytes FROM record WHERE journal_row = 1 AND number = 5) WHERE journal_row = 2 AND number = 2", "cp-02, record 2 of journal 2000: expected its own bytes, found those of record 5 of journal 1000.", DisplayName = "another's bytes")]
    [DataRow("UPDATE charge_point SET name = 'cp-09' WHERE id = 2", "cp-09 has cars, records or allocations and is not a charge point of the site.", DisplayName = "unknown charge point")]
    public void APlantedError_IsNamed(string sql, string sentence)
    {
        using World world = Stories.MemberAndGuest();
        world.Sql(sql).Differs(sentence);
    }

    [TestMethod]
    public void ASessionStoredTwice_IsADuplicate()
    {
        using World world = Stories.MemberAndGuest().Sql("INSERT INTO session SELECT * FROM session WHERE journal_row = 1");
        CheckResult result = world.Differs("cp-01, session 1 of journal 1000: stored more than once; expected 1 time, found 2 times.");
        Assert.AreEqual((1, 2), (result.Duplicates, result.Sessions));
    }

    [TestMethod]
    public void ARecordStoredTwice_IsADuplicate()
    {
        using World world = Stories.MemberAndGuest().Sql("INSERT INTO record SELECT * FROM record WHERE journal_row = 2 AND number = 2");
        Assert.AreEqual(1, world.Differs("cp-02, record 2 of journal 2000: stored more than once").Duplicates);
    }

    [TestMethod]
    public void ARecordCountedTwiceInItsSession_IsADuplicate()
    {
        using World world = Stories.MemberAndGuest().Sql("UPDATE session SET delivered_wh = delivered_wh + 2000, covered_wh = covered_wh + 2000 WHERE journal_row = 1");
        Assert.AreEqual(1, world.Differs("cp-01, session 1 of journal 1000: delivered as the sum of its records expected 9003 Wh, found 11003 Wh.").Duplicates);
    }

    [TestMethod]
    public void ARecordCountedTwiceInItsInterval_IsADuplicate()
    {
        using World world = Stories.MemberAndGuest().Sql("UPDATE interval_energy SET covered_wh = 4000 WHERE covered_wh = 2000");
        Assert.AreEqual(1, world.Differs("cp-01, interval 2026-04-01T00:30Z: delivered as the sum of its records expected 2000 Wh, found 4000 Wh.").Duplicates);
    }

    [TestMethod]
    public void TheSameWhInASecondSession_IsADuplicate()
    {
        using World world = Stories.MemberAndGuest().Started(2, 2, At(41), 202_500, false).Took(5, 2, 2, 1, 203_000, 500, -1);
        CheckResult result = world.Differs("cp-02, sessions 1 of journal 2000 and 2 of journal 2000: register 202500 to 203000 Wh counted more than once");
        Assert.AreEqual(1, result.Duplicates);
        world.Differs("cp-02, sessions 1 and 2 of one car: delivered in all expected 3000 Wh, found 3500 Wh.");
    }

    [TestMethod]
    public void ASessionThatCountsLessThanItsRecords_IsNoDuplicate()
    {
        using World world = Stories.MemberAndGuest().Sql("UPDATE session SET delivered_wh = 7003, covered_wh = 7003 WHERE journal_row = 1");
        Assert.AreEqual(0, world.Differs("delivered as the sum of its records expected 9003 Wh, found 7003 Wh.").Duplicates);
    }

    [TestMethod]
    public void EnergyInTheRecordOfTheWrongInterval_IsNamed()
    {
        using World world = new World()
            .Supply(20_000, 20_000)
            .Car(1, "zesp3-0001", At(10), At(42), (At(10), 0), (At(29), 4_000), (At(31), 4_100), (At(40), 5_000))
            .Started(1, 1, At(10), 100_000, true)
            .Took(4, 1, 1, 0, 104_051, 4_051, 4_051)
            .Took(5, 1, 1, 1, 105_000, 949, 949);
        world.Differs("cp-01, session 1 of journal 1000, interval 2026-04-01T00:00Z: covered in its records expected 4050 Wh, found 4051 Wh.");
        world.Differs("cp-01, session 1 of journal 1000, interval 2026-04-01T00:30Z: covered in its records expected 950 Wh, found 949 Wh.");
    }

    [TestMethod]
    public void UncoveredButNotForfeited_IsNamed()
    {
        using World world = Stories.Overdrawn(coveredLaterWh: 4_000);
        world.Differs("cp-01, session 1 of journal 1000, interval 2026-04-01T01:00Z: covered in its records expected 3500 Wh, found 4000 Wh.");
    }

    [TestMethod]
    public void ForfeitedTwice_IsNamed()
    {
        using World world = Stories.Overdrawn(coveredLaterWh: 3_000);
        world.Differs("interval 2026-04-01T01:00Z: uncovered in the ledger expected 500 Wh, found 1000 Wh.");
    }

    [TestMethod]
    public void AGuestLabelledRenewable_IsNamed()
    {
        using World world = new World()
            .Supply(20_000)
            .Car(1, "guest-0001", At(1), At(9), (At(1), 0), (At(9), 7_000))
            .Started(1, 1, At(1), 100_000, true).Took(5, 1, 1, 0, 107_000, 7_000, 7_000);
        world.Differs("cp-01, session 1 of journal 1000: expected to be a guest's, found records of a member.");
        world.Differs("cp-01, session 1 of journal 1000: unclaimed in all expected 7000 Wh, found 0 Wh.");
    }

    [TestMethod]
    public void AFallingRegister_IsNamed()
    {
        using World world = Stories.MemberAndGuest().Append(1, new RecordForm { Type = 10, RegisterWh = 109_002 });
        world.Differs("cp-01, record 6 of journal 1000: the register falls; expected at least 109003 Wh, found 109002 Wh.");
    }

    [TestMethod]
    public void StillCharging_MoreThanFlowedIsNamed()
    {
        using World world = Stories.StillCharging(inLedgerWh: 3_001);
        world.Differs("interval 2026-04-01T00:30Z: covered in its records expected 3000 Wh, found 3001 Wh.");
    }

    [TestMethod]
    public void StillCharging_ButAClosedHalfHourIsMissing_IsNamed()
    {
        using World world = Stories.StillCharging(0).Sql("DELETE FROM interval_energy WHERE covered_wh = 5000");
        world.Differs("cp-01, interval 2026-04-01T00:00Z: covered in the ledger expected 5000 Wh, found 0 Wh.");
    }

    [TestMethod]
    public void EnergyOfACarThatBecameNoSession_IsNamed()
    {
        using World world = Stories.MemberAndGuest().Car(2, "zesp3-0002", At(50), At(60), (At(50), 3_000), (At(60), 3_001));
        world.Differs("cp-02, zesp3-0002 plugged in at 2026-04-01T00:50:00Z: the session is missing; expected 1 Wh, found no session.");
    }

    [TestMethod]
    public void EnergyBeforeAnyCar_IsNamed()
    {
        using var world = new World();
        world.Truth.Reading("cp-01", At(0), 0);
        world.Truth.Reading("cp-01", At(1), 7_200_000);
        world.Differs("cp-01: the truth has 2 Wh before any car was plugged in.");
    }

    [TestMethod]
    public void SentencesAreBounded()
    {
        using World world = new World { RunHalfHours = 600 };
        var supply = Enumerable.Range(0, 600).ToDictionary(i => StartUtcMs + (i * HalfHourMs), _ => 10L);
        world.Supply([.. supply.Values]).Sql("DELETE FROM allocation");
        IReadOnlyList<string> differences = world.Check().Differences;
        Assert.HasCount(1001, differences);
        Assert.AreEqual("… and 200 more differences.", differences[^1]);
    }
}
