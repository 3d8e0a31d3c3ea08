// System.Device.Gpio: the controller, over the virtual pins that are current when it is made.
using ChargePointFw.Hal.Host;

namespace System.Device.Gpio;

/// <summary>Opens pins. All controllers of a board share its pins.</summary>
public sealed class GpioController : IDisposable
{
    private readonly VirtualPins _pins = VirtualPins.Current;
    private bool _isDisposed;

    public GpioController()
    {
    }

    public GpioController(PinNumberingScheme numberingScheme) => NumberingScheme = numberingScheme;

    public PinNumberingScheme NumberingScheme { get; }

    public int PinCount => _pins.PinCount;

    /// <summary>Opens a pin as an input.</summary>
    /// <exception cref="InvalidOperationException">It is open already, or there is no such pin.</exception>
    public GpioPin OpenPin(int pinNumber) => _pins.Open(pinNumber);

    /// <summary>Opens a pin; an output starts low.</summary>
    /// <exception cref="InvalidOperationException">It is open already, or there is no such pin.</exception>
    /// <exception cref="ArgumentException">The pin cannot do this.</exception>
    public GpioPin OpenPin(int pinNumber, PinMode mode)
    {
        var pin = _pins.Open(pinNumber);
        try
        {
            pin.SetPinMode(mode);
            return pin;
        }
        catch (ArgumentException)
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>Closes a pin: it becomes an input.</summary>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public void ClosePin(int pinNumber) => Opened(pinNumber).Dispose();

    /// <summary>Closes every open pin of the board, whoever opened it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _pins.CloseAll();
    }

    public PinMode GetPinMode(int pinNumber) => Opened(pinNumber).GetPinMode();

    public bool IsPinModeSupported(int pinNumber, PinMode mode) => _pins.IsModeSupported(pinNumber, mode);

    /// <summary>Whether a pin is in use; a pin that does not exist is.</summary>
    public bool IsPinOpen(int pinNumber) => !_pins.Exists(pinNumber) || _pins.Opened(pinNumber) != null;

    public PinValue Read(int pinNumber)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Opened(pinNumber).Read();
    }

    /// <summary>Calls back on edges; a pin has one callback, and registering it twice calls it twice.</summary>
    public void RegisterCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        var pin = Opened(pinNumber);
        pin.ControllerEvents = eventTypes;
        pin.ControllerCallback = callback;
        pin.ValueChanged += OnValueChanged;
    }

    public void SetPinMode(int pinNumber, PinMode mode)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Opened(pinNumber).SetPinMode(mode);
    }

    public void UnregisterCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        if (_pins.Opened(pinNumber) is not { } pin)
            return;
        pin.ControllerEvents = PinEventTypes.None;
        pin.ValueChanged -= OnValueChanged;
    }

    public void Write(int pinNumber, PinValue value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Opened(pinNumber).Write(value);
    }

    private GpioPin Opened(int pinNumber) => _pins.Opened(pinNumber) ?? throw new InvalidOperationException();

    private void OnValueChanged(object sender, PinValueChangedEventArgs e)
    {
        var pin = (GpioPin)sender;
        if ((pin.ControllerEvents & e.ChangeType) != 0)
            pin.ControllerCallback.Invoke(this, new PinValueChangedEventArgs(e.ChangeType, e.PinNumber));
    }
}
