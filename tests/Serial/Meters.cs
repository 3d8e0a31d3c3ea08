// The device's own master and drivers on one end of the wire.
using System.Diagnostics;
using ChargePointFw.Drivers.Serial;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Hal.Host;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;

namespace ChargePointFw.Serial.Tests;

internal sealed class Meters
{
    private const int StepMs = 20;
    private readonly SystemClock _clock = new();
    private readonly RegisterMeter _meter;
    private readonly ModbusSurplusMeter? _surplusMeter;

    public Meters(Wire wire, string kind, string? surplusKind = null)
    {
        var lines = new SerialLines();
        lines.Connect("COM2", wire.Master.Device);
        using var wired = lines.Use();
        Bus = new ModbusMaster(Rs485Line.Open("COM2", 9600, "none"), _clock, 9600);
        _meter = new RegisterMeter(Bus, _clock, Unit, MeterProfiles.Find(kind));
        _surplusMeter = surplusKind == null ? null : new ModbusSurplusMeter(Bus, _clock, SurplusUnit, MeterProfiles.Find(surplusKind));
    }

    public ModbusMaster Bus { get; }

    public ModbusUnit Unit { get; } = new(1);

    public ModbusUnit SurplusUnit { get; } = new(2);

    public MeterReading Reading { get; } = new();

    public SurplusReading Surplus { get; } = new();

    public long AgeMs => _clock.UptimeMs - Reading.ReadAtMs;

    public long SurplusAgeMs => _clock.UptimeMs - Surplus.MeasuredMs;

    /// <summary>A reading that is younger than a poll and a half is there.</summary>
    public bool IsFresh => Reading.ReadAtMs >= 0 && AgeMs < 1_500;

    public bool IsSurplusFresh => Surplus.MeasuredMs >= 0 && SurplusAgeMs < 1_500;

    /// <summary>Polls as the control thread does, until it is so; a failure says what was waited for.</summary>
    public void Until(string what, Func<bool> isSo, int withinMs = 20_000)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.IsTrue(watch.ElapsedMilliseconds < withinMs,
                $"{what}: not within {withinMs} ms. Unit 1: {Counters(Unit)}; unit 2: {Counters(SurplusUnit)}; age {AgeMs} ms, surplus {SurplusAgeMs} ms");
            Step();
        }
    }

    /// <summary>Polls so long.</summary>
    public void For(int ms)
    {
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < ms)
            Step();
    }

    private void Step()
    {
        _meter.Read(Reading);
        _surplusMeter?.Read(Surplus);
        Thread.Sleep(StepMs);
    }

    private static string Counters(ModbusUnit unit) =>
        $"{unit.Trouble}, answers {unit.Answers}, time-outs {unit.TimeOuts}, check sums {unit.WrongChecksums}, frames {unit.WrongFrames}, " +
        $"foreign {unit.ForeignAnswers}, exceptions {unit.Exceptions}, late bytes {unit.LateBytes}";
}
