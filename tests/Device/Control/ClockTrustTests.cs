using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Which wall clock is believed: jumps, and what a network may correct of a battery's time.</summary>
[TestClass]
public class ClockTrustTests
{
    private const int HourMs = 60 * 60_000;
    private const long NoonUtcMs = 1_800_000_000_000;

    // The battery's time ran for an hour, then the network says otherwise by so many ms.
    [TestMethod]
    [DataRow(0, true)]
    [DataRow(59_000, true)]
    [DataRow(-59_000, true)]
    [DataRow(62_000, false)]
    [DataRow(-62_000, false)]
    public void TheNetwork_CorrectsTheBatteryWithinItsBound(int apartMs, bool isBelieved)
    {
        var trust = new ClockTrust();
        trust.Judge(0, NoonUtcMs, ClockQuality.Informative);
        ClockQuality judged = trust.Judge(HourMs, NoonUtcMs + HourMs + apartMs, ClockQuality.Synchronised);
        Check.Is((int)(isBelieved ? ClockQuality.Synchronised : ClockQuality.Unknown), (int)judged, "believed");
        Check.Is(isBelieved ? 0 : 1, trust.JumpCount, "a jump");
    }

    [TestMethod]
    public void ItDoesSoOnce()
    {
        var trust = new ClockTrust();
        trust.Judge(0, NoonUtcMs, ClockQuality.Informative);
        trust.Judge(1_000, NoonUtcMs + 31_000, ClockQuality.Synchronised);
        Check.Is((int)ClockQuality.Unknown, (int)trust.Judge(2_000, NoonUtcMs + 62_000, ClockQuality.Synchronised), "the second time it is a jump");
    }

    [TestMethod]
    public void ABattery_CorrectsNobody()
    {
        var trust = new ClockTrust();
        trust.Judge(0, NoonUtcMs, ClockQuality.Synchronised);
        Check.Is((int)ClockQuality.Unknown, (int)trust.Judge(1_000, NoonUtcMs + 31_000, ClockQuality.Informative), "a jump");
    }

    [TestMethod]
    public void ANewTime_IsBelievedAfterAQuarterOfAnHour()
    {
        var trust = new ClockTrust();
        trust.Judge(0, NoonUtcMs, ClockQuality.Synchronised);
        trust.Judge(1_000, NoonUtcMs + HourMs, ClockQuality.Synchronised);
        Check.That(trust.ReviewAtMs == 1_000 + (15 * 60_000), "then");
        Check.Is((int)ClockQuality.Synchronised, (int)trust.Judge(901_000, NoonUtcMs + HourMs + 900_000, ClockQuality.Synchronised), "believed");
        Check.Is(2, trust.JumpCount, "told when seen and when believed");
    }
}
