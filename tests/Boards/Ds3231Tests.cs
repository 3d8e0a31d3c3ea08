// The driver of the battery-backed clock against a register-accurate device.
using System.Device.I2c;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class Ds3231Tests
{
    private static readonly DateTime s_set = new(2027, 2, 28, 23, 59, 58, DateTimeKind.Utc);
    private readonly VirtualI2c _buses = new();

    [TestMethod]
    [DataRow("2027-02-28T23:59:58Z", 3, "2027-03-01T00:00:01Z", DisplayName = "no leap year")]
    [DataRow("2028-02-28T23:59:58Z", 3, "2028-02-29T00:00:01Z", DisplayName = "leap year")]
    [DataRow("2029-12-31T23:59:59Z", 1, "2030-01-01T00:00:00Z", DisplayName = "new year")]
    [DataRow("2027-06-10T11:59:59Z", 3_601, "2027-06-10T13:00:00Z", DisplayName = "afternoon")]
    [DataRow("2099-12-31T23:59:58Z", 1, "2099-12-31T23:59:59Z", DisplayName = "last second of the century")]
    public void WhatWasSet_CountsOn(string set, int seconds, string expected)
    {
        var device = new SimulatedDs3231();
        var driver = Connect(device);
        Assert.IsTrue(driver.Set(Ms(set)));

        device.Pass(TimeSpan.FromSeconds(seconds));

        Assert.AreEqual(Ms(expected), driver.Read(), driver.Trouble);
        Assert.IsNull(driver.Trouble);
    }

    [TestMethod]
    public void AWrittenTime_StandsInTheRegistersAsTheDataSheetSays()
    {
        var device = new SimulatedDs3231();
        Connect(device).Set(Ms("2027-11-22T13:45:59Z"));
        // Seconds to year; Monday is the second day of the week; 24 hours; century bit clear.
        CollectionAssert.AreEqual(new byte[] { 0x59, 0x45, 0x13, 0x02, 0x22, 0x11, 0x27 }, device.Registers[..7]);
        Assert.AreEqual(0x04, device.Registers[0x0E], "the alarms' pin is quiet, the oscillator runs on the battery");
        Assert.AreEqual(0, device.Registers[0x0F] & 0x80, "the stopped mark is cleared");
    }

    [TestMethod]
    public void AFreshDevice_HasNoTime() => Refuses(new SimulatedDs3231(), "stood still");

    [TestMethod]
    public void AnEmptyBattery_LeavesNoTime()
    {
        var device = SetDevice();
        device.LosePower();
        Refuses(device, "change its battery");
        Assert.IsTrue(Connect(device).Set(Ms(s_set)), "and the next time mends it");
        Assert.AreEqual(Ms(s_set), Connect(device).Read());
    }

    [TestMethod]
    public void WhereNoDeviceIs_ThereIsNoTimeAndNothingIsSet()
    {
        var driver = Connect(null);
        Assert.AreEqual(-1, driver.Read());
        StringAssert.Contains(driver.Trouble, "No battery-backed clock answers");
        Assert.IsFalse(driver.Set(Ms(s_set)));
    }

    [TestMethod]
    [DataRow(0x00, 0x5A, DisplayName = "seconds are no decimal number")]
    [DataRow(0x00, 0x60, DisplayName = "60 seconds")]
    [DataRow(0x01, 0x75, DisplayName = "75 minutes")]
    [DataRow(0x02, 0x24, DisplayName = "24 hours")]
    [DataRow(0x02, 0x71, DisplayName = "11 in the afternoon, 12-hour mode")]
    [DataRow(0x04, 0x00, DisplayName = "day 0")]
    [DataRow(0x04, 0x29, DisplayName = "29 February of a year without")]
    [DataRow(0x05, 0x13, DisplayName = "month 13")]
    [DataRow(0x05, 0x82, DisplayName = "the next century")]
    [DataRow(0x06, 0xA0, DisplayName = "year A0")]
    [DataRow(0x06, 0x26, DisplayName = "a year before it was set")]
    [DataRow(0x07, 0x12, DisplayName = "another day of setting")]
    [DataRow(0x08, 0x12, DisplayName = "another day of setting, middle digit")]
    [DataRow(0x09, 0x01, DisplayName = "another day of setting, high digit")]
    [DataRow(0x0D, 0x00, DisplayName = "a set that broke off")]
    [DataRow(0x0E, 0x84, DisplayName = "the oscillator is off on battery")]
    public void WhatCannotBe_IsNoTime(int register, int value)
    {
        var device = SetDevice();
        device.Registers[register] = (byte)value;
        Refuses(device, "");
    }

    [TestMethod]
    public void ASetThatBreaksOffAtAnyByte_NeverLeavesAWrongTime()
    {
        var whole = new SimulatedDs3231();
        Connect(whole).Set(Ms(s_set));
        for (var bytes = 0; bytes < whole.Transferred; bytes++)
        {
            var device = SetDevice();
            device.Pass(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(90));
            var before = Connect(device).Read();
            device.TakesUntilCut = bytes;
            Assert.IsFalse(Connect(device).Set(Ms("2027-03-31T00:00:00Z")), "cut at byte " + bytes);
            device.TakesUntilCut = -1;
            var after = Connect(device).Read();
            Assert.IsTrue(after == -1 || after == before || after == Ms("2027-03-31T00:00:00Z"), $"cut at byte {bytes}: {after}");
        }
    }

    [TestMethod]
    [DataRow(-10, 10)]
    [DataRow(10, 60)]
    [DataRow(3, 400)]
    public void TheDriftBound_HoldsWhatItPromises(int fastPartsPerMillion, int days)
    {
        var device = SetDevice(fastPartsPerMillion);
        device.Pass(TimeSpan.FromDays(days));
        var driver = Connect(device);
        var offMs = Math.Abs(driver.Read() - Ms(s_set) - days * 86_400_000L);
        Assert.IsLessThanOrEqualTo(driver.ErrorMs + 1_000, offMs, "a whole second is not known, the rest is drift");
        Assert.AreEqual((days + 1) * 864L, driver.ErrorMs, 864L);
    }

    [TestMethod]
    [DataRow("1999-12-31T23:59:59Z")]
    [DataRow("2100-01-01T00:00:00Z")]
    public void AnotherCentury_IsNotSet(string time)
    {
        var device = SetDevice();
        Assert.IsFalse(Connect(device).Set(Ms(time)));
        Assert.AreEqual(Ms(s_set), Connect(device).Read(), "nothing was changed");
    }

    private SimulatedDs3231 SetDevice(int fastPartsPerMillion = 0)
    {
        var device = new SimulatedDs3231 { FastPartsPerMillion = fastPartsPerMillion };
        Assert.IsTrue(Connect(device).Set(Ms(s_set)));
        return device;
    }

    private void Refuses(SimulatedDs3231 device, string why)
    {
        var driver = Connect(device);
        Assert.AreEqual(-1, driver.Read());
        StringAssert.Contains(driver.Trouble, why);
    }

    private Ds3231 Connect(SimulatedDs3231? device)
    {
        _buses.Connect(SimulatedDs3231.Bus, SimulatedDs3231.Address, device);
        using (_buses.Use())
            return new Ds3231(new I2cDevice(new I2cConnectionSettings(SimulatedDs3231.Bus, Ds3231.Address, I2cBusSpeed.StandardMode)));
    }

    private static long Ms(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    private static long Ms(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
