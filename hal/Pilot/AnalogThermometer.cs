using System.Device.Adc;
using ChargePointFw.Seams;

namespace ChargePointFw.Pilot;

/// <summary>
/// A sensor with 500 mV at 0 °C and 10 mV a kelvin (TMP36, MCP9700A), with 10 kΩ from the converter's input to ground: a wire that
/// is broken gives less than any cold, a short circuit to the supply more than any heat.
/// </summary>
public sealed class AnalogThermometer : IThermometer
{
    private const int Looks = 8;

    // Espressif's figures for a converter with 12 dB: 0.8056 mV a count above 142 mV.
    private const int MicrovoltsPerCount = 806;
    private const int OffsetMv = 142;
    private const int ZeroMv = 500;
    private const int LeastDeciC = -340; // the converter sees nothing below 142 mV, -35.8 °C
    private const int MostDeciC = 1_250;

    private readonly AdcChannel channel;
    private readonly IClock clock;
    private readonly int everyMs;
    private readonly int correctionDeciK;
    private bool hasRead;
    private long readAtMs;
    private int toldDeciC;

    private AnalogThermometer(AdcChannel channel, IClock clock, int everyMs, int correctionK)
    {
        this.channel = channel;
        this.clock = clock;
        this.everyMs = everyMs;
        correctionDeciK = 10 * correctionK;
    }

    /// <summary>Opens it.</summary>
    /// <param name="channel">Converter channel that it hangs on.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="everyMs">It is read so often, ms; 0: whenever asked.</param>
    /// <param name="correctionK">What a thermometer shows more than this one: chips differ by up to a tenth.</param>
    public static AnalogThermometer Open(int channel, IClock clock, int everyMs, int correctionK) =>
        new AnalogThermometer(new AdcController().OpenChannel(channel), clock, everyMs, correctionK);

    public int ReadDecidegreesC()
    {
        long nowMs = clock.UptimeMs;
        if (!hasRead || nowMs - readAtMs >= everyMs)
        {
            hasRead = true;
            readAtMs = nowMs;
            int deciC = Measure();
            toldDeciC = deciC < LeastDeciC || deciC > MostDeciC ? int.MinValue : deciC + correctionDeciK;
        }

        return toldDeciC;
    }

    // Without the highest and the lowest look: a spike is no heat.
    private int Measure()
    {
        int sum = 0;
        int lowest = int.MaxValue;
        int highest = 0;
        for (int i = 0; i < Looks; i++)
        {
            int counts = channel.ReadValue();
            sum += counts;
            lowest = counts < lowest ? counts : lowest;
            highest = counts > highest ? counts : highest;
        }

        return ((sum - lowest - highest) * MicrovoltsPerCount / ((Looks - 2) * 1_000)) + OffsetMv - ZeroMv; // a millivolt is a tenth of a degree
    }
}
