using System.IO.Ports;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Serial;

/// <summary>A serial port whose transceiver turns by itself, as the Modbus master wants it.</summary>
public sealed class Rs485Line : ISerialLine
{
    private readonly SerialPort port;

    public Rs485Line(SerialPort port) => this.port = port;

    public int Available => port.BytesToRead;

    /// <summary>Opens a port with 8 data bits and 1 stop bit.</summary>
    /// <param name="name">The port's name, such as COM2.</param>
    /// <param name="baud">Speed.</param>
    /// <param name="parity">none, even or odd.</param>
    public static Rs485Line Open(string name, int baud, string parity)
    {
        var port = new SerialPort(name, baud, parity == "even" ? Parity.Even : parity == "odd" ? Parity.Odd : Parity.None, 8, StopBits.One);
        port.Open();
        return new Rs485Line(port);
    }

    // The port waits for all the bytes that it is asked for, so it is asked for no more than there are.
    public int Read(byte[] buffer, int offset, int count)
    {
        int available = port.BytesToRead;
        return port.Read(buffer, offset, available < count ? available : count);
    }

    public void Write(byte[] buffer, int count) => port.Write(buffer, 0, count);
}
