// The pilot's decision table, its levels and its duty, against IEC 61851-1 written down once more.
using ChargePointFw.Pilot;

namespace ChargePointFw.Boards.Tests.Pilot;

[TestClass]
public sealed class PilotTableTests
{
    // offer, volts of the positive half wave, negative half wave -12 V: state, and of an error what is wrong.
    private const string Expected = """
        Unavailable 12 no  E Generator
        Unavailable 12 yes E Generator
        Unavailable 9  no  E Generator
        Unavailable 9  yes E Generator
        Unavailable 6  no  E Generator
        Unavailable 6  yes E Generator
        Unavailable 3  no  E Generator
        Unavailable 3  yes E Generator
        Unavailable 0  no  E ShortCircuit
        Unavailable 0  yes F F
        Nothing     12 no  A A
        Nothing     12 yes E Generator
        Nothing     9  no  B B
        Nothing     9  yes E Generator
        Nothing     6  no  C C
        Nothing     6  yes E Generator
        Nothing     3  no  D D
        Nothing     3  yes E Generator
        Nothing     0  no  E ShortCircuit
        Nothing     0  yes E Generator
        Current     12 no  E Generator
        Current     12 yes A A
        Current     9  no  E NoDiode
        Current     9  yes B B
        Current     6  no  E NoDiode
        Current     6  yes C C
        Current     3  no  E NoDiode
        Current     3  yes D D
        Current     0  no  E ShortCircuit
        Current     0  yes E Generator
        """;

    private static readonly int[] s_volts = [12, 9, 6, 3, 0];

    [TestMethod]
    public void EveryRow_IsAsTheStandardHasIt()
    {
        var rows = Expected.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var walked = 0;
        foreach (var offer in Enum.GetValues<PilotOffer>())
        {
            foreach (var volts in s_volts)
            {
                foreach (var isWhole in new[] { false, true })
                {
                    string[] key = [offer.ToString(), $"{volts}", isWhole ? "yes" : "no"];
                    var row = rows.Single(candidate => candidate.AsSpan(0, 3).SequenceEqual(key));
                    var finding = PilotTable.Find(offer, PilotTable.LevelOf(-1, volts * 1_000), isWhole);
                    Assert.AreEqual(row[4], finding.ToString(), string.Join(' ', row));
                    Assert.AreEqual(row[3], PilotTable.StateOf(finding).ToString(), string.Join(' ', row));
                    walked++;
                }
            }
        }
        Assert.AreEqual(rows.Count, walked, "and there are no more");
    }

    [TestMethod]
    public void EveryFinding_BelongsToAState()
    {
        var states = Enum.GetValues<PilotFinding>().Select(PilotTable.StateOf).Distinct().Order().ToArray();
        CollectionAssert.AreEqual(Enum.GetValues<PilotState>(), states, "all six are reached");
    }

    // From every level to every voltage: the borders 10.5, 7.5, 4.5 and 1.5 V, 0.3 V later when one comes from there.
    [TestMethod]
    public void EveryLevel_HoldsOnByItsHysteresis()
    {
        double[] borders = [10.5, 7.5, 4.5, 1.5];
        for (var former = -1; former < PilotTable.Levels; former++)
        {
            for (var mv = 0; mv <= 13_000; mv += 10)
            {
                var level = borders.TakeWhile((border, index) => mv / 1_000.0 < border + (former < 0 ? 0 : former <= index ? -0.3 : 0.3) + (former > index ? 1e-9 : 0)).Count();
                Assert.AreEqual(level, PilotTable.LevelOf(former, mv), $"{mv} mV from level {former}");
            }
        }
    }

    [TestMethod]
    [DataRow(false, 10_799, false)]
    [DataRow(false, 10_800, true)]
    [DataRow(true, 10_200, true)]
    [DataRow(true, 10_199, false)]
    [DataRow(true, 8_980, false, DisplayName = "a vehicle without its diode")]
    public void TheNegativeHalfWave_HoldsOnToo(bool wasWhole, int mv, bool isWhole) =>
        Assert.AreEqual(isWhole, PilotTable.IsNegativeWhole(wasWhole, mv));

    // IEC 61851-1 table A.7: current and duty in percent.
    [TestMethod]
    [DataRow(6, 10.0)]
    [DataRow(10, 16.66)]
    [DataRow(13, 21.66)]
    [DataRow(16, 26.66)]
    [DataRow(20, 33.33)]
    [DataRow(32, 53.33)]
    [DataRow(48, 80.0)]
    [DataRow(51, 85.0)]
    [DataRow(52, 85.0)]
    [DataRow(53, 85.2)]
    [DataRow(63, 89.2)]
    [DataRow(70, 92.0)]
    [DataRow(80, 96.0)]
    public void ACurrent_HasItsDuty(int currentA, double percent) =>
        Assert.AreEqual((int)Math.Round(percent * 100), PilotDuty.TenThousandths(currentA));

    // Table A.8: what a vehicle may take.
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(2.9, 0.0)]
    [DataRow(5.0, 0.0, DisplayName = "digital communication")]
    [DataRow(7.9, 0.0)]
    [DataRow(8.0, 6.0)]
    [DataRow(9.9, 6.0)]
    [DataRow(10.0, 6.0)]
    [DataRow(50.0, 30.0)]
    [DataRow(85.0, 51.0)]
    [DataRow(85.2, 53.0)]
    [DataRow(90.0, 65.0)]
    [DataRow(96.0, 80.0)]
    [DataRow(97.0, 80.0)]
    [DataRow(97.1, 0.0)]
    [DataRow(100.0, 0.0)]
    public void ADuty_AllowsItsCurrent(double percent, double currentA) =>
        Assert.AreEqual((int)Math.Round(currentA * 10), PilotDuty.AllowedDeciamperes((int)Math.Round(percent * 100)));

    [TestMethod]
    public void NoLimit_IsEverExceeded_AndLittleIsLost()
    {
        for (var currentA = PilotDuty.LeastA; currentA <= PilotDuty.MostA; currentA++)
        {
            var allowed = PilotDuty.AllowedDeciamperes(PilotDuty.TenThousandths(currentA));
            Assert.IsLessThanOrEqualTo(currentA * 10, allowed, $"{currentA} A");
            Assert.IsGreaterThanOrEqualTo((currentA * 10) - (currentA == 52 ? 10 : 1), allowed, $"{currentA} A");
        }
    }
}
