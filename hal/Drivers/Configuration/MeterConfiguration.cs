using ChargePointFw.Modbus;

namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the meters and of the line that they share.</summary>
public static class MeterConfiguration
{
    // Far more than can flow between two readings, and no more than a reading can hold.
    private const long LeastRolloverWh = 1_000_000;
    private const long MostRolloverWh = 1L << 40;

    /// <summary>Speed of the line: as configured, else as the meter comes from its maker.</summary>
    public static int Baud(DeviceConfiguration configuration) =>
        configuration.SerialBaud == 0 ? MeterProfiles.Find(configuration.MeterProfile).Baud : configuration.SerialBaud;

    /// <summary>Parity of the line, likewise: none, even or odd.</summary>
    public static string Parity(DeviceConfiguration configuration) =>
        IsGiven(configuration.SerialParity) ? configuration.SerialParity : MeterProfiles.Find(configuration.MeterProfile).Parity;

    /// <summary>What is wrong with these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        if (configuration.MeterUnit < 1 || configuration.MeterUnit > 247)
        {
            return "MeterUnit must be a Modbus address, 1 to 247.";
        }

        long rolloverWh = configuration.MeterRolloverWh;
        if (rolloverWh != 0 && (rolloverWh < LeastRolloverWh || rolloverWh > MostRolloverWh))
        {
            return "MeterRolloverWh must be 1000000 to 1099511627776, or 0 for a register that never starts again at 0.";
        }

        if (configuration.SurplusMeterUnit < 0 || configuration.SurplusMeterUnit > 247)
        {
            return "SurplusMeterUnit must be a Modbus address, 1 to 247, or 0 where the site has no surplus meter.";
        }

        if (configuration.SurplusMeterUnit == configuration.MeterUnit)
        {
            return "MeterUnit and SurplusMeterUnit are both " + configuration.MeterUnit.ToString()
                + ": give one of the two meters another address.";
        }

        MeterProfile meter = MeterProfiles.Find(configuration.MeterProfile);
        if (meter == null)
        {
            return "MeterProfile '" + configuration.MeterProfile + "' is not known; known are " + MeterProfiles.Names + ".";
        }

        MeterProfile surplus = MeterProfiles.Find(configuration.SurplusMeterProfile);
        if (surplus == null)
        {
            return "SurplusMeterProfile '" + configuration.SurplusMeterProfile + "' is not known; known are " + MeterProfiles.Names + ".";
        }

        return LineTrouble(configuration, meter, surplus);
    }

    private static string LineTrouble(DeviceConfiguration configuration, MeterProfile meter, MeterProfile surplus)
    {
        if (configuration.SerialBaud != 0 && (configuration.SerialBaud < 1_200 || configuration.SerialBaud > 115_200))
        {
            return "SerialBaud must be 1200 to 115200, or 0 for the meter's own speed.";
        }

        string parity = configuration.SerialParity;
        if (IsGiven(parity) && parity != "none" && parity != "even" && parity != "odd")
        {
            return "SerialParity must be none, even or odd, or empty for the meter's own.";
        }

        bool isAlike = meter.Baud == surplus.Baud && meter.Parity == surplus.Parity;
        bool isGiven = configuration.SerialBaud != 0 && IsGiven(parity);
        return configuration.SurplusMeterUnit == 0 || isAlike || isGiven
            ? null
            : meter.Name + " comes with " + Settings(meter) + ", " + surplus.Name + " with " + Settings(surplus)
                + ": set both meters alike and give SerialBaud and SerialParity.";
    }

    private static string Settings(MeterProfile profile) => profile.Baud.ToString() + " baud and parity " + profile.Parity;

    private static bool IsGiven(string word) => word != null && word.Length > 0;
}
