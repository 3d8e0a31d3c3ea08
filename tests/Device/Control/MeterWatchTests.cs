using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Readings that may count and readings that cannot be.</summary>
[TestClass]
public class MeterWatchTests
{
    [TestMethod]
    public void TheFirstReading_CountsWhateverItSays()
    {
        MeterWatch watch = Trusted();
        Check.That(!watch.HasReading && !watch.IsFresh(0), "none yet");
        Check.That(!watch.Take(new MeterReading()), "a meter that was never read");
        Check.That(watch.Take(Reading(0, 1L << 39)), "first");
        Check.That(watch.HasReading && !watch.IsImplausible, "counts");
        Check.Is(1L << 39, watch.RegisterWh, "register");
        Check.Is(-1, watch.PreviousReadAtMs, "no reading before");
    }

    // Gain in Wh one second after 1000 Wh; 50 kW and a tenth are 15 Wh, two steps of 1 Wh and one to spare.
    [TestMethod]
    [DataRow(0, true)]
    [DataRow(1, true)]
    [DataRow(18, true)]
    [DataRow(19, false)]
    [DataRow(1_000_000, false)]
    [DataRow(-1, true)]
    [DataRow(-2, false)]
    [DataRow(-1_000, false)]
    public void ASecondLater_TheRegisterMayGainWhatTheChargerCanDeliver(int gainWh, bool counts)
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(1_000, 1_000));
        Check.That(watch.Take(Reading(2_000, 1_000 + gainWh)) == counts, "taken");
        Check.That(watch.IsImplausible == !counts, "implausible");
        Check.Is(counts && gainWh > 0 ? 1_000 + gainWh : 1_000, watch.RegisterWh, "register");
    }

    // What may be gained over a silence: full power and a tenth while the contactor was closed and for the 11.1 s that a stop
    // and an old reading take, two steps of 1 Wh and one to spare.
    [TestMethod]
    [DataRow(10_000, 0, 155)]
    [DataRow(11_100, 0, 172)]
    [DataRow(60_000, 0, 172)]
    [DataRow(3_600_000, 0, 172)]
    [DataRow(3_600_000, 5_000, 248)]
    [DataRow(3_600_000, 60_000, 1_089)]
    [DataRow(60_000, 60_000, 919)]
    public void AfterASilence_TheTimeWithAClosedContactorCounts(int silenceMs, int closedMs, int mostWh)
    {
        Check.That(AfterSilence(silenceMs, closedMs, mostWh), "the most");
        Check.That(!AfterSilence(silenceMs, closedMs, mostWh + 1), "one more");
    }

    [TestMethod]
    [DataRow(-51, true)]
    [DataRow(-50, false)]
    [DataRow(0, false)]
    public void NegativePower_IsNoReadingAndTwiceIsReversed(int powerW, bool isNegative)
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(1_000, 1_000));
        for (int second = 2; second < 4; second++)
        {
            MeterReading reading = Reading(second * 1_000, 1_000);
            reading.PowerW = powerW;
            Check.That(!watch.IsReversed, "not yet");
            Check.That(watch.Take(reading) != isNegative, "taken");
            Check.That(watch.IsImplausible == isNegative, "implausible");
        }

        Check.That(watch.IsReversed == isNegative, "reversed");
        watch.Take(Reading(5_000, 1_000));
        Check.That(watch.IsReversed == isNegative && !watch.IsImplausible, "which an open contactor does not heal");
    }

    // What was believed, what the register shows then, and what that means, by a modulus of 1,000 kWh.
    [TestMethod]
    [DataRow(999_990, 5, 1_000_005)]
    [DataRow(999_990, 999_999, 999_999)]
    [DataRow(1_000_000, 999_999, 1_000_000)] // trembles at the turn
    [DataRow(4_999_999, 2, 5_000_002)]
    [DataRow(5_000_002, 999_990, -1)] // falls
    [DataRow(999_990, 300, -1)] // leaps
    public void ARegisterThatComesRound_CountsOn(int believedWh, int shownWh, int expectedWh)
    {
        var watch = new MeterWatch(new ChargePointSettings { MeterRolloverWh = 1_000_000 });
        watch.Resume(believedWh, null);
        watch.Take(Reading(1_000, believedWh % 1_000_000));
        watch.Trust(believedWh);
        Check.Is(believedWh, watch.RegisterWh, "before");
        Check.That(watch.Take(Reading(3_000, shownWh)) == (expectedWh >= 0), "taken");
        Check.Is(expectedWh >= 0 ? expectedWh : believedWh, watch.RegisterWh, "register");
    }

    [TestMethod]
    public void AJumpBackAndForth_HealsWithTheNextGoodReading()
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(1_000, 1_000));
        watch.Take(Reading(2_000, 998));
        Check.That(watch.IsImplausible, "back by two");
        watch.Take(Reading(2_000, 998));
        Check.That(watch.IsImplausible, "the same again");
        Check.That(watch.Take(Reading(3_000, 1_001)), "good again");
        Check.That(!watch.IsImplausible, "heals");
        Check.Is(1_000, watch.PreviousReadAtMs, "the bad one never was");
    }

    [TestMethod]
    public void BeforeAnythingRestsOnThem_ReadingsMustAgree()
    {
        var watch = new MeterWatch(new ChargePointSettings());
        watch.Take(Reading(1_000, 7_000));
        watch.Take(Reading(2_000, 7_001));
        Check.Is(1_000, watch.AgreeingMs, "two that agree");
        Check.That(watch.Take(Reading(3_000, 1_000)) && !watch.IsImplausible, "another is as good");
        Check.Is(0, watch.AgreeingMs, "but agrees with nothing yet");
        Check.Is(1_000, watch.RegisterWh, "register");
        Check.Is(-1, watch.PreviousReadAtMs, "nothing before it counts");
        watch.Trust(1_000);
        Check.That(!watch.Take(Reading(4_000, 7_002)) && watch.IsImplausible, "no longer");
    }

    [TestMethod]
    public void TheSameReadingAgain_IsNoNewOne()
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(1_000, 1_000));
        Check.That(!watch.Take(Reading(1_000, 1_005)), "not taken");
        Check.Is(1_000, watch.RegisterWh, "register");
        Check.That(!watch.IsImplausible, "and no trouble");
    }

    [TestMethod]
    public void AReadingFromThePast_IsImplausible()
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(5_000, 1_000));
        Check.That(!watch.Take(Reading(4_000, 1_000)) && watch.IsImplausible, "refused");
    }

    [TestMethod]
    public void AReading_IsFreshForFiveSecondsToTheMillisecond()
    {
        MeterWatch watch = Trusted();
        watch.Take(Reading(1_000, 1_000));
        Check.That(watch.IsFresh(6_000), "5.000 s");
        Check.That(!watch.IsFresh(6_001), "5.001 s");
        Check.Is(5_001, watch.AgeMs(6_001), "age");
    }

    [TestMethod]
    public void AnotherMetersReading_NeverBecomesEnergy()
    {
        MeterWatch watch = Trusted();
        MeterReading first = Reading(1_000, 1_000);
        first.Serial = "A1";
        watch.Take(first);
        MeterReading other = Reading(61_000, 1_200);
        other.Serial = "B2";
        Check.That(!watch.Take(other) && watch.IsImplausible, "another serial, although the register fits");
        MeterReading silent = Reading(62_000, 1_001);
        Check.That(watch.Take(silent), "a reading that tells no serial");
        MeterReading same = Reading(63_000, 1_002);
        same.Serial = "A" + 1.ToString();
        Check.That(watch.Take(same), "the same serial");
    }

    // The contactor closed for so long at the beginning of the silence.
    private static bool AfterSilence(int silenceMs, int closedMs, int gainWh)
    {
        MeterWatch watch = Trusted();
        watch.Pass(1_000);
        watch.Take(Reading(1_000, 1_000));
        watch.Leave(closedMs > 0);
        watch.Pass(1_000 + closedMs);
        watch.Leave(false);
        watch.Pass(1_000 + silenceMs);
        return watch.Take(Reading(1_000 + silenceMs, 1_000 + gainWh));
    }

    private static MeterWatch Trusted()
    {
        var watch = new MeterWatch(new ChargePointSettings());
        watch.Trust(0);
        return watch;
    }

    private static MeterReading Reading(long atMs, long registerWh) => new MeterReading { ReadAtMs = atMs, RegisterWh = registerWh };
}
