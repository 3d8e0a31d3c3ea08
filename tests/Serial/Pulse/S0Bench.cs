// A pulse meter, its wire to a virtual pin, and a board that may restart.
using System.Device.Gpio;
using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Hal.Host;
using ChargePointFw.Seams;

namespace ChargePointFw.Serial.Tests.Pulse;

/// <summary>Time in ms; energy in the meter's pulses, each 40 ms with 3 ms of bounce.</summary>
internal sealed class S0Bench : IClock, IDocumentStore
{
    private const int Pin = 5;
    private readonly Dictionary<string, byte[]> documents = [];
    private readonly List<long> saves = [];
    private readonly VirtualPins pins = new();
    private long bootMs;
    private long nowMs = 10_000;

    public S0Bench() => pins.Drive(Pin, PinValue.High);

    public long UptimeMs => nowMs - bootMs;

    public long UtcMs => 0;

    public ClockQuality Quality => ClockQuality.Unknown;

    public S0Meter? Meter { get; private set; }

    public MeterReading Reading { get; private set; } = new();

    /// <summary>When checkpoints were written.</summary>
    public IReadOnlyList<long> Saves => saves;

    public bool RefusesSave { get; set; }

    public byte[]? Load(string name) => documents.GetValueOrDefault(name);

    public bool Save(string name, byte[] document)
    {
        if (!RefusesSave)
        {
            documents[name] = [.. document];
            saves.Add(nowMs);
        }
        return !RefusesSave;
    }

    public void Spoil(int at) => documents["s0"][at] ^= 1;

    public S0Meter Boot(int pulsesPerKwh, long recordedWh)
    {
        pins.Reset();
        using var current = pins.Use();
        bootMs = nowMs;
        Reading = new MeterReading();
        var input = new GpioPulseInput(new GpioController().OpenPin(Pin, PinMode.InputPullUp), this, 30);
        return Meter = new S0Meter(input, this, this, pulsesPerKwh, recordedWh);
    }

    public void Wire(bool isOn) => pins.Drive(Pin, isOn ? PinValue.Low : PinValue.High);

    /// <summary>Time passes, in steps of 100 ms of the firmware.</summary>
    public void Pass(long ms)
    {
        for (var endMs = nowMs + ms; nowMs < endMs;)
        {
            nowMs = Math.Min(endMs, nowMs - (nowMs % 100) + 100);
            if (nowMs % 100 == 0)
                Meter!.Read(Reading);
        }
    }

    /// <summary>So many pulses, one each <paramref name="everyMs"/>.</summary>
    public void Pulse(int count, int everyMs)
    {
        for (var i = 0; i < count; i++)
        {
            Edge(true);
            Pass(40 - 3);
            Edge(false);
            Pass(everyMs - 40 - 3);
        }
    }

    private void Edge(bool isOn)
    {
        Wire(isOn);
        Pass(1);
        Wire(!isOn);
        Pass(2);
        Wire(isOn);
    }
}
