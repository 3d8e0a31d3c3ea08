// Every kind of meter over a real serial line against a slave that shares no code with the drivers.
using ChargePointFw.Modbus;

namespace ChargePointFw.Serial.Tests;

[TestClass]
public class MeterTests
{
    // What the tables in Tables/ say in words: Wh, W and the serial number.
    [TestMethod]
    [DataRow("sdm630", "sdm630", 1_234_567, 3_456, "20501234")]
    [DataRow("sdm120", "sdm120", 9_000_000, -1_250, "18004711")]
    [DataRow("em340", "em340", 12_345_600, -15_432, "N0170300011K")]
    [DataRow("b23", "b23", 12_345_678, 22_000, null)]
    [DataRow("sunspec", "sunspec-203", 87_654_321, -12_340, "45678901ABCD")]
    [DataRow("sunspec", "sunspec-213", 16_777_218, -7_654, "45678901ABCD")]
    [DataRow("sunspec", "sunspec-chain", 32_100_000, 7_300, "5678SunChain")]
    public void TheMakersBytes_AreReadToTheUnit(string kind, string table, long registerWh, int powerW, string? serial)
    {
        Linux.Only();
        using var slave = new Slave(1, table);
        using var wire = new Wire(slave);
        var meters = new Meters(wire, kind);
        meters.Until("a reading", () => meters.IsFresh);
        Assert.AreEqual(registerWh, meters.Reading.RegisterWh);
        Assert.AreEqual(powerW, meters.Reading.PowerW);
        Assert.AreEqual(serial, meters.Reading.Serial);
    }

    [TestMethod]
    [DynamicData(nameof(KindsAndFaults))]
    public void AfterABadWire_PollingRecoversByItself(string kind, string table, int fault, UnitTrouble[] troubles)
    {
        Linux.Only();
        using var slave = new Slave(1, table);
        using var wire = new Wire(slave);
        var meters = new Meters(wire, kind);
        meters.Until("a first reading", () => meters.IsFresh);
        var (registerWh, powerW) = (meters.Reading.RegisterWh, meters.Reading.PowerW);

        wire.Fault = (WireFault)fault;
        meters.Until("the trouble", () => troubles.Contains(meters.Unit.Trouble));
        meters.Until("an age that shows", () => meters.AgeMs > 2_500);

        wire.Fault = WireFault.None;
        meters.Until("a reading again", () => meters.IsFresh);
        Assert.AreEqual(registerWh, meters.Reading.RegisterWh);
        Assert.AreEqual(powerW, meters.Reading.PowerW);
        Assert.AreEqual(UnitTrouble.None, meters.Unit.Trouble);
    }

    [TestMethod]
    [DataRow("sdm630", "sdm630")]
    [DataRow("sdm120", "sdm120")]
    [DataRow("em340", "em340")]
    [DataRow("b23", "b23")]
    [DataRow("sunspec", "sunspec-203")]
    [DataRow("sunspec", "sunspec-213")]
    public void AfterExceptions_PollingRecoversByItself(string kind, string table)
    {
        Linux.Only();
        using var slave = new Slave(1, table);
        using var wire = new Wire(slave);
        var meters = new Meters(wire, kind);
        meters.Until("a first reading", () => meters.IsFresh);

        slave.Tell("exception 2");
        meters.Until("a refusal", () => meters.Unit.Trouble == UnitTrouble.Refused);
        Assert.AreEqual(2, meters.Unit.LastException);
        slave.Tell("exception 6");
        meters.Until("a busy meter", () => meters.Unit.Trouble == UnitTrouble.Busy);

        slave.Tell("well");
        meters.Until("a reading again", () => meters.IsFresh);
        Assert.AreEqual(UnitTrouble.None, meters.Unit.Trouble);
    }

