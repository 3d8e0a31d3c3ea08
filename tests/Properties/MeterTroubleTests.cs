using ChargePointFw.Control;
using ChargePointFw.Properties.Worlds;
using ChargePointFw.Records;
using ChargePointFw.Simulator.Faults;

namespace ChargePointFw.Properties;

/// <summary>
/// Whatever a meter does (silence, NaN and infinities, floats too coarse, a register that stands still, trembles, leaps, falls or
/// is 0, another meter): session energies telescope, are never negative and never above full power times time.
/// </summary>
[TestClass]
public sealed class MeterTroubleTests
{
    [TestMethod]
    public void SessionEnergies_Telescope_AreNeverNegative_AndNeverAboveFullPowerTimesTime() =>
        Seeds.Check(Sites.WithMeterTroubles, Sites.Shrink, 300, MustBeBounded);

    // A kind that the random ones happen not to meet in a charge would prove nothing.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void EachKind_InTheMiddleOfACharge(MeterTrouble trouble)
    {
        var site = new Site(5, 1, 30, [60_000, 60_000], [Member(60_000, 55 * 60_000)], [])
        {
            MeterTroubles = [(10 * 60_000, 13 * 60_000, trouble), (30 * 60_000, (30 * 60_000) + 4_000, trouble)],
        };
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        MustBeBounded(site, rig);
        bool isHarmless = trouble == MeterTrouble.Trembles;
        bool goesOn = rig.Closures == 1 && rig.Records.First(one => one.Record.Type == RecordType.SessionEnded).Record.StoppedReason != StoppedReason.Other;
        Assert.AreEqual(isHarmless, goesOn, $"{trouble} has no effect, or one where it should not: {rig.Closures} closures");
    }

    public static IEnumerable<MeterTrouble> Kinds => Enum.GetValues<MeterTrouble>()[1..];

    private static Simulator.World.Visit Member(long fromMs, long untilMs) =>
        new(Site.Name, "member-1", true, Site.StartUtcMs + fromMs, Site.StartUtcMs + untilMs, 60_000, 30_000);

    private static void MustBeBounded(Site site)
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        MustBeBounded(site, rig);
    }

    private static void MustBeBounded(Site site, Rig rig)
    {
        var settings = new ChargePointSettings { MaximumPowerW = Site.MaximumPowerW, MeterResolutionWh = site.ResolutionWh };
        string story = site + Environment.NewLine + string.Join(Environment.NewLine, rig.Records);
        long registerWh = 0;
        long startedUtcMs = 0;
        long sessionWh = 0;
        foreach (Record record in rig.Records.Select(one => one.Record))
        {
            bool isEnergy = record.SessionNumber > 0 && record.Type != RecordType.Boot;
            bool follows = record.Type is RecordType.IdleEnergy or RecordType.MeterBaseline;
            Assert.IsTrue(!follows || record.PreviousRegisterWh == registerWh, $"record {record.Number} does not follow from {registerWh} Wh. {story}");
            Assert.IsTrue(!isEnergy || record.RegisterWh == registerWh + record.EnergyWh, $"record {record.Number} does not telescope. {story}");
            Assert.IsGreaterThanOrEqualTo(0, record.EnergyWh, $"record {record.Number}. {story}");
            registerWh = isEnergy || follows ? record.RegisterWh : registerWh;
            bool starts = record.Type == RecordType.SessionStarted;
            startedUtcMs = starts ? record.UtcMs : startedUtcMs;
            sessionWh = starts ? 0 : sessionWh + (isEnergy ? record.EnergyWh : 0);
            if (record.Type == RecordType.SessionEnded)
            {
                long mostWh = settings.MostWh(record.UtcMs - startedUtcMs + settings.MeterMaximumAgeMs);
                Assert.IsLessThanOrEqualTo(mostWh, sessionWh, $"session {record.SessionNumber}, Wh. {story}");
            }
        }

        // Also of the time in which current could flow: the contactor's, and for each closing a stop's with the oldest reading.
        long closedMs = 0;
        for (int i = 0; i < rig.Contactor.Count; i++)
        {
            long untilUtcMs = i + 1 < rig.Contactor.Count ? rig.Contactor[i + 1].UtcMs : site.EndUtcMs;
            closedMs += rig.Contactor[i].IsClosed ? untilUtcMs - rig.Contactor[i].UtcMs : 0;
        }

        long flowMs = closedMs + ((rig.Closures + 1) * (settings.StopLeadMs + settings.MeterMaximumAgeMs));
        long readings = rig.Closures + site.MeterTroubles.Length + 1; // each may hide two steps of the register
        long boundWh = settings.MostWh(flowMs) + (readings * 2 * site.ResolutionWh);
        Assert.IsLessThanOrEqualTo(boundWh, rig.Records.Sum(one => (long)one.Record.EnergyWh), $"all of it, Wh. {story}");
    }
}
