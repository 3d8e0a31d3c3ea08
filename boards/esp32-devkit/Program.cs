// The device program of this board, read top to bottom: outputs low, configuration, drivers, firmware.
using System;
using System.Device.Gpio;
using System.Security.Cryptography.X509Certificates;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Mfrc522;
using ChargePointFw.Pilot;
using ChargePointFw.Seams;
using nanoFramework.Networking;

namespace ChargePointFw.Esp32DevKit;

public static class Program
{
    public static void Main()
    {
        var pins = new GpioController();
        var contactor = new GpioContactor(DevicePins.Output(pins, Board.ContactorCoilPin), DevicePins.Input(pins, Board.ContactorAuxiliaryPin));
        GpioPin enable = DevicePins.Output(pins, Board.ChargerEnablePin);
        var heartbeat = new GpioHeartbeat(DevicePins.Output(pins, Board.HeartbeatPin));

        var documents = new FileDocumentStore(Board.Folder, Board.Separator);
        var hash = new HmacSha256();
        var provisioning = new Provisioning(
            Board.ConfigurationPath, documents, new BoardAbilities(hasPilot: true, hasMfrc522: true, hasThermometer: true), hash);
        DeviceConfiguration configuration = provisioning.Await();
        var clock = new BatteryClock(new SystemClock(), new Ds3231(DevicePins.I2c(Board.I2cDataPin, Board.I2cClockPin, Ds3231.Address)));
        int baud = MeterConfiguration.Baud(configuration);
        string parity = MeterConfiguration.Parity(configuration);
        var meters = new MeterLine(
            configuration,
            DevicePins.Rs485(Board.Rs485TransmitPin, Board.Rs485ReceivePin, baud, parity),
            clock,
            DevicePins.Pulses(pins, Board.PulsePin, clock, configuration));
        ICharger charger = ChargerConfiguration.IsAc(configuration)
            ? Pilot(enable, clock, configuration)
            : Contacts(pins, enable, clock, configuration);
        var tokenHash = new TokenHash(hash, Convert.FromBase64String(configuration.SiteKey));
        string reader = CardReaderConfiguration.Name(configuration);
        ICardReader cards = reader == CardReaderConfiguration.Mfrc522
            ? Mfrc522Reader.Open(
                Board.SpiClockPin, Board.SpiDataInPin, Board.SpiDataOutPin, Board.SpiSelectPin, clock, tokenHash)
            : CardReaders.Open(configuration, pins, Board.WiegandData0Pin, Board.WiegandData1Pin, clock, tokenHash);
        var records = new FileRecordStore(Board.Folder, Board.Separator, Board.JournalSegments, Board.JournalSegmentBytes);

        // Three serial ports: the image's own, the meters', and one for the console or for a card reader.
        ISerialLine console = reader == CardReaderConfiguration.Serial
            ? null
            : DevicePins.ServiceConsole(Board.ConsoleTransmitPin, Board.ConsoleReceivePin);

        var program = new ChargePointProgram(
            configuration, clock, hash, contactor, charger, heartbeat, meters, cards, records, documents, console,
            (certificate, key) => new X509Certificate2(certificate, key, null));
        program.Indicator = new GpioIndicator(
            DevicePins.Output(pins, Board.GreenLampPin),
            DevicePins.Output(pins, Board.RedLampPin),
            reader == CardReaderConfiguration.Mfrc522 ? null : DevicePins.Output(pins, Board.BuzzerPin));
        program.BoardName = Board.Name;
        program.StopContacts = provisioning.StopContacts(pins);
        program.Provisioning = provisioning;
        program.Thermometer = DeratingConfiguration.HasThermometer(configuration)
            ? AnalogThermometer.Open(Board.TemperatureChannel, clock, Board.TemperatureEveryMs, configuration.TemperatureCorrectionK)
            : null;
        program.Run(() => WifiNetworkHelper.SetupNetworkHelper());
    }

    // A DC charger of its own.
    private static ICharger Contacts(GpioController pins, GpioPin enable, IClock clock, DeviceConfiguration configuration) =>
        ChargerConfiguration.Charger(
            configuration,
            enable,
            DevicePins.Input(pins, Board.VehicleConnectedPin),
            DevicePins.Input(pins, Board.VehicleRequestsPin),
            ChargerConfiguration.HasFaultContact(configuration) ? DevicePins.Input(pins, Board.ChargerFaultPin) : null,
            clock);

    // An AC post: the enable relay's pin is the pilot's generator, the status contacts' pins are its detectors.
    private static ICharger Pilot(GpioPin enable, IClock clock, DeviceConfiguration configuration)
    {
        enable.Dispose();
        PilotLine line = PilotLine.Open(Board.ChargerEnablePin, Board.PilotPositiveChannel, Board.PilotNegativeChannel);
        return new PilotCharger(line, clock, configuration.CurrentLimitA);
    }
}
