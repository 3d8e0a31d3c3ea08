// Wiegand frames over virtual pins: lengths, silences and what is said of wrong ones.
using System.Device.Gpio;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests.Cards;

[TestClass]
public sealed class WiegandReaderTests
{
    private const int Data0 = 18;
    private const int Data1 = 19;
    private readonly VirtualPins _pins = new();
    private readonly StepClock _clock = new();

    [TestMethod]
    [DataRow(26, 0x01234567, "w26-0000000001234567")]
    [DataRow(34, 0x212345678, "w34-0000000212345678")]
    [DataRow(64, -2, "w64-FFFFFFFFFFFFFFFE")]
    public void AFrame_IsHashedAsStaffTypeIt(int length, long bits, string id)
    {
        var reader = Reader();
        Send(length, bits);
        Assert.AreEqual(0, reader.TakeTokenHash(), "the silence behind it is not over");
        _clock.UptimeMs += 60;
        Assert.AreEqual(ReaderBench.HashOf(id), reader.TakeTokenHash());
        Assert.AreEqual(0, reader.TakeTokenHash());
        Assert.IsNull(reader.TakeNews());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(25)]
    [DataRow(65)]
    public void AFrameOfAnotherLength_IsNone_AndSaidOnce(int length)
    {
        var reader = Reader();
        Send(length, 1);
        _clock.UptimeMs += 60;
        Assert.AreEqual(0, reader.TakeTokenHash());
        Assert.AreEqual("card reader: 1 frames since the start were too short or too long: check D0, D1 and their ground", reader.TakeNews());
        Assert.IsNull(reader.TakeNews());
    }

    private WiegandReader Reader()
    {
        using var used = _pins.Use();
        _pins.Drive(Data0, PinValue.High);
        _pins.Drive(Data1, PinValue.High);
        var controller = new GpioController();
        return new WiegandReader(DevicePins.FastInput(controller, Data0), DevicePins.FastInput(controller, Data1), _clock, ReaderBench.Hash());
    }

    private void Send(int length, long bits)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            var pin = (i < 64 && ((bits >> i) & 1) != 0) ? Data1 : Data0;
            _pins.Drive(pin, PinValue.Low);
            _pins.Drive(pin, PinValue.High);
            _clock.UptimeMs += 2;
        }
    }
}
