using System.Text;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Control;
using ChargePointFw.Records;
using Microsoft.Playwright;

namespace ChargePointFw.Browser;

/// <summary>
/// The main pages with something to see. Where the variable <c>CPFW_PICTURES</c> names a folder, each is drawn into it for the
/// documentation (<c>docs/README.md</c> has the command); the pages are checked either way.
/// </summary>
[TestClass]
public sealed class PictureTests
{
    [TestMethod]
    public async Task TheMainPages_AsTheDocumentationShowsThem()
    {
        await using Office office = await DeskTests.WithFindingsAsync();
        QueueRow row = DeskTests.Waiting(office, "SessionStillOpen");
        FakeDevice tested = office.Device("cp2", 0x2B0A51C7);
        tested.Append(RecordType.Boot, record => record.FirmwareVersion = 1_002_003);
        tested.Append(RecordType.MeterBaseline, record => (record.MeterSerial, record.RegisterWh, record.MeterResolutionWh) = ("SDM630-7", 1_000_000, 10));
        tested.Append(RecordType.SelfTest, record => (record.PassedParts, record.FailedParts, record.Closures) = (SelfTest.Meter | SelfTest.Register | SelfTest.Clock | SelfTest.Storage | SelfTest.Faults, SelfTest.Link, 1_234));
        office.SendAll(tested);
        await office.AcknowledgedAsync(tested, 3);
        Say(office, office.Device(), office.Scalar<long>("SELECT contiguous_number FROM journal WHERE charge_point_id = 1"), "Charging", "Allowed", "Occupied", 7_200);
        Say(office, tested, 3, "SuspendedEVSE", "DeniedNoAllocationNow", "Occupied", 0);
        Say(office, office.Device("cp3", 3), 0, "Idle", "Allowed", "Available", 0);
        office.App.IntervalSums.SumDue();
        await using Seat desk = await Seat.TakeAsync(office, Roles.Administrator);
        foreach ((string name, string address) in new[]
        {
            ("page", "/day?site=yokohama&day=2026-04-02"), ("queue", "/queue"), ("finding", $"/queue/{row.Id}"), ("session", DeskTests.SessionOf(row)),
            ("ledger", "/ledger?site=yokohama&month=2026-04"), ("supply", "/supply?site=yokohama&day=2026-04-02"), ("technician", "/technician#cp2"),
        })
        {
            await DrawAsync(desk, name, address);
        }

        await using Seat phone = await Seat.TakeAsync(office, Roles.Dealer, "ja", Seat.Phone);
        await DrawAsync(phone, "site-phone", "/site");
        Assert.AreEqual(3, await phone.Page.Locator(".card").CountAsync());
    }

    private static void Say(Office office, FakeDevice device, long committed, string state, string verdict, string connector, long powerW)
    {
        _ = Enum.Parse<ChargingState>(state);
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(
            $$"""{"state":"{{state}}","connector":"{{connector}}","verdict":"{{verdict}}","until":"{{office.Time.GetUtcNow().AddHours(1):yyyy-MM-dd'T'HH':00:00Z'}}","claim":"renewable","session":0,"powerW":{{powerW}},"registerWh":1000000,"boot":7,"journal":{{device.JournalId}},"committed":{{committed}}}"""));
    }

    private static async Task DrawAsync(Seat seat, string name, string address)
    {
        await seat.OpenAsync(address);
        await seat.CheckAsync();
        if (Environment.GetEnvironmentVariable("CPFW_PICTURES") is { Length: > 0 } folder)
        {
            await seat.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
        }
    }
}
