// The I2C buses of one board, seen from outside: which device answers at which address.
namespace ChargePointFw.Hal.Host;

/// <summary>A device on a virtual bus; it sees what a real one would see on the wires.</summary>
public interface IVirtualI2cDevice
{
    /// <summary>A start or a repeated start that names this device.</summary>
    void Start();

    /// <summary>A byte from the master; false: not acknowledged, which ends the transfer.</summary>
    bool Take(byte value);

    /// <summary>The byte that the device puts on the bus.</summary>
    byte Give();
}

/// <summary>The buses of one board; a bus without devices answers nothing.</summary>
public sealed class VirtualI2c
{
    private static readonly AsyncLocal<VirtualI2c> s_current = new();
    private readonly Dictionary<(int Bus, int Address), IVirtualI2cDevice> _devices = [];

    /// <summary>For programs with one board.</summary>
    public static VirtualI2c Default { get; } = new();

    internal static VirtualI2c Current => s_current.Value ?? Default;

    /// <summary>Solders a device to a bus, or takes it off (null).</summary>
    /// <param name="busId">As on the board, from 1.</param>
    /// <param name="address">7 bits.</param>
    /// <param name="device">What answers there.</param>
    public void Connect(int busId, int address, IVirtualI2cDevice device)
    {
        lock (_devices)
            _devices[(busId, address)] = device;
    }

    /// <summary>Makes these the current buses, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    internal IVirtualI2cDevice DeviceAt(int busId, int address)
    {
        lock (_devices)
            return _devices.GetValueOrDefault((busId, address));
    }
}
