using System.Data.Common;
using System.Text;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The checks beside the session: journals, intervals, budgets, certificates, cards; and what ingest raises.</summary>
[TestClass]
public sealed class SiteCheckTests
{
    [TestMethod]
    public async Task EnergyInAnIntervalWithoutAllocation_IsFound()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        Assert.AreEqual("0 BudgetExceeded, 0 EnergyWithoutAllocation", CheckBay.Found(office));
        Assert.AreEqual(5_000L, office.Scalar<long>("SELECT energy_wh FROM finding WHERE kind = 'EnergyWithoutAllocation'"));
    }

    [TestMethod]
    public async Task AGuestsEnergyNeedsNoAllocation()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        await using Office _ = office;
        bay.Start(1, Claim.None);
        bay.Wait(20);
        bay.End(1, 5_000, Claim.None);
        await bay.ArriveAsync();
        Assert.AreEqual("1 NotAMember", CheckBay.Found(office));
    }

    [TestMethod]
    public async Task MoreCoveredThanAllocated_IsFound_AndSoIsWhatWasNotCovered()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        await using Office _ = office;
        office.App.Registry.RegisterChargePoint(Office.SiteName, "cp2", Office.KeyOf("cp2"));
        office.Supply(Office.Noon.AddHours(6), 2, 6_000); // 3 kWh for each of the two
        bay.Clock = Office.Noon.AddHours(6);
        office.Time.Advance(TimeSpan.FromHours(2));
        bay.Start(1);
        bay.Wait(20);
        bay.End(1, 5_000);
        bay.Wait(11);
        bay.Start(2);
        bay.Wait(20);
        bay.Energy(RecordType.SessionEnded, 2, 5_000, 5_000, coveredWh: 3_000);
        await bay.ArriveAsync();
        Assert.AreEqual("0 CoveredAboveAllocation, 0 UncoveredEnergy", CheckBay.Found(office));
        Assert.AreEqual(2_000L, office.Scalar<long>("SELECT energy_wh FROM finding WHERE kind = 'UncoveredEnergy'"));
    }

    [TestMethod]
    public async Task ASupplyThatIsCorrectedBelowWhatWasCovered_ExceedsTheBudget_AndAnUndoClearsIt()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        Assert.AreEqual("", CheckBay.Found(office));
        string row = "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00:00Z,4000,SOLAR,cert-0\n";
        long import = office.App.Supply.ImportPlainCsv(
            Office.SiteName, new MemoryStream(Encoding.UTF8.GetBytes(row)), "less.csv", "kimura", asCorrection: true).ImportId;
        office.App.Reconciler.Run(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), "kimura");
        Assert.AreEqual(1_000L, office.Scalar<long>("SELECT energy_wh FROM finding_now WHERE kind = 'BudgetExceeded' AND state = 'Open'"));
        office.App.Supply.Undo(import, "kimura");
        office.App.Reconciler.Run(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), "kimura");
        Assert.AreEqual("Cleared", office.Scalar<string>("SELECT state FROM finding_now WHERE kind = 'BudgetExceeded'"));
    }

    [TestMethod]
    public async Task ACertificateThatBecameLessThanIsAllocatedOnIt_IsFound()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        const string Certificate = "cert-1,plant-7,SOLAR,photovoltaics,Saga,2015-04-01,2026-03-15,2026-04-01T00:00Z,2026-05-01T00:00+09:00,90000000,JP-41,yes";
        CertificateTests.Import(office, Certificate);
        Assert.AreEqual("", CheckBay.Found(office));
        CertificateTests.Import(office, Certificate.Replace("90000000", "50000", StringComparison.Ordinal), "less.csv", asCorrection: true);
        office.App.Reconciler.Run(Office.SiteName, Office.Noon, Office.Noon.AddDays(3), "kimura");
        Assert.AreEqual("1/cert-1", office.Scalar<string>("SELECT key FROM finding_now WHERE kind = 'CertificateAllocatedTwice' AND state = 'Open'"));
    }

    [TestMethod]
    public async Task OneCardAtTwoChargePointsAtOnce_IsFound_AndOneAfterTheOtherIsNot()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        var other = new CheckBay(office, office.Device("cp2", 77));
        bay.GoodSession(1);
        bay.GoodSession(2);
        other.Wait(20);
        other.GoodSession(7); // between them, then beside the second
        other.Wait(-15);
        other.GoodSession(8);
        await bay.ArriveAsync();
        await other.ArriveAsync();
        Assert.AreEqual("8 OverlapOfToken", CheckBay.Found(office, "EnergyWithoutAllocation"));
    }

    [TestMethod]
    [DataRow(CheckBay.Token, "", DisplayName = "a member")]
    [DataRow(4_711L, "1 ClaimWithoutMember", DisplayName = "a card on no list")]
    public async Task ASessionThatCountsAsAMembers_IsOne(long token, string found)
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        var session = new CheckBay(office, bay.Device, token);
        session.GoodSession(1);
        await session.ArriveAsync();
        Assert.AreEqual(found, CheckBay.Found(office));
    }

    [TestMethod]
    public async Task LostRecords_AreAGap_AndTheSessionAcrossThemIsHeld_NotCalledWrong()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1); // 1, 2
        bay.Start(2); // 3
        bay.Wait(10);
        for (int i = 0; i < 6; i++)
        {
            bay.Update(2, 500); // 4 to 9
            bay.Wait(2);
        }

        bay.End(2, 500); // 10
        IReadOnlyList<byte[]> all = bay.Device.Journal;
        office.Send(bay.Device, [.. all.Take(4)]);
        await office.AcknowledgedAsync(bay.Device, 4);
        office.Send(bay.Device, [.. all.Skip(6)]); // 5 and 6 are lost, 7 proves 8
        office.App.Decisions.AcceptFrom(Office.SiteName, bay.Device.Name, bay.Device.JournalId, 7, "kimura");
        await office.AsSecondsPassAsync(() => office.App.Progress.AcknowledgedNumber(Office.SiteName, bay.Device.Name, bay.Device.JournalId) >= 10, "the journal goes on");
        office.App.Reconciler.CatchUp();
        Assert.AreEqual("2 EnergyAcrossGap, 0 GapInRecords", CheckBay.Found(office, "RecordsMissing")); // ingest may have asked in vain meanwhile
        StringAssert.Contains(office.Scalar<string>("SELECT evidence FROM finding WHERE kind = 'EnergyAcrossGap'"), "\"missingWh\":1500");
    }

    [TestMethod]
    public async Task TheSameRecordAgain_IsToldOnce_AndOneWithOtherBytesBlocks()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        office.Send(bay.Device, bay.Device.Journal[1]);
        office.Send(bay.Device, bay.Device.Journal[1]);
        byte[] other = [.. bay.Device.Journal[1]];
        other[40] ^= 1;
        office.Send(bay.Device, other);
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM alarm") == 1, "the alarm");
        Assert.AreEqual("0 DuplicateRecord, 0 RecordConflict", CheckBay.Found(office));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT times FROM record_repeat"));
        Assert.AreEqual(3L, office.Scalar<long>("SELECT severity FROM finding WHERE kind = 'RecordConflict'"));
    }

    [TestMethod]
    public async Task ARecordThatProvesNothing_IsABrokenChain_OnceADay_AndStrangersAreOneFinding()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        bay.Start(2);
        bay.End(2, 0);
        byte[] forged = [.. bay.Device.Journal[2]];
        forged[60] ^= 1;
        office.Send(bay.Device, forged);
        office.Send(bay.Device, forged);
        var stranger = new FakeDevice(Office.SiteName, "cp9", Office.KeyOf("cp9"), 5, Office.Noon);
        stranger.Append(RecordType.Boot);
        office.SendAll(stranger);
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM quarantine") == 3, "the three");
        Assert.AreEqual("0 BrokenChain, 0 UnknownChargePoint", CheckBay.Found(office));
    }

    [TestMethod]
    public async Task AStoredRecordThatSomebodyChanged_BreaksTheChain_WhenItIsComputedAnew()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        Assert.AreEqual("", CheckBay.Found(office));
        using (DbConnection file = office.Connect())
        {
            byte[] changed = [.. bay.Device.Journal[1]];
            changed[46] = 1; // the reading's age, which no other check asks for
            file.Execute("DROP TRIGGER record_is_never_changed");
            file.Execute("UPDATE record SET bytes = @changed WHERE number = 2", new { changed });
        }

        office.App.Reconciler.Run(null, Office.Noon, Office.Noon.AddDays(1), "kimura");
        Assert.AreEqual("1/2", office.Scalar<string>("SELECT group_concat(key) FROM finding WHERE kind = 'BrokenChain'"));
    }
}
