using ChargePointFw.Records;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Another program holds the file.</summary>
[TestClass]
public sealed class LockedDatabaseTests
{
    [TestMethod]
    public async Task ItIsWaitedOut_WithoutAnAcknowledgementBefore()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.StartSession(1, Office.Noon, Claim.Renewable);
        device.EndSession(1, Office.Noon.AddMinutes(30), 0, 0, claim: Claim.Renewable);
        await office.StartAsync();
        using (var other = new SqliteConnection($"Data Source={office.DatabaseFile};Pooling=False"))
        {
            other.Open();
            using SqliteTransaction locking = other.BeginTransaction();
            office.SendAll(device);
            await Office.UntilAsync(() => office.App.Counters.Retries >= 1, "a refusal");
            Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Acknowledgement));
        }

        await office.AsSecondsPassAsync(() => office.App.Counters.Stored == 2, "the commit after the lock");
        await office.AcknowledgedAsync(device, 2);
    }
}
