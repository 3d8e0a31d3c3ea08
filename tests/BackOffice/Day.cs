using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A site with something to see.</summary>
internal static class Day
{
    /// <summary>A member's session with a pause and a guest's, on 1 April in Japan (noon UTC is 21:00 there).</summary>
    public static async Task<Office> WithSessionsAsync()
    {
        var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 4, 10_000);
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 9_000, 8_990);
        device.UpdateSession(1, Office.Noon.AddMinutes(30), 500, 500, ChargingState.SuspendedEVSE, SupplyVerdict.DeniedNoAllocationNow);
        device.EndSession(1, Office.Noon.AddMinutes(30), 0, 0);
        device.StartSession(2, Office.Noon.AddMinutes(30), Claim.None);
        device.EndSession(2, Office.Noon.AddMinutes(30), 1_234, 0, StoppedReason.Local, Claim.None);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 6);
        return office;
    }
}
