// Which of the PC's devices stands behind a port of the board.
namespace ChargePointFw.Hal.Host;

/// <summary>The wires on a board's serial ports: a name such as COM2 leads to a terminal device or one end of a pseudo-terminal.</summary>
public sealed class SerialLines
{
    private static readonly AsyncLocal<SerialLines> s_current = new();
    private readonly Dictionary<string, string> _devices = [];

    internal static SerialLines Current => s_current.Value;

    /// <summary>Wires a port.</summary>
    /// <param name="portName">The board's name of it.</param>
    /// <param name="device">Path of the device, such as /dev/ttyUSB0.</param>
    public void Connect(string portName, string device) => _devices[portName] = device;

    /// <summary>Makes these the current wires, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    internal string DeviceOf(string portName) => _devices.GetValueOrDefault(portName);
}
