using System.Device.Adc;
using System.Device.Pwm;
using nanoFramework.Hardware.Esp32;

namespace ChargePointFw.Pilot;

/// <summary>
/// The pilot's wire: one pulse-width output (high is +12 V, low is -12 V) and two converter inputs behind peak detectors, one
/// for each half wave. The circuit is in boards/README.md.
/// </summary>
public sealed class PilotLine
{
    private const int FrequencyHz = 1_000;
    private const int Looks = 4;

    // 80.6 kΩ over 20 kΩ, and Espressif's figures for a converter with 12 dB: 0.8056 mV a count above 142 mV.
    private const int MicrovoltsPerCount = 4_052;
    private const int OffsetMv = 714;

    private readonly PwmChannel output;
    private readonly AdcChannel positive;
    private readonly AdcChannel negative;

    private PilotLine(PwmChannel output, AdcChannel positive, AdcChannel negative)
    {
        this.output = output;
        this.positive = positive;
        this.negative = negative;
        output.Start();
    }

    /// <summary>Peak of the positive half wave now, mV; 700 and less is none.</summary>
    public int PositiveMv => Measure(positive);

    /// <summary>Peak of the negative one, counted from 0 downwards, mV.</summary>
    public int NegativeMv => Measure(negative);

    /// <summary>Opens it at -12 V.</summary>
    /// <param name="outputPin">GPIO of the generator; nobody else may hold it open.</param>
    /// <param name="positiveChannel">Converter channel of the positive half wave.</param>
    /// <param name="negativeChannel">Converter channel of the negative one.</param>
    public static PilotLine Open(int outputPin, int positiveChannel, int negativeChannel)
    {
        Configuration.SetPinFunction(outputPin, DeviceFunction.PWM1);
        var converter = new AdcController();
        return new PilotLine(
            PwmChannel.CreateFromPin(outputPin, FrequencyHz, 0.0),
            converter.OpenChannel(positiveChannel),
            converter.OpenChannel(negativeChannel));
    }

    /// <summary>High for this share of each period from now on.</summary>
    /// <param name="tenThousandths">0: -12 V, 10,000: +12 V without a pulse.</param>
    public void Drive(int tenThousandths)
    {
        // The package cuts off: half a step more, so that nothing is lost in binary.
        output.DutyCycle = tenThousandths >= 10_000 ? 1.0 : (tenThousandths + 0.5) / 10_000.0;
    }

    private static int Measure(AdcChannel channel)
    {
        int sum = 0;
        for (int i = 0; i < Looks; i++)
        {
            sum += channel.ReadValue();
        }

        return (sum * MicrovoltsPerCount / (Looks * 1_000)) + OffsetMv;
    }
}
