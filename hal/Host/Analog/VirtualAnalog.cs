// The analogue pins of one board, seen from outside: what its converter measures and what its pulse-width outputs do.
namespace ChargePointFw.Hal.Host;

/// <summary>Converter inputs and pulse-width outputs of one board. Thread safe.</summary>
public sealed class VirtualAnalog
{
    internal const int ChannelCount = 20;
    internal const int MaxValue = 4_095;

    private static readonly AsyncLocal<VirtualAnalog> s_current = new();
    private readonly Lock _lock = new();
    private readonly Func<int>[] _inputs = new Func<int>[ChannelCount];
    private readonly Dictionary<int, int> _duties = [];
    private readonly HashSet<int> _pwmPins = [];

    /// <summary>For programs with one board.</summary>
    public static VirtualAnalog Default { get; } = new();

    /// <summary>A pulse-width output changed: which pin, and its duty in ten-thousandths.</summary>
    public event Action<int, int> DutyChanged;

    internal static VirtualAnalog Current => s_current.Value ?? Default;

    /// <summary>Wires a channel of the converter to something that has a level.</summary>
    /// <param name="channel">0 to 19.</param>
    /// <param name="level">Counts; beyond 0 to 4095 the converter stands at its end.</param>
    public void Connect(int channel, Func<int> level) => Volatile.Write(ref _inputs[channel], level);

    /// <summary>Share of the period for which a pin is high, in ten-thousandths; 0 while nothing drives it.</summary>
    public int Duty(int pin)
    {
        lock (_lock)
            return _duties.GetValueOrDefault(pin);
    }

    /// <summary>What a reset of the chip does: no pin is driven or belongs to a timer; what is wired stays.</summary>
    public void Reset()
    {
        int[] driven;
        lock (_lock)
        {
            _pwmPins.Clear();
            driven = [.. _duties.Where(duty => duty.Value != 0).Select(duty => duty.Key)];
        }
        foreach (var pin in driven)
            Drive(pin, 0);
    }

    /// <summary>Makes these the current pins, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    internal int Measure(int channel) => Math.Clamp(Volatile.Read(ref _inputs[channel])?.Invoke() ?? 0, 0, MaxValue);

    internal void GiveToPwm(int pin)
    {
        lock (_lock)
            _pwmPins.Add(pin);
    }

    internal bool BelongsToPwm(int pin)
    {
        lock (_lock)
            return _pwmPins.Contains(pin);
    }

    internal void Drive(int pin, int tenThousandths)
    {
        lock (_lock)
            _duties[pin] = tenThousandths;
        DutyChanged?.Invoke(pin, tenThousandths);
    }
}
