using System.Text;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.Pages;
using ChargePointFw.BackOffice.Pages.Exchange;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Supply;
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

        await DrawStatementAsync(office, desk);
        await using Seat phone = await Seat.TakeAsync(office, Roles.Dealer, "ja", Seat.Phone);
        await DrawAsync(phone, "site-phone", "/site");
        Assert.AreEqual(3, await phone.Page.Locator(".card").CountAsync());
    }

    // As the browser's print makes it: pages of A4 with the figures as text, which a reader of PDF finds.
    private static async Task DrawStatementAsync(Office office, Seat desk)
    {
        var metered = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
        for (DateTimeOffset at = Office.Noon.AddDays(-1); at < Office.Noon.AddDays(12); at = at.AddMinutes(30))
        {
            metered.Append(null, $"{at:yyyy-MM-dd'T'HH:mm:ss'Z'},16000,SOLAR,cert-0\n");
        }

        office.App.Certificates.ImportCsv(
            new MemoryStream(Encoding.UTF8.GetBytes(
                "certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,valid_to,volume_wh,tracking,fit\n"
                + "cert-0,plant-7,SOLAR,photovoltaics,Saga,2015-04-01,2026-03-15,2026-03-01T00:00Z,2027-01-01T00:00Z,9000000,JP-41,yes\n")),
            "certificates.csv", "kimura");
        office.App.Supply.ImportPlainCsv(Office.SiteName, new MemoryStream(Encoding.UTF8.GetBytes(metered.ToString())), "actual.csv", "kimura", SupplyStage.Actual);
        office.App.Settlements.Settle(Office.SiteName, Office.Noon.AddDays(-1), Office.Noon.AddDays(14), isFinal: false, "kimura");
        office.App.Factors.Set(Office.SiteName, FactorKind.Location, 2026, 457m, "an example, no publication", "kimura");
        office.App.Factors.Set(Office.SiteName, FactorKind.Residual, 2026, 500m, "an example, no publication", "kimura");
        office.App.Factors.Set(Office.SiteName, FactorKind.Certificate, 2026, 0m, "an example, no publication", "kimura");
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon.AddDays(-5), new Tariff("JPY", 16.5m, 0), "kimura");
        Statement made = office.App.Statements.Make(office.App.Statements.Subject(StatementKind.Site, Office.SiteName, office.App.Registry.Sites), new DateOnly(2026, 4, 1));
        await DrawAsync(desk, "statement", "/statements/site/yokohama/2026-04");
        byte[] pdf = await desk.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true });
        Assert.AreEqual("%PDF-", Encoding.ASCII.GetString(pdf.AsSpan(0, 5)));
        string text = PdfText.Of(pdf);
        foreach (string figure in new[] { Wording.Energy(made.Total.CountedWh), Wording.Energy(made.SettledWh), made.Digest(), StatementModel.Kilograms(made.Carbon[0].LocationGrams), "2026-04" })
        {
            StringAssert.Contains(text, figure, "on paper");
        }

        Assert.IsFalse(text.Contains("Save it as PDF", StringComparison.OrdinalIgnoreCase), "what is for the screen is not on paper");
        if (Environment.GetEnvironmentVariable("CPFW_PICTURES") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "statement.pdf"), pdf);
        }
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
