// A member's visit at an AC post: the firmware, the pilot's driver, and a vehicle of resistors and a diode.
using ChargePointFw.Properties.Worlds;
using ChargePointFw.Records;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Properties;

[TestClass]
public sealed class AcPostTests
{
    private const long Minute = 60_000;

    [TestMethod]
    [DataRow(0, false, DisplayName = "dense")]
    [DataRow(1, false, DisplayName = "sparse")]
    [DataRow(0, true, DisplayName = "with a power cut")]
    public void AVisit_IsChargedAndEnds_ToTheWattHour(int stepping, bool isCut)
    {
        var site = AcSite(isCut);
        using var rig = Rig.Run(site, (Stepping)stepping);
        var ends = rig.Records.Where(record => record.Record.Type == RecordType.SessionEnded).ToList();
        Assert.HasCount(1, ends);
        Assert.AreEqual(isCut ? StoppedReason.PowerLoss : StoppedReason.StoppedByEV, ends[0].Record.StoppedReason);
        Assert.AreEqual(rig.FinalRegisterWh - rig.InitialRegisterWh, rig.Records.Sum(record => record.Record.EnergyWh));
        Assert.AreEqual(isCut ? 930 : 2_000, rig.FinalRegisterWh - rig.InitialRegisterWh, 10, "what it wanted, or what eight minutes gave");
        Assert.AreEqual(1, rig.Closures);
        Assert.IsGreaterThanOrEqualTo(400, rig.Contactor[0].UtcMs - site.Visits[0].PlugInUtcMs, "not before the vehicle has said C twice");
    }

    private static Site AcSite(bool isCut) => new(
        7, 1, 30, [10_000, 10_000],
        [new Visit(Site.Name, "member-1", true, Site.StartUtcMs + (2 * Minute), Site.StartUtcMs + (50 * Minute), 2_000, 7_000)],
        isCut ? [10 * Minute] : [])
    {
        PilotCurrentA = 32,
    };
}
