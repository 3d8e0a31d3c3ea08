// System.Device.Adc: the converter, as the ESP32's: 12 bits, channels 0 to 7 are GPIO 36, 37, 38, 39, 32, 33, 34 and 35.
using ChargePointFw.Hal.Host;

namespace System.Device.Adc;

/// <summary>Against ground, or between two pins.</summary>
public enum AdcChannelMode
{
    SingleEnded = 0,
    Differential = 1,
}

/// <summary>What every controller has.</summary>
public abstract class AdcControllerBase
{
    public abstract int ChannelCount { get; }

    public abstract AdcChannelMode ChannelMode { get; set; }

    public abstract int MaxValue { get; }

    public abstract int MinValue { get; }

    public abstract int ResolutionInBits { get; }

    public abstract bool IsChannelModeSupported(AdcChannelMode channelMode);

    public abstract AdcChannel OpenChannel(int channelNumber);
}

/// <summary>What every channel has.</summary>
public abstract class AdcChannelBase
{
    public AdcController Controller { get; internal init; }

    /// <summary>The value as a share of the largest.</summary>
    public double ReadRatio() => ReadValue() / (double)Controller.MaxValue;

    public abstract int ReadValue();
}

/// <summary>The converter of the chip.</summary>
public class AdcController : AdcControllerBase
{
    private readonly VirtualAnalog _outside = VirtualAnalog.Current;

    public override int ChannelCount => VirtualAnalog.ChannelCount;

    public override AdcChannelMode ChannelMode { get; set; }

    public override int MaxValue => VirtualAnalog.MaxValue;

    public override int MinValue => 0;

    public override int ResolutionInBits => 12;

    public override bool IsChannelModeSupported(AdcChannelMode channelMode) => channelMode == AdcChannelMode.SingleEnded;

    /// <exception cref="ArgumentException">There is no such channel.</exception>
    public override AdcChannel OpenChannel(int channelNumber) =>
        channelNumber >= 0 && channelNumber < ChannelCount
            ? new AdcChannel(_outside, channelNumber) { Controller = this }
            : throw new ArgumentException(null, nameof(channelNumber));
}

/// <summary>One input of the converter.</summary>
public class AdcChannel : AdcChannelBase, IDisposable
{
    private readonly VirtualAnalog _outside;
    private readonly int _channel;
    private bool _isDisposed;

    internal AdcChannel(VirtualAnalog outside, int channel)
    {
        _outside = outside;
        _channel = channel;
    }

    /// <summary>Measures now: 0 to 4095.</summary>
    public override int ReadValue()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _outside.Measure(_channel);
    }

    public void Dispose()
    {
        _isDisposed = true;
        GC.SuppressFinalize(this);
    }
}
