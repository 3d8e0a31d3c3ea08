using System.Data.Common;
using System.Globalization;
using System.Text;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Covered energy against generation and certificates; the claim that follows.</summary>
[TestClass]
public sealed class SettlementTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(9_000L, 50_000L, "5000 4000", "5000 4000", SettlementReason.Matched, ClaimWording.Renewable, DisplayName = "just enough")]
    [DataRow(6_000L, 50_000L, "5000 4000", "3333 2666", SettlementReason.ShortOfGeneration, ClaimWording.Renewable, DisplayName = "short of generation: in proportion, rounded down")]
    [DataRow(9_000L, 3_000L, "5000 4000", "1666 1333", SettlementReason.ShortOfCertificate, ClaimWording.Renewable, DisplayName = "short of certificates")]
    [DataRow(0L, 50_000L, "5000 4000", "0 0", SettlementReason.ShortOfGeneration, ClaimWording.None, DisplayName = "nothing generated: no claim")]
    [DataRow(9_000L, 0L, "5000", "0", SettlementReason.ShortOfCertificate, ClaimWording.None, DisplayName = "certificate used up: no claim")]
    [DataRow(9_000L, -10L, "5000", "0", SettlementReason.ShortOfCertificate, ClaimWording.None, DisplayName = "certificate became smaller than its use")]
    public void ASettlement(long generatedWh, long certificateLeftWh, string covered, string matched, SettlementReason reason, ClaimWording wording)
    {
        SettlementAnswer answer = SettlementRule.Settle(new SettlementQuestion(
            generatedWh, SupplyOrigin.Renewable, CertificateStanding.Renewable, certificateLeftWh, [.. covered.Split(' ').Select(long.Parse)]));
        Assert.AreEqual(matched, string.Join(' ', answer.MatchedWh));
        Assert.AreEqual(reason, answer.Reason);
        Assert.AreEqual(wording, answer.Wording);
    }

    [TestMethod]
    public void EverySettlement_ClaimsNoMoreThanThereIs()
    {
        ulong seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } fixedSeed ? ulong.Parse(fixedSeed, null) : (ulong)Random.Shared.NextInt64();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var question =
            from generatedWh in Gen.Choose(0, 20_000)
            from leftWh in Gen.Choose(-1_000, 20_000)
            from supply in Gen.Elements(Enum.GetValues<SupplyOrigin>())
            from certificate in Gen.Elements(Enum.GetValues<CertificateStanding>())
            from covered in Gen.NonEmptyListOf(Gen.Choose(1, 9_000))
            select new SettlementQuestion(generatedWh, supply, certificate, leftWh, [.. covered.Select(one => (long)one)]);
        Prop.ForAll(question.ToArbitrary(), one =>
        {
            SettlementAnswer answer = SettlementRule.Settle(one);
            long matchedWh = answer.MatchedWh.Sum();
            return matchedWh <= Math.Min(one.GeneratedWh, Math.Max(0, one.CertificateLeftWh))
                && answer.MatchedWh.Zip(one.CoveredWh).All(pair => pair.First >= 0 && pair.First <= pair.Second)
                && (answer.Reason == SettlementReason.Matched) == (matchedWh == one.CoveredWh.Sum() && one.Certificate == CertificateStanding.Renewable && one.Supply != SupplyOrigin.Unknown)
                && (ClaimTable.Of(one.Supply, one.Certificate) != ClaimWording.None || matchedWh == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithReplay(seed, seed | 1).WithQuietOnSuccess(true));
    }

    [TestMethod]
    public void TheClaimTable_HasEveryRow_AndClaimsOnlyWithARenewableCertificate()
    {
        foreach (SupplyOrigin supply in Enum.GetValues<SupplyOrigin>())
        {
            foreach (CertificateStanding certificate in Enum.GetValues<CertificateStanding>())
            {
                Assert.IsTrue(ClaimTable.Rows.ContainsKey((supply, certificate)), $"no row for {supply} with {certificate}");
                ClaimWording expected = certificate != CertificateStanding.Renewable ? ClaimWording.None
                    : supply == SupplyOrigin.Renewable ? ClaimWording.Renewable
                    : supply == SupplyOrigin.Other ? ClaimWording.EffectivelyRenewable
                    : ClaimWording.None;
                Assert.AreEqual(expected, ClaimTable.Of(supply, certificate), $"{supply} with {certificate}");
            }
        }

        Assert.HasCount(Enum.GetValues<SupplyOrigin>().Length * Enum.GetValues<CertificateStanding>().Length, ClaimTable.Rows);
    }

    [TestMethod]
    [DataRow("SOLAR", SupplyOrigin.Renewable)]
    [DataRow("WIND", SupplyOrigin.Renewable)]
    [DataRow("WATER", SupplyOrigin.Renewable)]
    [DataRow("GENERAL_GREEN", SupplyOrigin.Renewable)]
    [DataRow("GENERAL_FOSSIL", SupplyOrigin.Other)]
    [DataRow("NUCLEAR", SupplyOrigin.Other)]
    [DataRow("COAL", SupplyOrigin.Other)]
    [DataRow("GAS", SupplyOrigin.Other)]
    [DataRow("", SupplyOrigin.Unknown)]
    public void ASource(string source, SupplyOrigin expected) => Assert.AreEqual(expected, ClaimTable.OriginOf(source));

    // 8,990 Wh covered at noon and 500 Wh half an hour later, on a certificate of 50,000 Wh.
    private static async Task<Office> WithASessionAsync(string source = "SOLAR")
    {
        var office = new Office();
        FakeDevice device = office.Device();
        CertificateTests.Import(office, CertificateTests.Good);
        Supply(office, source, SupplyStage.Forecast, 10_000, 10_000);
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 9_000, 8_990);
        device.EndSession(1, Office.Noon.AddMinutes(30), 500, 500);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        office.Time.Advance(TimeSpan.FromHours(1));
        await HearAsync(office, device, office.Time.GetUtcNow());
        return office;
    }

    private static async Task HearAsync(Office office, FakeDevice device, DateTimeOffset recordedUtc)
    {
        office.Send(device, device.AcceptPlan(1, recordedUtc));
        await office.AcknowledgedAsync(device, device.Journal.Count);
    }

    private static void Supply(Office office, string source, SupplyStage stage, int firstWh, int secondWh, bool asCorrection = false) =>
        office.App.Supply.ImportPlainCsv(
            Office.SiteName,
            SupplyFiles.Stream($"interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,{firstWh},{source},c1\n2026-04-01T12:30Z,{secondWh},{source},c1\n"),
            "s.csv",
            "kimura",
            stage,
            asCorrection);

    private static SettlementResult Settle(Office office, bool isFinal = false) =>
        office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), isFinal, "kimura");

    [TestMethod]
    public async Task WithoutMetering_NothingIsSettled()
    {
        await using Office office = await WithASessionAsync();
        Assert.AreEqual(new SettlementResult(0, 0, 2, 0, 0, 0), Settle(office));
    }

    [TestMethod]
    public async Task AShortage_ShrinksTheClaim_AndIsFoundOnce()
    {
        await using Office office = await WithASessionAsync();
        string before = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        Supply(office, "SOLAR", SupplyStage.Actual, 8_000, 10_000);
        Assert.AreEqual(new SettlementResult(2, 0, 0, 8_500, 990, 1), Settle(office));
        Assert.AreEqual(new SettlementResult(0, 2, 0, 8_500, 990, 0), Settle(office));
        SupplyFindingIs(office, "ShortOfGeneration 990 cp1");
        Assert.AreEqual(before, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue));
    }

    private static void SupplyFindingIs(Office office, string expected) =>
        Assert.AreEqual(expected, office.Scalar<string>("SELECT kind || ' ' || energy_wh || ' ' || charge_points FROM supply_finding"));

    [TestMethod]
    public async Task Provisional_ThenCorrected_ThenFinal_EachIsANewRow()
    {
        await using Office office = await WithASessionAsync();
        Supply(office, "SOLAR", SupplyStage.Actual, 8_000, 10_000);
        Settle(office);
        Supply(office, "SOLAR", SupplyStage.Actual, 9_500, 10_000, asCorrection: true);
        Assert.AreEqual(9_490, Settle(office).MatchedWh);
        Assert.AreEqual(2, Settle(office, isFinal: true).Waiting); // too young
        office.Time.Advance(TimeSpan.FromHours(72));
        Assert.AreEqual(new SettlementResult(2, 0, 0, 9_490, 0, 0), Settle(office, isFinal: true));
        Assert.AreEqual("2 3 2", office.Scalar<string>("SELECT count(*) FILTER (WHERE is_final = 1) || ' ' || count(DISTINCT generated_wh) || ' ' || (SELECT count(*) FROM settled) FROM settlement"));

        Supply(office, "SOLAR", SupplyStage.Actual, 1_000, 1_000, asCorrection: true);
        Assert.AreEqual(9_490, Settle(office).MatchedWh); // final stays until a final run
        Assert.AreEqual(1_500, Settle(office, isFinal: true).MatchedWh);
    }

    [TestMethod]
    public async Task ItIsFinal_OnceEveryChargePointWasHeardPastTheEnd_OrStaffDoNotWaitForIt()
    {
        await using Office office = await WithASessionAsync();
        FakeDevice other = office.Device("cp2");
        Supply(office, "SOLAR", SupplyStage.Actual, 10_000, 10_000);
        office.Time.Advance(TimeSpan.FromHours(72));
        Assert.AreEqual(new SettlementResult(2, 0, 0, 9_490, 0, 2, Unheard: 2), Settle(office, isFinal: true));
        Assert.AreEqual("0", office.Scalar<string>("SELECT group_concat(DISTINCT is_final) FROM settled"));
        Assert.AreEqual("NotHeard cp2", office.Scalar<string>("SELECT group_concat(DISTINCT kind || ' ' || charge_points) FROM supply_finding"));
        Assert.AreEqual(new SettlementResult(0, 2, 0, 9_490, 0, 0, Unheard: 2), Settle(office, isFinal: true));

        await HearAsync(office, other, Office.Noon.AddMinutes(30)); // past the end of the first interval only
        Assert.AreEqual(new SettlementResult(1, 1, 0, 9_490, 0, 0, Unheard: 1), Settle(office, isFinal: true));
        Assert.AreEqual(1L, office.Scalar<long>($"SELECT is_final FROM settled WHERE interval_start_utc_ms = {Office.Noon.ToUnixTimeMilliseconds()}"));

        Assert.ThrowsExactly<RegistryException>(() => office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), true, "kimura", ["cp3"]));
        Assert.AreEqual(0, office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), true, "kimura", ["cp2"]).Unheard);
        Assert.AreEqual("1", office.Scalar<string>("SELECT group_concat(DISTINCT is_final) FROM settled"));
        Assert.AreEqual("cp2", office.Scalar<string>("SELECT without FROM settlement_run ORDER BY id DESC LIMIT 1"));
    }

    [TestMethod]
    public async Task ARecordFromTheFuture_IsNoSignOfLifeThen()
    {
        await using Office office = await WithASessionAsync();
        Supply(office, "SOLAR", SupplyStage.Actual, 10_000, 10_000);
        FakeDevice other = office.Device("cp2");
        office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), false, "kimura");
        FakeDevice early = office.Device("cp3");
        await HearAsync(office, other, Office.Noon.AddYears(1));
        await HearAsync(office, early, Office.Noon);
        office.Time.Advance(TimeSpan.FromHours(72));
        Settle(office, isFinal: true);
        Assert.AreEqual("NotHeard cp3", office.Scalar<string>("SELECT group_concat(DISTINCT kind || ' ' || charge_points) FROM supply_finding"));
    }

    [TestMethod]
    public async Task ARehearsal_TellsTheSame_AndWritesNothing()
    {
        await using Office office = await WithASessionAsync();
        Supply(office, "SOLAR", SupplyStage.Actual, 8_000, 10_000);
        SettlementResult told = office.App.Settlements.Rehearse(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), isFinal: false, []);
        Assert.AreEqual(new SettlementResult(2, 0, 0, 8_500, 990, 1), told);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT (SELECT count(*) FROM settlement) + (SELECT count(*) FROM supply_finding)"));
        Assert.AreEqual(told, Settle(office));
    }

    // Every byte of these tables, in the order they were written.
    private static string Everything(Office office)
    {
        string[] tables = ["record", "journal", "session", "interval_energy", "planned_allocation", "plan_version", "plan_report", "supply_import", "supply_fact", "certificate_fact"];
        using DbConnection connection = office.Connect();
        var text = new StringBuilder();
        foreach (string table in tables)
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            using DbDataReader reader = command.ExecuteReader();
            int rows = 0;
            for (; reader.Read(); rows++)
            {
                for (int i = 0; i < reader.FieldCount; i++)
                {
                    text.Append(reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)).Append('|');
                }

                text.Append('\n');
            }

            text.Append(CultureInfo.InvariantCulture, $"{table}: {rows}\n");
        }

        return text.ToString();
    }

    [TestMethod]
    public async Task GenerationBelowTheAllocation_SettlesAsShort_IsNamedToStaff_TheClaimShrinks_AndNothingRecordedChanges()
    {
        await using Office office = await WithASessionAsync();
        Supply(office, "SOLAR", SupplyStage.Actual, 9_500, 10_000); // less than the 10,000 Wh allocated, more than was covered
        string before = Everything(office);
        StringAssert.Contains(before, "record: 4\n");
        StringAssert.Contains(before, "interval_energy: 2\n");
        Assert.AreEqual(new SettlementResult(2, 0, 0, 9_490, 0, 0), Settle(office));
        Assert.AreEqual(before, Everything(office));

        Supply(office, "SOLAR", SupplyStage.Actual, 4_000, 10_000, asCorrection: true);
        string rows = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        office.Time.Advance(TimeSpan.FromHours(73));
        before = Everything(office); // time may have brought another version of the plan
        Assert.AreEqual(new SettlementResult(2, 0, 0, 4_500, 4_990, 1), Settle(office, isFinal: true));
        Assert.AreEqual(before, Everything(office));
        Assert.AreEqual(rows, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue));
        SupplyFindingIs(office, "ShortOfGeneration 4990 cp1");
        Assert.AreEqual("10000 8990 4000 Renewable", office.Scalar<string>(
            $"SELECT allocated_wh || ' ' || covered_wh || ' ' || matched_wh || ' ' || wording FROM settled WHERE interval_start_utc_ms = {Office.Noon.ToUnixTimeMilliseconds()}"));
    }

    [TestMethod]
    public async Task OnceFinal_OnlyWhatWasMatchedIsUsedOfTheCertificate()
    {
        await using Office office = await WithASessionAsync();
        Assert.AreEqual(20_000L, office.App.Certificates.Uses().Single().BookedWh);
        Supply(office, "SOLAR", SupplyStage.Actual, 8_000, 10_000);
        office.Time.Advance(TimeSpan.FromHours(72));
        Settle(office, isFinal: true);
        CertificateUse use = office.App.Certificates.Uses().Single();
        Assert.AreEqual("8500 0 41500", $"{use.SettledWh} {use.BookedWh} {use.LeftWh}");
    }

    [TestMethod]
    [DataRow("SOLAR", "Renewable")]
    [DataRow("GENERAL_FOSSIL", "EffectivelyRenewable")]
    public async Task TheWording_FollowsFromSupplyAndCertificate(string source, string expected)
    {
        await using Office office = await WithASessionAsync(source);
        Supply(office, source, SupplyStage.Actual, 10_000, 10_000);
        Settle(office);
        Assert.AreEqual(expected, office.Scalar<string>("SELECT group_concat(DISTINCT wording) FROM settled"));
    }

    [TestMethod]
    public async Task ACertificateThatIsTakenBack_TakesTheClaimAlong()
    {
        await using Office office = await WithASessionAsync();
        Supply(office, "SOLAR", SupplyStage.Actual, 10_000, 10_000);
        Assert.AreEqual(9_490, Settle(office).MatchedWh);
        office.App.Supply.Undo(1, "kimura");
        Assert.AreEqual(new SettlementResult(2, 0, 0, 0, 9_490, 2), Settle(office));
        Assert.AreEqual("NoCertificate", office.Scalar<string>("SELECT group_concat(DISTINCT reason) FROM settled"));
    }
}
