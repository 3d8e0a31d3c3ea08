// The S0 filter's table, walked completely against another statement of the same rule.
using ChargePointFw.Drivers.Pulse;

namespace ChargePointFw.Serial.Tests.Pulse;

[TestClass]
public class PulseFilterTests
{
    private const int SettleMs = 15;

    // Every sequence of six edges and looks, each a millisecond too early or just in time.
    [TestMethod]
    public void EveryRow_IsWhatTheRunsOfTheLevelSay()
    {
        var rows = new HashSet<int>();
        for (var sequence = 0; sequence < 1 << 12; sequence++)
        {
            var filter = new PulseFilter(SettleMs);
            var story = new List<(long AtMs, bool IsOn)> { (0, false) };
            long pulses = 0;
            long nowMs = 0;
            for (var i = 0; i < 6; i++)
            {
                nowMs += (sequence >> (2 * i) & 2) != 0 ? SettleMs : SettleMs - 1;
                var isOn = (sequence >> (2 * i) & 1) != 0;
                rows.Add(Row(filter, nowMs, isOn));
                pulses += filter.Take(isOn, nowMs) ? 1 : 0;
                story.Add((nowMs, isOn));
                Assert.AreEqual(Pulses(story), pulses, $"sequence {sequence}, event {i}");
            }
        }
        Assert.HasCount(16, rows);
    }

    [TestMethod]
    [DataRow(30, 30, 0, 1)]
    [DataRow(30, 30, 4, 1)]
    [DataRow(15, 15, 0, 1)]
    [DataRow(14, 100, 0, 0)]
    [DataRow(1, 1, 0, 0)]
    public void APulseWithBounce_CountsOnce(int onMs, int offMs, int bounceMs, int each)
    {
        var filter = new PulseFilter(SettleMs);
        long nowMs = 1_000;
        var pulses = 0;
        for (var i = 0; i < 1_000; i++)
        {
            foreach (var level in (bool[])[true, false])
            {
                var edgeMs = nowMs;
                for (; nowMs < edgeMs + bounceMs; nowMs++)
                    pulses += filter.Take((nowMs - edgeMs) % 2 == 0 == level, nowMs) ? 1 : 0;
                pulses += filter.Take(level, nowMs) ? 1 : 0;
                nowMs = edgeMs + (level ? onMs : offMs);
            }
        }
        pulses += filter.Take(false, nowMs) ? 1 : 0;
        Assert.AreEqual(1_000 * each, pulses);
    }

    // The level that counts turns where a run has lasted long enough; each turn to on is a pulse.
    private static long Pulses(List<(long AtMs, bool IsOn)> story)
    {
        long pulses = 0;
        var counts = false;
        var start = 0;
        for (var i = 1; i < story.Count; i++)
        {
            if (story[i].AtMs - story[start].AtMs >= SettleMs && story[start].IsOn != counts)
            {
                counts = !counts;
                pulses += counts ? 1 : 0;
            }
            start = story[i].IsOn == story[start].IsOn ? start : i;
        }
        return pulses;
    }

    private static int Row(PulseFilter filter, long nowMs, bool isOn) =>
        (filter.IsOn ? 8 : 0) | (filter.IsOnAtInput ? 4 : 0) | (nowMs - filter.ChangedAtMs >= SettleMs ? 2 : 0) | (isOn ? 1 : 0);
}