    // A second slave, which shares no code with the first one either.
    [TestMethod]
    [DataRow("sdm630", "sdm630", 1_234_567, 3_456, "20501234")]
    [DataRow("sdm120", "sdm120", 9_000_000, -1_250, "18004711")]
    [DataRow("em340", "em340", 12_345_600, -15_432, "N0170300011K")]
    [DataRow("b23", "b23", 12_345_678, 22_000, null)]
    [DataRow("sunspec", "sunspec-203", 87_654_321, -12_340, "45678901ABCD")]
    [DataRow("sunspec", "sunspec-213", 16_777_218, -7_654, "45678901ABCD")]
    public void ASecondSlave_IsReadTheSame_AndAfterRefusalsAndSilenceAgain(string kind, string table, long registerWh, int powerW, string? serial)
    {
        Linux.Only();
        using var slave = Slave.Peer(1, table);
        using var wire = new Wire(slave);
        var meters = new Meters(wire, kind);
        meters.Until("a reading", () => meters.IsFresh);
        Assert.AreEqual((registerWh, powerW, serial), (meters.Reading.RegisterWh, meters.Reading.PowerW, meters.Reading.Serial));

        slave.Tell("exception 4");
        meters.Until("a refusal", () => meters.Unit.Trouble == UnitTrouble.Refused);
        slave.Tell("well");
        meters.Until("a reading again", () => meters.IsFresh && meters.Unit.Trouble == UnitTrouble.None);
        wire.Fault = WireFault.Cut;
        meters.Until("a silence", () => meters.Unit.Trouble == UnitTrouble.Silent);
        wire.Fault = WireFault.None;
        meters.Until("a reading at last", () => meters.IsFresh && meters.Unit.Trouble == UnitTrouble.None);
        Assert.AreEqual((registerWh, powerW), (meters.Reading.RegisterWh, meters.Reading.PowerW));
    }

    [TestMethod]
    public void AMeterThatWasOffAtTheStart_IsReadWhenItComes()
    {
        Linux.Only();
        using var slave = new Slave(1, "em340");
        using var wire = new Wire(slave) { Fault = WireFault.Cut };
        var meters = new Meters(wire, "em340");
        meters.Until("the trouble", () => meters.Unit.Trouble == UnitTrouble.Silent);
        Assert.AreEqual(-1, meters.Reading.ReadAtMs);
        wire.Fault = WireFault.None;
        meters.Until("a reading", () => meters.IsFresh);
        Assert.AreEqual("N0170300011K", meters.Reading.Serial);
    }

    [TestMethod]
    public void ALineThatEchoes_IsRead()
    {
        Linux.Only();
        using var slave = new Slave(1, "sdm630");
        using var wire = new Wire(slave) { Fault = WireFault.Echo };
        var meters = new Meters(wire, "sdm630");
        meters.Until("a reading", () => meters.IsFresh);
        meters.For(3_000);
        Assert.AreEqual(1_234_567, meters.Reading.RegisterWh);
        Assert.AreEqual(0, meters.Unit.WrongFrames + meters.Unit.WrongChecksums);
    }

    [TestMethod]
    public void TwoUnitsOnOneLine_AreBothRead_AndOneDoesNotDisturbTheOther()
    {
        Linux.Only();
        using var meter = new Slave(1, "sdm630");
        using var surplusMeter = new Slave(2, "em340");
        using var wire = new Wire(meter, surplusMeter);
        var meters = new Meters(wire, "sdm630", "em340");
        meters.Until("both", () => meters.IsFresh && meters.IsSurplusFresh);
        Assert.AreEqual(1_234_567, meters.Reading.RegisterWh);
        Assert.AreEqual(15_432, meters.Surplus.SurplusW);

        surplusMeter.Tell("exception 4");
        meters.Until("a surplus that ages", () => meters.SurplusAgeMs > 4_000);
        meters.Until("the energy meter, read on", () => meters.IsFresh, withinMs: 3_000);
        surplusMeter.Tell("well");
        surplusMeter.Tell("set 4 28 3A980000");
        meters.Until("both again", () => meters.IsFresh && meters.IsSurplusFresh && meters.Surplus.SurplusW == 0);
    }

    [TestMethod]
    public void AnAddressThatNobodyHas_IsSaid()
    {
        Linux.Only();
        using var meter = new Slave(1, "sdm630");
        using var wire = new Wire(meter);
        var meters = new Meters(wire, "sdm630", "em340");
        meters.Until("the trouble", () => meters.SurplusUnit.Trouble == UnitTrouble.Silent);
        meters.Until("the energy meter", () => meters.IsFresh);
        Assert.AreEqual("unit 2 does not answer: check address and A/B wires", meters.SurplusUnit.TakeNews());
    }

    public static IEnumerable<object[]> KindsAndFaults =>
        from kind in new[] { ("sdm630", "sdm630"), ("sdm120", "sdm120"), ("em340", "em340"), ("b23", "b23"), ("sunspec", "sunspec-203"), ("sunspec", "sunspec-213") }
        from fault in new[]
        {
            (WireFault.Late, new[] { UnitTrouble.Silent }),
            (WireFault.WrongChecksum, [UnitTrouble.Garbled]),
            (WireFault.Noise, [UnitTrouble.Garbled]),
            (WireFault.Cut, [UnitTrouble.Silent]),
            (WireFault.Short, [UnitTrouble.Silent, UnitTrouble.Garbled]),
            (WireFault.OtherUnit, [UnitTrouble.Foreign]),
        }
        select new object[] { kind.Item1, kind.Item2, (int)fault.Item1, fault.Item2 };
}
