using System.IO.Ports;
using ChargePointFw.Seams;

namespace ChargePointFw.OlimexEsp32Evb;

/// <summary>The serial port as the meter driver wants it.</summary>
public sealed class Rs485Line : ISerialLine
{
    private readonly SerialPort port;

    public Rs485Line(SerialPort port) => this.port = port;

    public int Available => port.BytesToRead;

    public int Read(byte[] buffer, int offset, int count) => port.Read(buffer, offset, count);

    public void Write(byte[] buffer, int count) => port.Write(buffer, 0, count);
}
