// No input may change without a step being made: every field of the inputs, by name.
using System.Reflection;
using ChargePointFw.Control;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Properties;

[TestClass]
public sealed class SteadyInputsTests
{
    private const int StepMs = 100;
    private const long Never = long.MaxValue;

    // What the step itself fills in, and what means nothing unless another field changes with it.
    private static readonly string[] without =
    [
        nameof(Inputs.ClockQuality), nameof(Inputs.Faults), nameof(Inputs.Fault), nameof(Inputs.IsTooHot),
        nameof(Inputs.SurplusW), nameof(Inputs.RefusedKind), nameof(Inputs.RefusedVersion),
    ];

    [TestMethod]
    public void EveryField_ThatChanges_MakesAStep()
    {
        var seen = 0;
        foreach (FieldInfo field in typeof(Inputs).GetFields().Where(one => one.Name != nameof(Inputs.Meter) && !without.Contains(one.Name)))
        {
            Inputs inputs = Usual();
            SteadyInputs steady = Kept(inputs);
            Assert.IsTrue(steady.Hold(inputs, Never), field.Name);
            Change(field, inputs);
            Assert.IsFalse(steady.Hold(inputs, Never), field.Name);
            seen++;
        }

        foreach (FieldInfo field in typeof(MeterReading).GetFields())
        {
            Inputs inputs = Usual();
            SteadyInputs steady = Kept(inputs);
            Change(field, inputs.Meter);
            Assert.IsFalse(steady.Hold(inputs, Never), "meter's " + field.Name);
            seen++;
        }

        Assert.IsGreaterThan(25, seen);
    }

    [TestMethod]
    public void Time_MakesAStep_WhenTheLastOneNamedIt_AndOnceASecond()
    {
        Inputs inputs = Usual();
        var steady = new SteadyInputs(StepMs);
        Assert.IsFalse(steady.Hold(inputs, Never), "none was made yet");
        steady.Keep(inputs);
        Pass(inputs, 300);
        Assert.IsTrue(steady.Hold(inputs, inputs.NowMs + StepMs + 1));
        Assert.IsFalse(steady.Hold(inputs, inputs.NowMs + StepMs), "the last tick before");
        Pass(inputs, 699);
        Assert.IsTrue(steady.Hold(inputs, Never));
        Pass(inputs, 1);
        Assert.IsFalse(steady.Hold(inputs, Never), "a second");
        steady.Keep(inputs);
        Assert.IsTrue(steady.Hold(inputs, Never));
        steady.Forget();
        Assert.IsFalse(steady.Hold(inputs, Never), "a step failed");
    }

    private static SteadyInputs Kept(Inputs inputs)
    {
        var steady = new SteadyInputs(StepMs);
        steady.Keep(inputs);
        Pass(inputs, StepMs);
        return steady;
    }

    private static void Pass(Inputs inputs, int ms)
    {
        inputs.NowMs += ms;
        inputs.UtcMs += ms;
    }

    private static Inputs Usual() => new()
    {
        NowMs = 5_000,
        UtcMs = 1_775_001_600_000,
        ClaimedClockQuality = ClockQuality.Synchronised,
        Plan = new SupplyPlan(),
        Tokens = new TokenList(),
    };

    private static void Change(FieldInfo field, object of) => field.SetValue(of, field.GetValue(of) switch
    {
        bool value => !value,
        int value => value + 1,
        long value => value + (field.Name is nameof(Inputs.NowMs) or nameof(Inputs.UtcMs) ? 50 : 1),
        ClockQuality => ClockQuality.Unknown,
        FaultCode => FaultCode.Stalled,
        SecurityEventKind => SecurityEventKind.Expired,
        SupplyPlan => new SupplyPlan(),
        TokenList => new TokenList(),
        null when field.FieldType == typeof(string) => "M-1",
        object other => throw new NotSupportedException($"{field.Name} is a {other.GetType()}: say how it changes."),
        null => throw new NotSupportedException(field.Name),
    });
}
