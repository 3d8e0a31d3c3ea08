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
using ChargePointFw.Seams;
using nanoFramework.Networking;

namespace ChargePointFw.OlimexEsp32Evb;

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
            Board.ConfigurationPath, documents, new BoardAbilities(hasPilot: false, hasMfrc522: false, hasThermometer: false), hash);
        DeviceConfiguration configuration = provisioning.Await();
        var clock = new BatteryClock(new SystemClock(), new Ds3231(DevicePins.I2c(Board.I2cDataPin, Board.I2cClockPin, Ds3231.Address)));
        int baud = MeterConfiguration.Baud(configuration);
        string parity = MeterConfiguration.Parity(configuration);
        var meters = new MeterLine(
            configuration,
            DevicePins.Rs485(Board.Rs485TransmitPin, Board.Rs485ReceivePin, baud, parity),
            clock,
            DevicePins.Pulses(pins, Board.PulsePin, clock, configuration));
        GpioCharger charger = ChargerConfiguration.Charger(
            configuration,
            enable,
            DevicePins.Input(pins, Board.VehicleConnectedPin),
            DevicePins.Input(pins, Board.VehicleRequestsPin),
            null,
            clock);
        var tokenHash = new TokenHash(hash, Convert.FromBase64String(configuration.SiteKey));
        ICardReader cards = CardReaders.Open(
            configuration, pins, Board.WiegandData0Pin, Board.WiegandData1Pin, clock, tokenHash);
        var records = new FileRecordStore(Board.Folder, Board.Separator, Board.JournalSegments, Board.JournalSegmentBytes);

        var program = new ChargePointProgram(
            configuration, clock, hash, contactor, charger, heartbeat, meters, cards, records, documents, null,
            (certificate, key) => new X509Certificate2(certificate, key, null));
        program.BoardName = Board.Name;
        program.StopContacts = provisioning.StopContacts(pins);
        program.Provisioning = provisioning;
        program.Run(() => NetworkHelper.SetupNetworkHelper());
    }
}
