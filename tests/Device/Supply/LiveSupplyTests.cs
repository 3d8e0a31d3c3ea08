using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

/// <summary>What a measured surplus is credited, and when a charge may begin on it.</summary>
[TestClass]
public class LiveSupplyTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long HalfHour = World.HalfHourMs;

    // Surplus before and after (W), time between (s), share (thousandths): credited Wh.
    [TestMethod]
    [DataRow(36_000, 36_000, 10, 1_000, 100)]
    [DataRow(36_000, 36_000, 10, 250, 25)]
    [DataRow(36_000, 7_200, 10, 1_000, 20)]
    [DataRow(7_200, 36_000, 10, 1_000, 20)]
    [DataRow(0, 36_000, 10, 1_000, 0)]
    [DataRow(36_000, -5, 10, 1_000, 0)]
    [DataRow(36_000, 36_000, 11, 1_000, 0)]
    [DataRow(36_000, 36_000, 10, 0, 0)]
    [DataRow(20_000_000, 20_000_000, 9, 1_000, 25_000)]
    public void BetweenTwoMeasurements_TheLowerOneIsCredited(int beforeW, int afterW, int seconds, int livePermille, int expectedWh)
    {
        var sun = new Sun(livePermille);
        sun.Measure(beforeW);
        sun.Wait(seconds * 1_000);
        sun.Measure(afterW);
        Check.Is(expectedWh, sun.Ledger.Current.LiveWh, "credited");
    }

    [TestMethod]
    public void ManySmallCredits_LoseNothing()
    {
        var sun = new Sun(333);
        sun.Measure(1_001);
        for (int i = 0; i < 1_200; i++)
        {
            sun.Wait(1_000);
            sun.Measure(1_001);
        }

        Check.Is(1_001 * 333 * 1_200 / 3_600_000, sun.Ledger.Current.LiveWh, "20 minutes, rounded down once");
        Check.Is(1_200, sun.Ledger.Current.Measurements, "measurements behind it");
    }

    [TestMethod]
    public void AnOlderOneOrOneFromTheFuture_IsNotTaken()
    {
        var sun = new Sun(1_000);
        sun.Measure(36_000);
        sun.Inputs.SurplusMeasuredMs = sun.Inputs.NowMs + 1;
        sun.Step();
        sun.Inputs.SurplusMeasuredMs = sun.Inputs.NowMs - 1;
        sun.Step();
        sun.Wait(10_000);
        sun.Measure(36_000);
        Check.Is(100, sun.Ledger.Current.LiveWh, "as if they had not been");
    }

    [TestMethod]
    public void AtABoundary_EachIntervalGetsItsPart()
    {
        var sun = new Sun(1_000);
        sun.Wait(HalfHour - 4_000);
        sun.Measure(36_000);
        sun.Wait(10_000);
        sun.Enter(true);
        sun.Measure(36_000);
        Check.Is(40, sun.Ledger.Closing.LiveWh, "four seconds before");
        Check.Is(60, sun.Ledger.Current.LiveWh, "six seconds after");
        var late = new Sun(1_000);
        late.Wait(HalfHour - 4_000);
        late.Measure(36_000);
        late.Wait(10_000);
        late.Enter(false);
        late.Measure(36_000);
        Check.Is(0, late.Ledger.Closing.LiveWh, "closed already: too late");
        Check.Is(60, late.Ledger.Current.LiveWh, "six seconds after");
    }

    [TestMethod]
    public void WhatIsOwed_IsPaidFromLiveSupplyToo()
    {
        var sun = new Sun(1_000);
        sun.Ledger.Cover(1_070);
        Check.Is(70, sun.Ledger.ForfeitWh, "owed");
        sun.Measure(36_000);
        sun.Wait(10_000);
        sun.Measure(36_000);
        Check.Is(0, sun.Ledger.ForfeitWh, "paid");
        Check.Is(30, sun.Ledger.Current.RemainingWh, "left");
    }

    [TestMethod]
    public void ACreditOfAnUnknownInterval_IsNone()
    {
        var sun = new Sun(1_000);
        sun.Measure(36_000);
        sun.Wait(10_000);
        sun.Inputs.SurplusW = 36_000;
        sun.Inputs.SurplusMeasuredMs = sun.Inputs.NowMs;
        sun.Live.Step(sun.Inputs, false);
        Check.Is(0, sun.Ledger.Current.LiveWh, "credited");
        Check.That(sun.Live.IsFresh(sun.Inputs.NowMs), "measured all the same");
    }

    // Every 5 s one measurement in 100 W; o: offered after it, .: not. Enable 2,000 W for 20 s, disable 1,000 W for 10 s.
    [TestMethod]
    [DataRow("enough for long enough", "20 20 20 20 20 20", "....oo")]
    [DataRow("a break starts the delay anew", "20 20 20 19 20 20 20 20 20", "........o")]
    [DataRow("between the two it stays as it is", "20 20 20 20 20 10 15 19", "....oooo")]
    [DataRow("too little for long enough", "20 20 20 20 20 9 9 9 9", "....ooo..")]
    [DataRow("a passing cloud", "20 20 20 20 20 0 9 10 9 9 20", "....ooooooo")]
    [DataRow("none at all", "0 0 0 0 0 0 0", ".......")]
    [DataRow("the first after a gap ends the offer", "20 20 20 20 20 - - - 20 20", "....oooo..")]
    public void TheOffer_HasHysteresisAndDelays(string what, string hundredWatts, string expected)
    {
        var sun = new Sun(1_000);
        sun.Settings.LiveEnableDelayMs = 20_000;
        sun.Settings.LiveDisableDelayMs = 10_000;
        string[] measured = hundredWatts.Split(' ');
        string offered = string.Empty;
        for (int i = 0; i < measured.Length; i++)
        {
            sun.Wait(5_000);
            if (measured[i] != "-")
            {
                sun.Measure(int.Parse(measured[i]) * 100);
            }

            offered += sun.Live.IsOffered ? "o" : ".";
        }

        Check.Is(expected, offered, what);
    }

    [TestMethod]
    public void ItIsFresh_UpToItsMaximumAge()
    {
        var sun = new Sun(1_000);
        Check.That(!sun.Live.IsFresh(sun.Inputs.NowMs), "never measured");
        sun.Measure(100);
        sun.Wait(10_000);
        Check.That(sun.Live.IsFresh(sun.Inputs.NowMs), "at its maximum age");
        sun.Wait(1);
        Check.That(!sun.Live.IsFresh(sun.Inputs.NowMs), "and no longer");
        Check.Is(sun.Inputs.NowMs, sun.Live.StaleAtMs, "as it said");
    }

    /// <summary>An interval with 1,000 Wh and a share of the surplus.</summary>
    private sealed class Sun
    {
        public readonly ChargePointSettings Settings = new ChargePointSettings();
        public readonly Inputs Inputs = new Inputs();
        public readonly SupplyLedger Ledger = new SupplyLedger();
        public readonly LiveSupply Live;
        private readonly SupplyPlan plan;

        public Sun(int livePermille)
        {
            Live = new LiveSupply(Settings, Ledger);
            plan = LivePlans.Of(new int[] { 1_000, 1_000 }, livePermille);
            Inputs.NowMs = 5_000;
            Inputs.UtcMs = Midnight;
            Enter(false);
        }

        public void Enter(bool mustClose) => Ledger.Enter(plan, Inputs.UtcMs, Inputs.NowMs, HalfHour, mustClose);

        public void Wait(long ms)
        {
            Inputs.NowMs += ms;
            Inputs.UtcMs += ms;
        }

        public void Measure(int surplusW)
        {
            Inputs.SurplusW = surplusW;
            Inputs.SurplusMeasuredMs = Inputs.NowMs;
            Step();
        }

        public void Step() => Live.Step(Inputs, true);
    }
}
