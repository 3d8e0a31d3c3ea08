using System.Device.Gpio;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Seams;

namespace ChargePointFw.Composition;

/// <summary>The card readers that need nothing but two pins.</summary>
public static class CardReaders
{
    /// <summary>The reader as configured.</summary>
    /// <param name="configuration">none, wiegand or serial.</param>
    /// <param name="pins">The board's pins.</param>
    /// <param name="firstPin">Wiegand D0, or a serial reader's TX.</param>
    /// <param name="secondPin">Wiegand D1, or a serial reader's RX, which may be left open.</param>
    /// <param name="clock">The board's clock.</param>
    /// <param name="hash">Hashes ids.</param>
    public static ICardReader Open(
        DeviceConfiguration configuration, GpioController pins, int firstPin, int secondPin, IClock clock, TokenHash hash)
    {
        string name = CardReaderConfiguration.Name(configuration);
        if (name == CardReaderConfiguration.Serial)
        {
            return new SerialCardReader(DevicePins.ThirdSerial(secondPin, firstPin, CardReaderConfiguration.Baud(configuration)), clock, hash);
        }

        return name == CardReaderConfiguration.Wiegand
            ? new WiegandReader(DevicePins.FastInput(pins, firstPin), DevicePins.FastInput(pins, secondPin), clock, hash)
            : new NoCardReader();
    }
}
