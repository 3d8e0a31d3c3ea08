// The simulator's float meter: the driver takes its numbers, and none of what is none.
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Hardware;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class FloatMeterTests
{
    [TestMethod]
    public void Numbers_AreTaken_NoNumbersAreNot_AndNumbersAreAgain()
    {
        var meter = new FloatMeter();
        var reading = new MeterReading();
        Assert.IsTrue(meter.Tell(1_234_567, 7_000, reading));
        Assert.AreEqual((1_234_567, 7_000), (reading.RegisterWh, reading.PowerW));
        foreach (float what in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F800001), -1e30f, 1e38f, -5 })
        {
            Assert.IsFalse(meter.Tell(what, 7_000, reading), $"register {what}");
            Assert.AreNotEqual(UnitTrouble.None, meter.Unit.Trouble);
        }

        foreach (float what in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f })
        {
            Assert.IsFalse(meter.Tell(1_234_600, what, reading), $"power {what}");
        }

        Assert.AreEqual((1_234_567, 7_000), (reading.RegisterWh, reading.PowerW), "as it was");
        Assert.IsTrue(meter.Tell(1_234_600, 0, reading), "well again");
        Assert.AreEqual((1_234_600, 0), (reading.RegisterWh, reading.PowerW));
    }
}
