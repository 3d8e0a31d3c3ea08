using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

/// <summary>The supply rule where the allocation alone does not suffice and the site has a surplus.</summary>
[TestClass]
public class LiveSupplyRuleTests
{
    [TestMethod]
    public void ASpentAllocation_WithAShareOfTheSurplus_WaitsForIt()
    {
        var situation = new SupplySituation { IsInSession = true };
        situation.Ledger.Cover(60_000);
        situation.Ledger.Current.LivePermille = 500;
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)situation.Judge(), "nothing measured");
        situation.Measure(40_000);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)situation.Judge(), "measured, not yet credited");
        Check.Is(situation.Inputs.NowMs + 10_001, situation.Live.StaleAtMs, "until it is too old");
        situation.Wait(10_001);
        situation.Read();
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)situation.Judge(), "too old");
    }

    [TestMethod]
    public void LiveSupply_IsOfferedAfterItsDelay_AndUsedToTheWattHour()
    {
        // 20 kW, and no allocation. A start needs 156 Wh and a minute at 50 kW, 834 Wh.
        var waiting = new SupplySituation { IsInSession = true };
        waiting.Ledger.Current.AllocatedWh = 0;
        waiting.Ledger.Current.LivePermille = 500;
        for (int i = 0; i < 12; i++)
        {
            waiting.Measure(40_000);
            Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)waiting.Judge(), "not offered long enough");
            waiting.Wait(5_000);
            waiting.Read();
        }

        waiting.Measure(40_000);
        Check.That(waiting.Live.IsOffered, "offered after a minute");
        Check.Is(333, waiting.Ledger.Current.LiveWh, "20 kW for a minute");
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)waiting.Judge(), "not worth a start");
        while (waiting.Ledger.Current.LiveWh < waiting.Rule.LiveStartNeedWh)
        {
            Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)waiting.Judge(), "not yet worth a start");
            waiting.Wait(1_000);
            waiting.Read();
            waiting.Measure(40_000);
        }

        Check.Is(990, waiting.Rule.LiveStartNeedWh, "156 and 834 Wh");
        Check.Is((int)SupplyVerdict.Allowed, (int)waiting.Judge(), "worth a start");
        waiting.IsDelivering = true;
        waiting.Rule.UnbookedWh = waiting.Ledger.Current.LiveWh - 86;
        Check.Is((int)SupplyVerdict.Allowed, (int)waiting.Judge(), "exactly the reserve");
        waiting.Rule.UnbookedWh++;
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)waiting.Judge(), "one less");
    }

    [TestMethod]
    public void AnAllocationThatSuffices_AsksForNoLiveSupply()
    {
        var situation = new SupplySituation { IsInSession = true, IsDelivering = true };
        situation.Ledger.Current.LivePermille = 500;
        Check.Is((int)SupplyVerdict.Allowed, (int)situation.Judge(), "nothing measured");
        situation.Ledger.Current.RestoreLive(1_000);
        situation.Ledger.Cover(60_000 + 1_000 - 86);
        Check.Is((int)SupplyVerdict.Allowed, (int)situation.Judge(), "live supply counts as used first");
        situation.Ledger.Cover(1);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)situation.Judge(), "the rest would be live");
        situation.Ledger.Current.RestoreLive(2_000);
        Check.Is((int)SupplyVerdict.Allowed, (int)situation.Judge(), "what live supply has freed is allocation again");
    }
}
