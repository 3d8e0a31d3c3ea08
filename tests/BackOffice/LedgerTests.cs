using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class LedgerTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;

    // Two charge points, a swapped board, members and guests, pauses, idle energy, a start that was suspended.
    private static async Task<Office> LivelyAsync(long firstJournalId = 77)
    {
        var office = new Office();
        FakeDevice[] devices = [office.Device("cp1", firstJournalId), office.Device("cp2", firstJournalId + 1), office.Device("cp1", firstJournalId + 2)];
        office.Supply(Office.Noon, 6, 9_001);
        await office.StartAsync();
        foreach (FakeDevice device in devices)
        {
            device.Append(RecordType.Boot);
            device.Append(RecordType.MeterBaseline, record => record.RegisterWh = device.RegisterWh);
            device.StartSession(1, Office.Noon, state: ChargingState.SuspendedEVSE, verdict: SupplyVerdict.DeniedNoAllocationNow);
            device.UpdateSession(1, Office.Noon, 0, 0, ChargingState.Charging, SupplyVerdict.Allowed);
            device.CloseInterval(1, Office.Noon, 800, 790);
            device.UpdateSession(1, Office.Noon.AddMinutes(30), 400, 400, ChargingState.SuspendedEVSE, SupplyVerdict.DeniedAllocationSpent);
            device.EndSession(1, Office.Noon.AddMinutes(30), 5, 0, StoppedReason.StoppedByEV);
            device.Append(RecordType.IdleEnergy, record =>
            {
                record.PreviousRegisterWh = device.RegisterWh;
                record.RegisterWh = device.RegisterWh += 3;
                record.IntervalStartUtcMs = Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds();
            });
            device.StartSession(2, Office.Noon.AddMinutes(60), Claim.None);
            device.EndSession(2, Office.Noon.AddMinutes(60), 77, 0, claim: Claim.None);
            office.SendAll(device);
            await office.AcknowledgedAsync(device, device.Journal.Count);
        }

        return office;
    }

    [TestMethod]
    public async Task RebuiltFromRecords_ItIsTheSame()
    {
        await using Office office = await LivelyAsync();
        string[] live = [.. office.App.Ledger.CanonicalRows(Epoch, Always)];
        Spoil(office, "UPDATE session SET covered_wh = 1; DELETE FROM interval_energy");
        Assert.AreNotEqual(string.Join('\n', live), string.Join('\n', office.App.Ledger.CanonicalRows(Epoch, Always)));
        Assert.AreEqual(30, office.App.Ledger.Rebuild());
        CollectionAssert.AreEqual(live, office.App.Ledger.CanonicalRows(Epoch, Always).ToArray());
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind <> 'NewJournal'"));
    }

    [TestMethod]
    public async Task ASession_SaysAllThatItsRecordsSay()
    {
        await using Office office = await LivelyAsync();
        string row = office.App.Ledger.CanonicalRows(Epoch, Always).First(one => one.StartsWith("session|", StringComparison.Ordinal));
        Assert.AreEqual(
            "session|yokohama|cp1|1|1|renewable|0011223344556677|2026-04-01T12:02:00.000Z|2026-04-01T12:06:00.000Z"
            + "|1000000|1001205|1205|1190|15|0|StoppedByEV|Idle|2|DeniedAllocationSpent",
            row);
    }

    [TestMethod]
    public async Task AnInterval_NamesAllocationAndKinds()
    {
        await using Office office = await LivelyAsync();
        string[] rows = [.. office.App.Ledger.CanonicalRows(Epoch, Always).Where(one => one.StartsWith("interval|yokohama|cp1|", StringComparison.Ordinal))];
        Assert.HasCount(6, rows);
        Assert.AreEqual("interval|yokohama|cp1|2026-04-01T12:00:00.000Z|4500|1580|20|0|0", rows[0]);
        Assert.AreEqual("interval|yokohama|cp1|2026-04-01T12:30:00.000Z|4500|800|10|0|6", rows[1]);
        Assert.AreEqual("interval|yokohama|cp1|2026-04-01T13:00:00.000Z|4500|0|0|154|0", rows[2]);
    }

    [TestMethod]
    public async Task TheDigest_IsTheOneOfTheRows_AndJournalIdsDoNotMatter()
    {
        await using Office one = await LivelyAsync(77);
        await using Office other = await LivelyAsync(123_456);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(one.App.Ledger.CanonicalRows(Epoch, Always).Select(row => row + "\n")));
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(text)), one.App.Ledger.Digest(Epoch, Always));
        Assert.AreEqual(one.App.Ledger.Digest(Epoch, Always), other.App.Ledger.Digest(Epoch, Always));
    }

    [TestMethod]
    public async Task TheDigest_ChangesWithOneWh_AndWithTheTimeAskedFor()
    {
        await using Office office = await LivelyAsync();
        string before = office.App.Ledger.Digest(Epoch, Always);
        Assert.AreNotEqual(before, office.App.Ledger.Digest(Office.Noon.AddMinutes(30), Always));
        Spoil(office, "UPDATE interval_energy SET covered_wh = covered_wh + 1 WHERE interval_start_utc_ms = (SELECT min(interval_start_utc_ms) FROM interval_energy)");
        Assert.AreNotEqual(before, office.App.Ledger.Digest(Epoch, Always));
    }

    [TestMethod]
    public async Task Totals_OfATime_AndOfASite()
    {
        await using Office office = await LivelyAsync();
        Assert.AreEqual(
            new LedgerTotals(6, 30, CoveredWh: 3_570, UncoveredWh: 45, UnclaimedWh: 231, AllocatedWh: 54_000, LiveWh: 0), office.App.Ledger.Totals(Epoch, Always));
        Assert.AreEqual(2_370L, office.App.Ledger.Totals(Office.Noon, Office.Noon.AddMinutes(30), Office.SiteName).CoveredWh);
        Assert.AreEqual(0L, office.App.Ledger.Totals(Epoch, Always, "elsewhere").DeliveredWh);
    }

    [TestMethod]
    public async Task SessionsAndIntervals_ComeToTheSameSum()
    {
        await using Office office = await LivelyAsync();
        Assert.AreEqual(
            office.App.Ledger.Totals(Epoch, Always).DeliveredWh,
            office.Scalar<long>("SELECT sum(delivered_wh) FROM session"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM session WHERE delivered_wh <> covered_wh + uncovered_wh + unclaimed_wh"));
    }

    [TestMethod]
    public async Task RegistersThatDisagreeWithTheEnergies_AreAnAlarm()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.StartSession(1, Office.Noon);
        device.RegisterWh += 9; // drawn, and in no record
        device.EndSession(1, Office.Noon, 100, 100);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 2);
        Assert.AreEqual(
            "session 1: registers differ by 109 Wh, its records state 100 Wh",
            office.Scalar<string>("SELECT detail FROM alarm WHERE kind = 'EnergyDoesNotAddUp' AND severity = 'block'"));
    }

    [TestMethod]
    public async Task ASessionWhoseStartWasLost_IsKept_AndAnAlarm()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot, record => record.LostRecords = 1);
        device.EndSession(4, Office.Noon, 100, 100, StoppedReason.PowerLoss);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 2);
        string row = office.App.Ledger.CanonicalRows(Office.Noon, Office.Noon.AddDays(1)).Single(one => one.StartsWith("session|", StringComparison.Ordinal));
        StringAssert.Contains(row, "|1000000|1000100|100|100|0|0|PowerLoss|");
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind = 'SessionWithoutStart'"));
    }

    [TestMethod]
    public async Task MoreCoveredThanDrawn_IsNeverBooked()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.StartSession(1, Office.Noon);
        device.EndSession(1, Office.Noon, 100, 120);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 2);
        Assert.AreEqual(100L, office.App.Ledger.Totals(Epoch, Always).CoveredWh);
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind = 'ImplausibleCover'"));
    }

    [TestMethod]
    [DataRow("UPDATE record SET utc_ms = 1")]
    [DataRow("DELETE FROM record")]
    public async Task ARecord_CannotBeChanged_NotEvenByHand(string sql)
    {
        await using Office office = await LivelyAsync();
        Assert.Throws<DbException>(() => Spoil(office, sql));
    }

    [TestMethod]
    public async Task TheProgram_RebuildsAndPrintsTheDigest()
    {
        await using Office office = await LivelyAsync();
        string digest = office.App.Ledger.Digest(Epoch, Always);
        Assert.AreEqual(digest, (await RunAsync(["digest", .. office.StoreArguments])).Trim());
        Assert.AreEqual($"30 records, {digest}, unchanged", (await RunAsync(["rebuild", .. office.StoreArguments])).Trim());
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ChargePointFw.BackOffice.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.AreEqual(0, process.ExitCode);
        return output;
    }

    private static void Spoil(Office office, string sql)
    {
        using DbConnection connection = office.Connect();
        connection.Execute(sql);
    }
}
