using System.Net;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>There is no room for what comes: it is told, nothing is acknowledged that is not stored, and it goes on when there is room.</summary>
[TestClass]
public sealed class FullDiskTests
{
    [TestMethod]
    public async Task Full_ItIsTold_AndNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await Trouble.OpenAsync();
        await using Office _ = office;
        office.Store.FillDisk(office.App);
        for (int session = 2; session < 200; session++)
        {
            office.Send(device, device.StartSession(session, Office.Noon), device.EndSession(session, Office.Noon, 500, 0)); // as a burst, so that it soon needs a page
        }

        int acknowledged = 0;
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal == "full", "full");
        acknowledged = (int)office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId);
        Assert.AreEqual((long)acknowledged, office.Scalar<long>("SELECT count(*) FROM record"), "what is acknowledged is stored");
        Assert.IsLessThan(device.Journal.Count, acknowledged);
        using (HttpClient machine = office.Browser())
        {
            (HttpStatusCode ready, string told) = await Trouble.AskAsync(machine, "/ready");
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready);
            StringAssert.Contains(told, "\"database\":\"full\"");
            Assert.AreEqual(HttpStatusCode.OK, (await Trouble.AskAsync(machine, "/health")).Status);
            StringAssert.Contains((await Trouble.AskAsync(machine, "/metrics")).Text, "cpfw_database_state{state=\"full\"} 1\n");
        }

        Assert.IsTrue(logs.Lines.Any(line => line.Contains("Make room", StringComparison.Ordinal)));
        office.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.AreEqual((long)acknowledged, office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId), "nothing more while it lasts");
        office.Store.MakeRoom(office.App);
        await Trouble.HealsAsync(office, device);
    }
}
