// The pins of one board, seen from outside: what a wire does to them, and what a meter reads at them.
using System.Device.Gpio;

namespace ChargePointFw.Hal.Host;

/// <summary>
/// A bank of virtual pins, numbered as an ESP32's. Thread safe. Handlers run on the thread that caused the change,
/// before the call returns, so that a simulation gives the same order in every run.
/// </summary>
public sealed class VirtualPins
{
    private const int DefaultPinCount = 40;

    // GPIO 34 to 39 of the ESP32 have no output driver.
    private const int FirstInputOnlyPin = 34;

    private static readonly AsyncLocal<VirtualPins> s_current = new();

    private readonly Lock _lock = new();
    private readonly Pin[] _pins;
    private readonly TimeProvider _time;

    /// <summary>Makes a bank in which every pin floats.</summary>
    /// <param name="pinCount">1 or more.</param>
    /// <param name="time">Measures debounce times; null: the system's clock.</param>
    public VirtualPins(int pinCount = DefaultPinCount, TimeProvider time = null)
    {
        _pins = new Pin[pinCount];
        for (var i = 0; i < pinCount; i++)
            _pins[i] = new Pin();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The level of a pin was changed by the firmware, not by <see cref="Drive"/>.</summary>
    public event Action<int, PinValue> OutputChanged;

    /// <summary>The process-wide bank, for programs with one board.</summary>
    public static VirtualPins Default { get; } = new();

    /// <summary>The bank that a new GpioController takes: that of the innermost <see cref="Use"/>, or <see cref="Default"/>.</summary>
    public static VirtualPins Current => s_current.Value ?? Default;

    public int PinCount => _pins.Length;

    /// <summary>Makes this the current bank, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    /// <summary>A wire from outside drives the pin. An output that the firmware drives wins.</summary>
    public void Drive(int pinNumber, PinValue level) => SetOutside(pinNumber, level == PinValue.High);

    /// <summary>Nothing outside drives the pin any more: its pull resistor decides, low without one.</summary>
    public void Release(int pinNumber) => SetOutside(pinNumber, null);

    /// <summary>What a meter at the pin reads.</summary>
    public PinValue Level(int pinNumber) => _pins[pinNumber].Seen.Level;

    /// <summary>Whether the firmware has opened the pin.</summary>
    public bool IsOpen(int pinNumber) => Opened(pinNumber) != null;

    /// <summary>The pin's mode; a closed pin is an input.</summary>
    public PinMode ModeOf(int pinNumber) => _pins[pinNumber].Seen.Mode;

    /// <summary>What a reset of the chip does: every pin is closed and an input; what the outside drives stays.</summary>
    public void Reset() => CloseAll();

    internal bool Exists(int pinNumber) => pinNumber >= 0 && pinNumber < _pins.Length;

    internal bool IsModeSupported(int pinNumber, PinMode mode) =>
        Exists(pinNumber) && mode >= PinMode.Input
        && mode <= (pinNumber < FirstInputOnlyPin ? PinMode.OutputOpenSourcePullDown : PinMode.InputPullUp);

    internal GpioPin Open(int pinNumber)
    {
        if (!Exists(pinNumber))
            throw new InvalidOperationException();
        lock (_lock)
        {
            var pin = _pins[pinNumber];
            if (pin.Owner != null)
                throw new InvalidOperationException();
            pin.Owner = new GpioPin(this, pinNumber);
            return pin.Owner;
        }
    }

    internal GpioPin Opened(int pinNumber)
    {
        if (!Exists(pinNumber))
            return null;
        lock (_lock)
            return _pins[pinNumber].Owner;
    }

    internal void Close(int pinNumber) => Change(pinNumber, pin =>
    {
        pin.Owner = null;
        pin.SetMode(PinMode.Input, false);
        pin.DebounceMs = 0;
    });

    internal void CloseAll()
    {
        foreach (var pin in _pins)
        {
            GpioPin owner;
            lock (_lock)
                owner = pin.Owner;
            owner?.Dispose();
        }
    }

    internal void SetMode(int pinNumber, PinMode mode) =>
        Change(pinNumber, pin => pin.SetMode(mode, pin.Owner is { HasCallbacks: true }));

    internal void SetDebounce(int pinNumber, TimeSpan debounce)
    {
        lock (_lock)
            _pins[pinNumber].DebounceMs = (long)debounce.TotalMilliseconds;
    }

    internal PinValue Read(int pinNumber)
    {
        var seen = _pins[pinNumber].Seen;
        return seen.Mode >= PinMode.Output ? PinValue.Low : seen.Level;
    }

    internal PinValue Written(int pinNumber) => _pins[pinNumber].Seen.IsWrittenHigh;

    // Written every step by every board: without a closure, so that a step takes no heap on a PC either.
    internal void Write(int pinNumber, PinValue value)
    {
        if (_pins[pinNumber].Seen.IsWrittenHigh == (value == PinValue.High))
            return;
        PinValue before, after;
        lock (_lock)
        {
            var pin = _pins[pinNumber];
            before = pin.Level;
            pin.IsWrittenHigh = value == PinValue.High;
            after = pin.Level;
            pin.Show();
        }
        if (before != after)
            OutputChanged?.Invoke(pinNumber, after);
    }

    private void Change(int pinNumber, Action<Pin> change)
    {
        PinValue before, after;
        lock (_lock)
        {
            before = _pins[pinNumber].Level;
            change(_pins[pinNumber]);
            after = _pins[pinNumber].Level;
            _pins[pinNumber].Show();
        }
        if (before != after)
            OutputChanged?.Invoke(pinNumber, after);
    }

    // As the ESP32's interrupt: without a debounce time every change is told; with one, the first change starts a wait
    // that ignores all others, and the edge is told when the pin then stands where that change took it.
    private void SetOutside(int pinNumber, bool? outside)
    {
        GpioPin told = null;
        PinValue level;
        lock (_lock)
        {
            var pin = _pins[pinNumber];
            pin.Outside = outside;
            level = pin.Level;
            pin.Show();
            if (pin.Mode >= PinMode.Output || !pin.IsWatched || pin.IsDebouncing || level == pin.LastTold)
                return;
            if (pin.DebounceMs > 0)
            {
                pin.IsDebouncing = true;
                pin.Debounce?.Dispose();
                pin.Debounce = _time.CreateTimer(_ => EndDebounce(pin, level), null, TimeSpan.FromMilliseconds(pin.DebounceMs), Timeout.InfiniteTimeSpan);
                return;
            }
            pin.LastTold = level;
            told = pin.Owner;
        }
        told?.OnChanged(level);
    }

    private void EndDebounce(Pin pin, PinValue expected)
    {
        GpioPin told = null;
        lock (_lock)
        {
            if (!pin.IsDebouncing)
                return;
            pin.IsDebouncing = false;
            if (pin.Level == expected)
            {
                pin.LastTold = expected;
                told = pin.Owner;
            }
        }
        told?.OnChanged(expected);
    }

    private sealed class Pin
    {
        internal GpioPin Owner;
        internal PinMode Mode;
        internal bool? Outside;
        internal bool IsWrittenHigh;
        internal bool IsWatched;
        internal bool IsDebouncing;
        internal long DebounceMs;
        internal PinValue LastTold;
        internal ITimer Debounce;
        private volatile int _shown;

        // What is read without the lock: all of one moment.
        internal Look Seen => new(_shown);

        internal PinValue Level => Mode switch
        {
            PinMode.Output => IsWrittenHigh,
            PinMode.InputPullUp => Outside ?? true,
            PinMode.OutputOpenDrain => IsWrittenHigh && (Outside ?? false),
            PinMode.OutputOpenDrainPullUp => IsWrittenHigh && (Outside ?? true),
            PinMode.OutputOpenSource or PinMode.OutputOpenSourcePullDown => IsWrittenHigh || (Outside ?? false),
            _ => Outside ?? false,
        };

        internal void SetMode(PinMode mode, bool isWatched)
        {
            Mode = mode;
            IsWrittenHigh = false;
            IsWatched = isWatched;
            IsDebouncing = false;
            Debounce?.Dispose();
            Debounce = null;
            LastTold = Level;
        }

        internal void Show() =>
            _shown = ((int)Mode << 2) | (IsWrittenHigh ? 2 : 0) | (Level == PinValue.High ? 1 : 0);
    }

    private readonly struct Look(int bits)
    {
        internal PinValue Level => (bits & 1) != 0;

        internal bool IsWrittenHigh => (bits & 2) != 0;

        internal PinMode Mode => (PinMode)(bits >> 2);
    }
}
