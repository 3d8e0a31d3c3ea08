namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the temperature: from where on an AC post offers less, and from where on nothing charges.</summary>
public static class DeratingConfiguration
{
    private const int LeastFromC = 20;
    private const int LeastStopC = 40;
    private const int MostStopC = 100;
    private const int LeastSpanK = 5;
    private const int LeastA = 6;
    private const int MostCorrectionK = 20;

    /// <summary>A sensor is wired.</summary>
    public static bool HasThermometer(DeviceConfiguration configuration) => configuration.StopFromC != 0;

    /// <summary>What is wrong with these values, in words for a technician, or null.</summary>
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

        if (stopC < LeastStopC || stopC > MostStopC)
        {
            return "StopFromC must be 40 to 100, or 0 where no temperature sensor is wired.";
        }

        if (configuration.TemperatureCorrectionK < -MostCorrectionK || configuration.TemperatureCorrectionK > MostCorrectionK)
        {
            return "TemperatureCorrectionK must be -20 to 20: what a thermometer shows more than the console.";
        }

        if (!isDerated)
        {
            return null;
        }

        if (!ChargerConfiguration.IsAc(configuration))
        {
            return "DeratingFromC, DeratingUntilC and DeratingToA are for the pilot of an AC post; a DC charger has only an enable contact: leave them out, StopFromC stops it.";
        }

        bool isLine = fromC >= LeastFromC && untilC >= fromC + LeastSpanK && stopC > untilC;
        return !isLine ? "DeratingFromC, DeratingUntilC and StopFromC must rise: from 20 on, the second at least 5 above the first."
            : configuration.DeratingToA < LeastA || configuration.DeratingToA > configuration.CurrentLimitA
                ? "DeratingToA must be 6 to CurrentLimitA: what is still offered at DeratingUntilC."
                : null;
    }
}
