// The habits of the SPI package that the drivers lean on.
using System.Device.Spi;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class VirtualSpiTests
{
    [TestMethod]
    public void AWord_GoesOutLowByteFirst_BetweenSelectAndDeselect()
    {
        var buses = new VirtualSpi();
        var chip = new Recorder();
        buses.Connect(1, 15, chip);
        using var used = buses.Use();
        using var device = SpiDevice.Create(new SpiConnectionSettings(1, 15));
        var read = new ushort[1];
        device.TransferFullDuplex([0x1234], read);
        Assert.AreEqual("select 34 12 deselect", string.Join(' ', chip.Seen));
        Assert.AreEqual(0xEDCB, read[0], "what the chip said meanwhile, in the same order");
    }

    [TestMethod]
    public void WhereNoChipIs_ZerosAreRead()
    {
        using var used = new VirtualSpi().Use();
        using var device = new SpiDevice(new SpiConnectionSettings(1, 15));
        ushort[] read = [0xFFFF];
        device.TransferFullDuplex([0x1234], read);
        Assert.AreEqual(0, read[0]);
    }

    private sealed class Recorder : IVirtualSpiDevice
    {
        public List<string> Seen { get; } = [];

        public void Select() => Seen.Add("select");

        public byte Exchange(byte value)
        {
            Seen.Add($"{value:x2}");
            return (byte)~value;
        }

        public void Deselect() => Seen.Add("deselect");
    }
}
