using System.Globalization;

namespace ChargePointFw.Checker.Tests;

/// <summary>The sample files are what their README says.</summary>
[TestClass]
public sealed class SamplesTests
{
    private const long HalfHourMs = 1_800_000;
    private static readonly long FirstUtcMs = Utc("2026-03-31T15:00:00Z");

    [TestMethod]
    public void Supply_HasItsPeakAndNightsWithNothing()
    {
        SupplyTruth supply = SupplyTruth.FromOperatorsCsv("samples/supply.csv", 90_000);
        long[] halfHours = [.. Enumerable.Range(0, 96).Select(i => supply.EnergyWh(FirstUtcMs + (i * HalfHourMs)))];
        Assert.AreEqual(45_000L, halfHours.Max());
        Assert.HasCount(8, halfHours[..10].Where(wh => wh == 0));
        Assert.HasCount(7, halfHours[48..58].Where(wh => wh == 0));
        Assert.IsTrue(halfHours[10..48].All(wh => wh > 5_000));
        Assert.AreEqual(0L, supply.EnergyWh(FirstUtcMs + (8 * 48 * HalfHourMs)));
    }

    [TestMethod]
    public void Sessions_AreInTheWeekAndNeverTwoAtOneChargePoint()
    {
        string[] lines = File.ReadAllLines("samples/sessions.csv");
        Assert.AreEqual("charge_point,token,programme,plug_in_utc,unplug_utc,energy_wh,max_power_w", lines[0]);
        var truth = new Truth();
        foreach (string[] row in lines.Skip(1).Select(line => line.Split(',')))
        {
            truth.PluggedIn(row[0], Utc(row[3]), row[1], row[2] == "zesp3");
            truth.Unplugged(row[0], Utc(row[4]));
            Assert.IsTrue(Utc(row[3]) >= FirstUtcMs && Utc(row[3]) < Utc(row[4]) && Utc(row[4]) < FirstUtcMs + (7 * 48 * HalfHourMs));
            Assert.IsTrue(int.Parse(row[5], CultureInfo.InvariantCulture) is >= 4_000 and <= 45_000);
            Assert.IsTrue(int.Parse(row[6], CultureInfo.InvariantCulture) is >= 20_000 and <= 50_000);
        }

        Assert.HasCount(1 + (7 * 18), lines);
    }

    private static long Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
