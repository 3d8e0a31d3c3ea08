using ChargePointFw.Drivers.Serial;
using ChargePointFw.Hal.Host;
using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>The serial port of a simulated board's service console: a terminal device of this PC, or one end of a pseudo-terminal.</summary>
public static class ConsolePort
{
    private const string Name = "COM1";
    private const int Baud = 115_200;

    /// <summary>Opens it.</summary>
    /// <param name="device">Path of the device.</param>
    /// <exception cref="IOException">It cannot be opened; the message says what to give instead.</exception>
    public static ISerialLine Open(string device)
    {
        var lines = new SerialLines();
        lines.Connect(Name, device);
        using (lines.Use())
        {
            try
            {
                return Rs485Line.Open(Name, Baud, "none");
            }
            catch (IOException trouble)
            {
                throw new IOException(
                    $"The console does not open: {trouble.Message}. Give a serial device or a pseudo-terminal, such as one of 'socat -d -d pty,raw,echo=0 pty,raw,echo=0'.", trouble);
            }
        }
    }
}
