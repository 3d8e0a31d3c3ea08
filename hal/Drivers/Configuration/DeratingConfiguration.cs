namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the temperature: from where on an AC post offers less, and from where on nothing charges.</summary>
public static class DeratingConfiguration
{
    private const int LeastSpanK = 5;

    /// <summary>A sensor is wired.</summary>
    public static bool HasThermometer(DeviceConfiguration configuration) => configuration.StopFromC != 0;

    /// <summary>What is wrong between these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        int stopC = configuration.StopFromC;
        int fromC = configuration.DeratingFromC;
        int untilC = configuration.DeratingUntilC;
        bool isDerated = fromC != 0 || untilC != 0 || configuration.DeratingToA != 0;
        if (stopC == 0)
        {
            return isDerated || configuration.TemperatureCorrectionK != 0
                ? "StopFromC must say from which temperature on nothing charges, 40 to 100, where there is derating."
                : null;
        }

        if (!isDerated)
        {
            return null;
        }

        if (!ChargerConfiguration.IsAc(configuration))
        {
            return "DeratingFromC, DeratingUntilC and DeratingToA are for the pilot of an AC post; a DC charger has only an enable contact: leave them out, StopFromC stops it.";
        }

        bool isLine = fromC != 0 && untilC >= fromC + LeastSpanK && stopC > untilC;
        return !isLine ? "DeratingFromC, DeratingUntilC and StopFromC must rise: the second at least 5 above the first."
            : configuration.DeratingToA == 0 || configuration.DeratingToA > configuration.CurrentLimitA
                ? "DeratingToA must be 6 to CurrentLimitA: what is still offered at DeratingUntilC."
                : null;
    }
}
