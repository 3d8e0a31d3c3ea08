using ChargePointFw.Benchmarks.Enforcement;
using ChargePointFw.Control;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>The enforcement benchmark, small: no promise is broken, and a firmware that breaks one is found out.</summary>
[TestClass]
public class EnforcementTests
{
    private const int Stops = 30;

    [TestMethod]
    public void EveryStop_KeepsWhatIsStated()
    {
        EnforcementRun run = EnforcementRun.Play(1, Stops);

        Assert.AreEqual(string.Empty, string.Join('\n', run.Violations));
        Assert.HasCount(StopCauses.All.Count * EnforcementRun.ResolutionsWh.Count, run.Rows);
        foreach (StopRow row in run.Rows)
        {
            Assert.HasCount(Stops, row.Stops, row.Cause.Name);
        }
    }

    [TestMethod]
    public void ADayWithClouds_SwitchesWithinTheBudgetAndUsesTheSun()
    {
        CloudyDay day = CloudyDay.Play(1);
        Console.WriteLine(day.KeyFigures);
        Assert.IsTrue(day.IsKept, day.KeyFigures);
        Assert.IsGreaterThan(0, day.Closures);
        Assert.IsGreaterThan(day.Closures * 5, day.ClosuresOfASwitch);
    }

    [TestMethod]
    public void TheSameSeed_GivesTheSameFigures() =>
        Assert.AreEqual(Printed(EnforcementRun.Play(7, 3)), Printed(EnforcementRun.Play(7, 3)));

    [TestMethod]
    public void AFirmwareWithoutReserve_IsFoundUncovered()
    {
        EnforcementRun run = EnforcementRun.Play(1, Stops, resolutionWh =>
        {
            ChargePointSettings settings = EnforcementRun.Stated(resolutionWh);
            settings.RampMs = 0;
            settings.ForceOpenMs = 0;
            settings.MaximumStallMs = 0;
            return settings;
        });

        AssertFound(run, "uncovered");
        AssertFound(run, "steps from the cause");
        Assert.Contains("verdict=VIOLATION", EnforcementReport.KeyFigures(run));
    }

    [TestMethod]
    public void AFirmwareThatStopsFarTooEarly_IsFoundWasting()
    {
        EnforcementRun run = EnforcementRun.Play(1, Stops, resolutionWh =>
        {
            ChargePointSettings settings = EnforcementRun.Stated(resolutionWh);
            settings.MaximumStallMs = 8_000;
            return settings;
        });

        AssertFound(run, "Wh unused");
        Assert.IsGreaterThan(0, run.Rows.Sum(row => row.UnusedOverReserve));
    }

    [TestMethod]
    public void AFirmwareThatTrustsAReadingTooLong_IsFoundLate()
    {
        EnforcementRun run = EnforcementRun.Play(1, Stops, resolutionWh =>
        {
            ChargePointSettings settings = EnforcementRun.Stated(resolutionWh);
            settings.MeterMaximumAgeMs += settings.StepMs;
            return settings;
        });

        AssertFound(run, "meter silent, 1 Wh, stop 0: 2 steps");
    }

    [TestMethod]
    public void AFirmwareThatNeverStarts_IsNotRight()
    {
        EnforcementRun run = EnforcementRun.Play(1, 1, resolutionWh =>
        {
            ChargePointSettings settings = EnforcementRun.Stated(resolutionWh);
            settings.MinimumStartWh = Situation.PlentyWh;
            return settings;
        });

        AssertFound(run, "never charged");
    }

    private static void AssertFound(EnforcementRun run, string what) =>
        Assert.IsTrue(run.Violations.Any(violation => violation.Contains(what, StringComparison.Ordinal)), "nobody found: " + what);

    private static string Printed(EnforcementRun run)
    {
        using var text = new StringWriter();
        EnforcementReport.Print(run, text);
        return text.ToString();
    }
}
