// The habits of the ADC and PWM packages that the drivers lean on.
using System.Device.Adc;
using System.Device.Pwm;
using ChargePointFw.Hal.Host;
using nanoFramework.Hardware.Esp32;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class VirtualAnalogTests
{
    [TestMethod]
    [DataRow(-5, 0)]
    [DataRow(0, 0)]
    [DataRow(2_048, 2_048)]
    [DataRow(9_999, 4_095)]
    public void TheConverter_StandsAtItsEnds(int level, int expected)
    {
        var pins = new VirtualAnalog();
        pins.Connect(3, () => level);
        using var used = pins.Use();
        using var channel = new AdcController().OpenChannel(3);
        Assert.AreEqual(expected, channel.ReadValue());
        Assert.AreEqual(expected / 4_095.0, channel.ReadRatio());
    }

    [TestMethod]
    public void AChannelThatIsNotThere_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => new AdcController().OpenChannel(20));

    [TestMethod]
    public void APulseWidthPin_MustBeGivenToIt_AndIsDrivenFromItsStart()
    {
        var pins = new VirtualAnalog();
        using var used = pins.Use();
        Assert.IsNull(PwmChannel.CreateFromPin(26, 1_000));
        Configuration.SetPinFunction(26, DeviceFunction.PWM1);
        using var channel = PwmChannel.CreateFromPin(26, 1_000, 0.25);
        Assert.AreEqual(0, pins.Duty(26));
        channel.Start();
        Assert.AreEqual(2_500, pins.Duty(26));
        channel.DutyCycle = 1.0;
        Assert.AreEqual(10_000, pins.Duty(26));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => channel.DutyCycle = 1.01);
        channel.Stop();
        Assert.AreEqual(0, pins.Duty(26));
    }

    [TestMethod]
    public void AReset_DrivesNothing_AndTellsSo()
    {
        var pins = new VirtualAnalog();
        using var used = pins.Use();
        Configuration.SetPinFunction(26, DeviceFunction.PWM1);
        PwmChannel.CreateFromPin(26, 1_000, 0.25).Start();
        var told = -1;
        pins.DutyChanged += (_, duty) => told = duty;
        pins.Reset();
        Assert.AreEqual(0, told);
        Assert.IsNull(PwmChannel.CreateFromPin(26));
    }
}
