using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Pulse;

/// <summary>
/// An S0 output at an input with pull-up (low = on). The interrupts only feed the filter. The chip's pulse counter
/// (GpioPulseCounter) is not used: its filter knows nanoseconds, a contact bounces for milliseconds.
/// </summary>
public sealed class GpioPulseInput : IPulseInput
{
    // EN 62053-31 asks for at least 30 ms; meters give up to some hundred.
    private const int StuckMs = 5_000;

    private readonly object sync = new object();
    private readonly GpioPin pin;
    private readonly IClock clock;
    private readonly PulseFilter filter;
    private readonly int shortestMs;
    private long count;
    private long lastAtMs = -1;
    private long spacingMs;

    /// <param name="pin">Input with pull-up, without a debounce time of its own.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="shortestMs">Shortest pulse and shortest pause of this meter, ms; 30 by the standard, at least 20.</param>
    public GpioPulseInput(GpioPin pin, IClock clock, int shortestMs)
    {
        this.pin = pin;
        this.clock = clock;
        this.shortestMs = shortestMs;
        filter = new PulseFilter(shortestMs / 2);
        pin.ValueChanged += OnEdge;
    }

    public void Read(PulseReading reading)
    {
        lock (sync)
        {
            Take(pin.Read() == PinValue.Low); // also makes up for an edge that was not told
            reading.Count = count;
            reading.LastAtMs = lastAtMs;
            reading.SpacingMs = spacingMs;
            reading.IsStuck = filter.IsOn && filter.IsOnAtInput && clock.UptimeMs - filter.ChangedAtMs > StuckMs;
        }
    }

    private void OnEdge(object sender, PinValueChangedEventArgs e)
    {
        lock (sync)
        {
            Take(e.ChangeType == PinEventTypes.Falling);
        }
    }

    private void Take(bool isOn)
    {
        long beganMs = filter.ChangedAtMs;
        if (!filter.Take(isOn, clock.UptimeMs))
        {
            return;
        }

        // Never shorter than the meter can make them: edges that a stall delivered late lie together.
        long sinceMs = beganMs - lastAtMs;
        spacingMs = lastAtMs < 0 ? 0 : sinceMs < 2 * shortestMs ? 2 * shortestMs : sinceMs;
        lastAtMs = beganMs;
        count++;
    }
}
