using System.Device.Gpio;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Configuration;

/// <summary>Which pins the contacts that forbid charging are wired to.</summary>
public static class StopContactConfiguration
{
    private const int LastPin = 39;
    private const int FirstOfFlash = 6;
    private const int LastOfFlash = 11;
    private const int FirstInputOnly = 34; // no pull-up of their own

    /// <summary>The contacts as configured; null when none is wired.</summary>
    /// <param name="configuration">A configuration without trouble.</param>
    /// <param name="pins">The board's pins, with everything else opened.</param>
    /// <param name="trouble">A pin that the board uses otherwise, in words for a technician, or null.</param>
    public static IStopContacts Open(DeviceConfiguration configuration, GpioController pins, out string trouble)
    {
        int[] numbers = Numbers(configuration);
        var inputs = new GpioPin[numbers.Length];
        bool hasAny = false;
        trouble = null;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] <= 0)
            {
                continue;
            }

            if (pins.IsPinOpen(numbers[i]))
            {
                trouble = Name(i) + " " + numbers[i].ToString() + " is used by the board otherwise: see its README for free pins.";
                return null;
            }

            inputs[i] = pins.OpenPin(numbers[i], numbers[i] >= FirstInputOnly ? PinMode.Input : PinMode.InputPullUp);
            hasAny = true;
        }

        return hasAny ? new GpioStopContacts(inputs[0], inputs[1], inputs[2], inputs[3]) : null;
    }

    /// <summary>What is wrong with these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        int[] numbers = Numbers(configuration);
        for (int i = 0; i < numbers.Length; i++)
        {
            bool isOfFlash = numbers[i] >= FirstOfFlash && numbers[i] <= LastOfFlash;
            if (numbers[i] < -1 || numbers[i] > LastPin || isOfFlash)
            {
                return Name(i) + " must be a GPIO number, 1 to 5 or 12 to 39, or 0 where that contact is not wired.";
            }

            for (int j = 0; j < i; j++)
            {
                if (numbers[i] > 0 && numbers[i] == numbers[j])
                {
                    return Name(i) + " and " + Name(j) + " are both " + numbers[i].ToString() + ": wire each to a pin of its own, or both in series to one.";
                }
            }
        }

        return null;
    }

    private static int[] Numbers(DeviceConfiguration configuration) => new int[]
    {
        configuration.EmergencyStopPin, configuration.DoorPin, configuration.ResidualCurrentPin, configuration.ThermostatPin,
    };

    private static string Name(int contact) =>
        contact == 0 ? "EmergencyStopPin" : contact == 1 ? "DoorPin" : contact == 2 ? "ResidualCurrentPin" : "ThermostatPin";
}
