using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the meters and of the line that they share.</summary>
public static class MeterConfiguration
{
    /// <summary>Speed of the line: as configured, else as the meter comes from its maker.</summary>
    public static int Baud(DeviceConfiguration configuration) =>
        configuration.SerialBaud == 0 ? MeterProfiles.Find(configuration.MeterProfile).Baud : configuration.SerialBaud;

    /// <summary>Parity of the line, likewise: none, even or odd.</summary>
    public static string Parity(DeviceConfiguration configuration) =>
        IsGiven(configuration.SerialParity) ? configuration.SerialParity : MeterProfiles.Find(configuration.MeterProfile).Parity;

    /// <summary>Shortest pulse and pause of the S0 output, ms.</summary>
    public static int S0ShortestMs(DeviceConfiguration configuration) =>
        configuration.S0ShortestMs == 0 ? 30 : configuration.S0ShortestMs;

    /// <summary>
    /// The energy meter as configured: over Modbus, over Modbus with its pulses as a check, or by its pulses alone.
    /// </summary>
    /// <param name="configuration">A configuration without trouble.</param>
    /// <param name="bus">The meters' line.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="pulses">The board's pulse input; may be null where S0PulsesPerKwh is 0.</param>
    /// <param name="store">Keeps the counted register.</param>
    /// <param name="recordedWh">The register recorded last, Wh; -1 for never.</param>
    public static IEnergyMeter Meter(
        DeviceConfiguration configuration, ModbusMaster bus, IClock clock, IPulseInput pulses, IDocumentStore store, long recordedWh)
    {
        bool hasUnit = configuration.MeterUnit != 0;
        IEnergyMeter register = !hasUnit ? null
            : new RegisterMeter(bus, clock, new ModbusUnit(configuration.MeterUnit), MeterProfiles.Find(configuration.MeterProfile));
        if (configuration.S0PulsesPerKwh == 0)
        {
            return register;
        }

        var counted = new S0Meter(pulses, clock, hasUnit ? null : store, configuration.S0PulsesPerKwh, hasUnit ? -1 : recordedWh);
        return hasUnit ? new CheckedMeter(register, counted, configuration.MaximumPowerW, configuration.MeterRolloverWh) : counted;
    }

    /// <summary>
    /// So long the meter's power may still tell what flowed before, ms. Pulses alone tell it until their spacing means no more
    /// than what counts as zero current.
    /// </summary>
    /// <param name="configuration">A configuration without trouble.</param>
    /// <param name="zeroCurrentW">Power that counts as zero current, W.</param>
    /// <param name="registerLagMs">What a register meter may lag behind, ms.</param>
    public static int PowerLagMs(DeviceConfiguration configuration, int zeroCurrentW, int registerLagMs) => configuration.MeterUnit != 0
        ? registerLagMs
        : registerLagMs + (int)(3_600_000_000L / configuration.S0PulsesPerKwh / zeroCurrentW);

    /// <summary>What is wrong between these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        string pulseTrouble = PulseTrouble(configuration);
        if (pulseTrouble != null)
        {
            return pulseTrouble;
        }

        if (configuration.MeterUnit == 0 && configuration.S0PulsesPerKwh == 0)
        {
            return "MeterUnit must be the meter's Modbus address, 1 to 247, or S0PulsesPerKwh say that there are only pulses.";
        }

        if (configuration.SurplusMeterUnit == configuration.MeterUnit && configuration.MeterUnit != 0)
        {
            return "MeterUnit and SurplusMeterUnit are both " + configuration.MeterUnit.ToString()
                + ": give one of the two meters another address.";
        }

        MeterProfile meter = MeterProfiles.Find(configuration.MeterProfile);
        MeterProfile surplus = MeterProfiles.Find(configuration.SurplusMeterProfile);
        bool isAlike = meter.Baud == surplus.Baud && meter.Parity == surplus.Parity;
        bool isGiven = configuration.SerialBaud != 0 && IsGiven(configuration.SerialParity);
        return configuration.SurplusMeterUnit == 0 || isAlike || isGiven
            ? null
            : meter.Name + " comes with " + Settings(meter) + ", " + surplus.Name + " with " + Settings(surplus)
                + ": set both meters alike and give SerialBaud and SerialParity.";
    }

    // Half of the time at full power must be left between two pulses for the pause.
    private static string PulseTrouble(DeviceConfiguration configuration)
    {
        int constant = configuration.S0PulsesPerKwh;
        long mostW = constant == 0 ? long.MaxValue : 3_600_000_000L / constant / (2 * S0ShortestMs(configuration));
        return configuration.MaximumPowerW <= mostW
            ? null
            : "S0 pulses of " + S0ShortestMs(configuration).ToString() + " ms with " + constant.ToString() + " pulses per kWh end at "
                + mostW.ToString() + " W, below MaximumPowerW: set the meter's output to fewer or shorter pulses.";
    }

    private static string Settings(MeterProfile profile) => profile.Baud.ToString() + " baud and parity " + profile.Parity;

    private static bool IsGiven(string word) => word != null && word.Length > 0;
}
