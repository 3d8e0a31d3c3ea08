// System.Device.Pwm: a pin that is high for a share of each period.
using ChargePointFw.Hal.Host;

namespace System.Device.Pwm;

/// <summary>One pulse-width output. The share is kept in ten-thousandths, the rest is cut off.</summary>
public sealed class PwmChannel : IDisposable
{
    private readonly VirtualAnalog _outside = VirtualAnalog.Current;
    private readonly int _pin;
    private double _dutyCycle;
    private bool _isStarted;

    public PwmChannel(int chip, int channel, int frequency = 400, double dutyCyclePercentage = 0.5)
    {
        _pin = channel;
        Frequency = frequency;
        DutyCycle = dutyCyclePercentage;
    }

    /// <summary>Hertz.</summary>
    public int Frequency { get; set; }

    /// <summary>0.0 to 1.0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public double DutyCycle
    {
        get => _dutyCycle;
        set
        {
            if (value is < 0.0 or > 1.0)
                throw new ArgumentOutOfRangeException(nameof(value));
            _dutyCycle = value;
            Drive();
        }
    }

    /// <summary>Null when the pin was not given to a PWM function before.</summary>
    public static PwmChannel CreateFromPin(int pin, int frequency = 400, double dutyCyclePercentage = 0.5) =>
        VirtualAnalog.Current.BelongsToPwm(pin) ? new PwmChannel(0, pin, frequency, dutyCyclePercentage) : null;

    public static PwmChannel Create(int chip, int channel, int frequency = 400, double dutyCyclePercentage = 0.5) =>
        new(chip, channel, frequency, dutyCyclePercentage);

    public void Start()
    {
        _isStarted = true;
        Drive();
    }

    /// <summary>The pin is low from now on.</summary>
    public void Stop()
    {
        _isStarted = false;
        _outside.Drive(_pin, 0);
    }

    public void Dispose() => Stop();

    private void Drive()
    {
        if (_isStarted)
            _outside.Drive(_pin, (int)(_dutyCycle * 10_000));
    }
}
