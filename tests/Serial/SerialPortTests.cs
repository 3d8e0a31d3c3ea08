// The habits of the device's serial port that the line has to live with.
using System.IO.Ports;
using System.Text;
using ChargePointFw.Drivers.Serial;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Serial.Tests;

[TestClass]
public class SerialPortTests
{
    [TestMethod]
    public void Read_WaitsForAllBytes_SoTheLineAsksForWhatIsThere()
    {
        Linux.Only();
        using var terminal = new PseudoTerminal();
        using var wired = Wired(terminal);
        using var port = new SerialPort("COM2") { ReadTimeout = 100 };
        port.Open();
        terminal.Write("abc"u8);
        var buffer = new byte[8];
        Assert.ThrowsExactly<TimeoutException>(() => port.Read(buffer, 0, 8));
        Assert.AreEqual(3, port.BytesToRead, "nothing is lost");

        var line = new Rs485Line(port);
        Assert.AreEqual(3, line.Read(buffer, 1, 7));
        Assert.AreEqual("abc", Encoding.ASCII.GetString(buffer, 1, 3));
        Assert.AreEqual(0, line.Available);
    }

    [TestMethod]
    public void EveryByte_PassesUnchanged()
    {
        Linux.Only();
        using var terminal = new PseudoTerminal();
        using var wired = Wired(terminal);
        var line = Rs485Line.Open("COM2", 2400, "even");
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        line.Write(all, all.Length);
        var heard = new List<byte>();
        while (heard.Count < all.Length && terminal.Read(1_000) is { Length: > 0 } part)
            heard.AddRange(part);
        CollectionAssert.AreEqual(all, heard);
    }

    [TestMethod]
    public void APortThatNothingIsWiredTo_DoesNotOpen()
    {
        Linux.Only();
        using var port = new SerialPort("COM3");
        Assert.ThrowsExactly<ArgumentException>(port.Open);
        Assert.IsFalse(port.IsOpen);
    }

    private static IDisposable Wired(PseudoTerminal terminal)
    {
        var lines = new SerialLines();
        lines.Connect("COM2", terminal.Device);
        return lines.Use();
    }
}
