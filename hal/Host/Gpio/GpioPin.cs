// System.Device.Gpio: an open pin.
using ChargePointFw.Hal.Host;

namespace System.Device.Gpio;

/// <summary>A pin that was opened by a controller.</summary>
public sealed class GpioPin : IDisposable
{
    private readonly VirtualPins _pins;
    private PinValueChangedEventHandler _callbacks;
    private TimeSpan _debounceTimeout;
    private bool _isDisposed;

    internal GpioPin(VirtualPins pins, int pinNumber)
    {
        _pins = pins;
        PinNumber = pinNumber;
    }

    /// <summary>An edge. Adding a handler sets the mode anew, which drives an output low.</summary>
    public event PinValueChangedEventHandler ValueChanged
    {
        add
        {
            _callbacks += value;
            SetPinMode(GetPinMode());
        }
        remove
        {
            _callbacks -= value;
            SetPinMode(GetPinMode());
        }
    }

    /// <summary>How long an input must have stood still before its edge is told; 0: no wait.</summary>
    public TimeSpan DebounceTimeout
    {
        get => _debounceTimeout;
        set
        {
            _debounceTimeout = value;
            _pins.SetDebounce(PinNumber, value);
        }
    }

    public int PinNumber { get; }

    internal PinEventTypes ControllerEvents { get; set; }

    internal PinChangeEventHandler ControllerCallback { get; set; }

    internal bool HasCallbacks => _callbacks != null;

    public PinMode GetPinMode()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _pins.ModeOf(PinNumber);
    }

    public bool IsPinModeSupported(PinMode pinMode)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _pins.IsModeSupported(PinNumber, pinMode);
    }

    /// <summary>Sets the mode; an output starts low, also when it was an output.</summary>
    /// <exception cref="ArgumentException">The pin cannot do this.</exception>
    public void SetPinMode(PinMode value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_pins.IsModeSupported(PinNumber, value))
            throw new ArgumentException("The pin does not support this mode.");
        _pins.SetMode(PinNumber, value);
    }

    /// <summary>The level at an input. An output reads low, whatever was written: the ESP32 has its input buffer off.</summary>
    public PinValue Read()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _pins.Read(PinNumber);
    }

    /// <summary>Drives an output; with handlers registered it is told even when nothing changes.</summary>
    /// <exception cref="ArgumentException">The pin is an input.</exception>
    public void Write(PinValue value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (GetPinMode() < PinMode.Output)
            throw new ArgumentException("The pin is an input.");
        _pins.Write(PinNumber, value);
        OnChanged(value);
    }

    /// <summary>Inverts an output; does nothing on an input.</summary>
    public void Toggle()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (GetPinMode() < PinMode.Output)
            return;
        _pins.Write(PinNumber, _pins.Written(PinNumber) == PinValue.Low);
        OnChanged(Read());
    }

    /// <summary>Closes the pin: it becomes an input.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _pins.Close(PinNumber);
    }

    internal void OnChanged(PinValue level)
    {
        if (!_isDisposed)
            _callbacks?.Invoke(this, new PinValueChangedEventArgs(level == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling, PinNumber));
    }
}
