using System.Device.Gpio;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the connector, and of the contacts of a charger that has some.</summary>
public static class ChargerConfiguration
{
    // Two steps: contacts bounce for less than 10 ms, relays in between for some more.
    private const int StandsMs = 100;
    private const string Opens = "opens";
    private const string None = "none";

    /// <summary>The connector is that of an AC post: the board drives its control pilot.</summary>
    public static bool IsAc(DeviceConfiguration configuration) => ConnectorTypes.IsAc(configuration.ConnectorType);

    /// <summary>The charger behind its contacts.</summary>
    /// <param name="configuration">A configuration without trouble, of a DC connector.</param>
    /// <param name="enable">Output of its enable relay, low.</param>
    /// <param name="connected">Input of "vehicle connected".</param>
    /// <param name="requests">Input of "charging requested".</param>
    /// <param name="fault">Input of "fault"; null where the board has no pin for it.</param>
    /// <param name="clock">Monotonic time.</param>
    public static GpioCharger Charger(
        DeviceConfiguration configuration, GpioPin enable, GpioPin connected, GpioPin requests, GpioPin fault, IClock clock)
    {
        bool statusOpens = configuration.ChargerStatus == Opens;
        return new GpioCharger(
            enable,
            configuration.ChargerEnable == Opens,
            new StatusContact(connected, statusOpens, clock, StandsMs),
            new StatusContact(requests, statusOpens, clock, StandsMs),
            HasFaultContact(configuration) ? new StatusContact(fault, configuration.ChargerFault == Opens, clock, StandsMs) : null);
    }

    /// <summary>The charger's fault contact is wired.</summary>
    public static bool HasFaultContact(DeviceConfiguration configuration) =>
        IsGiven(configuration.ChargerFault) && configuration.ChargerFault != None;

    /// <summary>What is wrong between these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        bool isAc = IsAc(configuration);
        if (isAc && configuration.CurrentLimitA == 0)
        {
            return "CurrentLimitA must say what cable and fuse of this AC post bear.";
        }

        return !isAc && configuration.CurrentLimitA != 0
            ? "CurrentLimitA is for the pilot of IEC_62196_T1 and IEC_62196_T2; this connector has none: leave it out."
            : null;
    }

    private static bool IsGiven(string word) => word != null && word.Length > 0;
}
