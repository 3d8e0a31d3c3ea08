// What a configuration may say of connector, charger and card reader, and what a board can do of it.
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class PartsConfigurationTests
{
    private const string Known = "ConnectorType must be one of CHADEMO, SAE_J3400, IEC_62196_T1_COMBO, IEC_62196_T2_COMBO, IEC_62196_T1, IEC_62196_T2.";
    private const string Limit = "CurrentLimitA must be a whole number, 6 to 80, or 0.";

    private const string Rise = "DeratingFromC, DeratingUntilC and StopFromC must rise: the second at least 5 above the first.";

    [TestMethod]
    [DataRow(null, 0, null)]
    [DataRow("", 0, null)]
    [DataRow("CHADEMO", 0, null)]
    [DataRow("SAE_J3400", 0, null)]
    [DataRow("IEC_62196_T1_COMBO", 0, null)]
    [DataRow("IEC_62196_T2_COMBO", 0, null)]
    [DataRow("IEC_62196_T1", 6, null)]
    [DataRow("IEC_62196_T2", 80, null)]
    [DataRow("chademo", 0, Known)]
    [DataRow("CCS2", 0, Known)]
    [DataRow("IEC_62196_T2", 0, "CurrentLimitA must say what cable and fuse of this AC post bear.")]
    [DataRow("IEC_62196_T2", 5, Limit)]
    [DataRow("IEC_62196_T2", 81, Limit)]
    [DataRow("CHADEMO", 16, "CurrentLimitA is for the pilot of IEC_62196_T1 and IEC_62196_T2; this connector has none: leave it out.")]
    public void AConnector_IsOneOfTheList(string? connector, int limitA, string? trouble) =>
        Assert.AreEqual(trouble, Trouble(new DeviceConfiguration { ConnectorType = connector, CurrentLimitA = limitA }));

    [TestMethod]
    [DataRow("closes", "opens", "none", null)]
    [DataRow("opens", "closes", "opens", null)]
    [DataRow("high", "", "", "ChargerEnable must be one of closes, opens.")]
    [DataRow("none", "", "", "ChargerEnable must be one of closes, opens.")]
    [DataRow("", "nc", "", "ChargerStatus must be one of closes, opens.")]
    [DataRow("", "", "nc", "ChargerFault must be one of none, opens, closes.")]
    public void AContact_ClosesOrOpens(string enable, string status, string fault, string? trouble) =>
        Assert.AreEqual(trouble, Trouble(new DeviceConfiguration { ChargerEnable = enable, ChargerStatus = status, ChargerFault = fault }));

    [TestMethod]
    [DataRow(null, 0, null)]
    [DataRow("none", 0, null)]
    [DataRow("wiegand", 0, null)]
    [DataRow("mfrc522", 0, null)]
    [DataRow("serial", 19_200, null)]
    [DataRow("rc522", 0, "CardReader must be one of none, wiegand, mfrc522, serial.")]
    [DataRow("serial", 300, "CardReaderBaud must be a whole number, 1200 to 115200, or 0.")]
    public void AReader_IsOneOfTheList(string? reader, int baud, string? trouble) =>
        Assert.AreEqual(trouble, Trouble(new DeviceConfiguration { CardReader = reader, CardReaderBaud = baud }));

    [TestMethod]
    [DataRow("CHADEMO", "wiegand", false, false, null)]
    [DataRow("IEC_62196_T2", "serial", true, false, null)]
    [DataRow("IEC_62196_T2", "none", false, true, "ConnectorType IEC_62196_T2 needs a control pilot, which this board has no pins for: take another board.")]
    [DataRow("CHADEMO", "mfrc522", false, true, null)]
    [DataRow("CHADEMO", "mfrc522", true, false, "CardReader mfrc522 needs an SPI bus, which this board has no pins for; it knows none, wiegand and serial.")]
    public void ABoard_RefusesWhatItHasNoPinsFor(string connector, string reader, bool hasPilot, bool hasMfrc522, string? trouble) =>
        Assert.AreEqual(trouble, new BoardAbilities(hasPilot, hasMfrc522, hasThermometer: true).TroubleWith(new DeviceConfiguration { ConnectorType = connector, CardReader = reader }));

    [TestMethod]
    [DataRow("IEC_62196_T2", 0, 0, 0, 0, 0, null)]
    [DataRow("IEC_62196_T2", 75, 0, 0, 0, 0, null)]
    [DataRow("IEC_62196_T2", 75, 50, 70, 6, -20, null)]
    [DataRow("CHADEMO", 100, 0, 0, 0, 20, null)]
    [DataRow("IEC_62196_T2", 39, 0, 0, 0, 0, "StopFromC must be a whole number, 40 to 100, or 0.")]
    [DataRow("CHADEMO", 101, 0, 0, 0, 0, "StopFromC must be a whole number, 40 to 100, or 0.")]
    [DataRow("IEC_62196_T2", 0, 50, 70, 6, 0, "StopFromC must say from which temperature on nothing charges, 40 to 100, where there is derating.")]
    [DataRow("CHADEMO", 75, 0, 0, 0, 21, "TemperatureCorrectionK must be a whole number, -20 to 20.")]
    [DataRow("CHADEMO", 75, 50, 70, 6, 0, "DeratingFromC, DeratingUntilC and DeratingToA are for the pilot of an AC post; a DC charger has only an enable contact: leave them out, StopFromC stops it.")]
    [DataRow("IEC_62196_T2", 75, 50, 54, 6, 0, Rise)]
    [DataRow("IEC_62196_T2", 75, 50, 75, 6, 0, Rise)]
    [DataRow("IEC_62196_T2", 75, 19, 60, 6, 0, "DeratingFromC must be a whole number, 20 to 100, or 0.")]
    [DataRow("IEC_62196_T2", 75, 0, 60, 6, 0, Rise)]
    [DataRow("IEC_62196_T2", 75, 50, 70, 5, 0, "DeratingToA must be a whole number, 6 to 80, or 0.")]
    [DataRow("IEC_62196_T2", 75, 50, 70, 0, 0, "DeratingToA must be 6 to CurrentLimitA: what is still offered at DeratingUntilC.")]
    [DataRow("IEC_62196_T2", 75, 50, 70, 17, 0, "DeratingToA must be 6 to CurrentLimitA: what is still offered at DeratingUntilC.")]
    public void Derating_IsALineThatRises(string connector, int stopC, int fromC, int untilC, int toA, int correctionK, string? trouble) =>
        Assert.AreEqual(trouble, Trouble(new DeviceConfiguration
        {
            ConnectorType = connector,
            CurrentLimitA = connector == "CHADEMO" ? 0 : 16,
            StopFromC = stopC,
            DeratingFromC = fromC,
            DeratingUntilC = untilC,
            DeratingToA = toA,
            TemperatureCorrectionK = correctionK,
        }));

    [TestMethod]
    public void ABoardWithoutAnInputForIt_RefusesATemperature() => Assert.AreEqual(
        "StopFromC needs an input for a temperature sensor, which this board has no pin for: take a thermostat, or another board.",
        new BoardAbilities(true, true, hasThermometer: false).TroubleWith(new DeviceConfiguration { StopFromC = 70 }));

    private static string? Trouble(DeviceConfiguration parts)
    {
        Configurations.Complete(parts);
        ConfigurationReader.Read(Configurations.Text(parts), out var trouble);
        return trouble;
    }
}
