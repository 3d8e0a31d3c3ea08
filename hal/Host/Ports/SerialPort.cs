// System.IO.Ports: a serial port, over a terminal device of the PC.
using ChargePointFw.Hal.Host;

namespace System.IO.Ports;

/// <summary>A port of the board; <see cref="SerialLines"/> says what is wired to it.</summary>
public sealed class SerialPort : IDisposable
{
    private readonly SerialLines _lines = SerialLines.Current;
    private Terminal _terminal;

    public SerialPort(string portName, int baudRate = 9600, Parity parity = Parity.None, int dataBits = 8, StopBits stopBits = StopBits.One)
    {
        PortName = portName;
        BaudRate = baudRate;
        Parity = parity;
        DataBits = dataBits;
        StopBits = stopBits;
    }

    public string PortName { get; }

    public int BaudRate { get; set; }

    public Parity Parity { get; set; }

    public int DataBits { get; set; }

    public StopBits StopBits { get; set; }

    public bool IsOpen => _terminal != null;

    /// <summary>How long <see cref="Read"/> waits, ms; endless at first.</summary>
    public int ReadTimeout { get; set; } = Timeout.Infinite;

    public int BytesToRead => OperatingSystem.IsLinux() ? Opened.Waiting : throw new PlatformNotSupportedException();

    private Terminal Opened => _terminal ?? throw new InvalidOperationException();

    /// <exception cref="InvalidOperationException">It is open already.</exception>
    /// <exception cref="ArgumentException">There is no such port: nothing is wired to it.</exception>
    public void Open()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Serial lines on a PC are made for Linux.");
        if (IsOpen)
            throw new InvalidOperationException();
        var device = _lines?.DeviceOf(PortName) ?? throw new ArgumentException($"Nothing is wired to {PortName}.");
        _terminal = new Terminal(device, BaudRate, Parity, StopBits);
    }

    public void Close()
    {
        if (OperatingSystem.IsLinux())
            _terminal?.Dispose();
        _terminal = null;
    }

    public void Dispose() => Close();

    /// <summary>Waits until all of <paramref name="count"/> bytes are there.</summary>
    /// <exception cref="TimeoutException">They did not come within <see cref="ReadTimeout"/>; what came stays.</exception>
    public int Read(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var started = Environment.TickCount64;
        while (BytesToRead < count)
        {
            if (ReadTimeout != Timeout.Infinite && Environment.TickCount64 - started >= ReadTimeout)
                throw new TimeoutException();
            Thread.Sleep(1);
        }
        return OperatingSystem.IsLinux() ? Opened.Read(buffer.AsSpan(offset, count)) : 0;
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (OperatingSystem.IsLinux())
            Opened.Write(buffer.AsSpan(offset, count));
    }
}
