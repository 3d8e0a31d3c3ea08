using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Pulse;

/// <summary>
/// A register meter with its S0 pulses counted beside it. The register is what counts; when the pulses tell another
/// energy for long enough, the reading says so, and the firmware stops with the reason.
/// </summary>
public sealed class CheckedMeter : IEnergyMeter
{
    /// <summary>A difference must last this long, ms.</summary>
    public const int ConfirmMs = 60_000;

    // Two meters of class B (1 %) and pulses that a stall of the program costs.
    private const int TolerancePercent = 4;

    // One is read up to two seconds before the other.
    private const int LagMs = 3_000;

    private readonly IEnergyMeter meter;
    private readonly IEnergyMeter pulses;
    private readonly MeterReading counted = new MeterReading();
    private readonly long rolloverWh;
    private long meterStartWh = -1;
    private long pulseStartWh;
    private string serial;
    private long differsSinceMs = -1;
    private long seenAtMs = -1;

    /// <param name="meter">The register meter.</param>
    /// <param name="pulses">The same energy by pulses.</param>
    /// <param name="maximumPowerW">Greatest power of the charger, W.</param>
    /// <param name="rolloverWh">The register starts again at 0 after this many Wh; 0: it never does.</param>
    public CheckedMeter(IEnergyMeter meter, IEnergyMeter pulses, int maximumPowerW, long rolloverWh)
    {
        this.rolloverWh = rolloverWh;
        this.meter = meter;
        this.pulses = pulses;
        FloorWh = (2 * (meter.ResolutionWh + pulses.ResolutionWh)) + (int)((long)maximumPowerW * LagMs / 3_600_000) + 1;
    }

    public int ResolutionWh => meter.ResolutionWh;

    /// <summary>Difference that is no finding while little has flowed, Wh; beyond it 4 % count.</summary>
    public int FloorWh { get; }

    public void Read(MeterReading reading)
    {
        pulses.Read(counted);
        meter.Read(reading);
        bool isNew = reading.ReadAtMs >= 0 && reading.ReadAtMs != seenAtMs && counted.ReadAtMs >= 0;
        if (!isNew)
        {
            return;
        }

        seenAtMs = reading.ReadAtMs;
        bool isOther = serial != null && reading.Serial != null && serial != reading.Serial;
        serial = reading.Serial ?? serial;
        if (meterStartWh < 0 || isOther)
        {
            meterStartWh = reading.RegisterWh;
            pulseStartWh = counted.RegisterWh;
        }

        long gainWh = reading.RegisterWh - meterStartWh;
        gainWh += gainWh < -(rolloverWh / 2) ? rolloverWh : 0;
        bool differs = Differs(gainWh, counted.RegisterWh - pulseStartWh);
        differsSinceMs = !differs ? -1 : differsSinceMs < 0 ? reading.ReadAtMs : differsSinceMs;
        reading.IsContradicted = differs && reading.ReadAtMs - differsSinceMs >= ConfirmMs;
    }

    private bool Differs(long registerWh, long pulsesWh)
    {
        long differenceWh = registerWh > pulsesWh ? registerWh - pulsesWh : pulsesWh - registerWh;
        long moreWh = registerWh > pulsesWh ? registerWh : pulsesWh;
        return differenceWh > FloorWh && differenceWh * 100 > moreWh * TolerancePercent;
    }
}
