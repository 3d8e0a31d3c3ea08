// The SPI buses of one board, seen from outside: which chip hangs on which select line.
namespace ChargePointFw.Hal.Host;

/// <summary>A chip on a virtual bus; it sees what a real one would see on the wires.</summary>
public interface IVirtualSpiDevice
{
    /// <summary>Its select line goes low.</summary>
    void Select();

    /// <summary>Eight clocks: the master's byte in, the chip's byte out.</summary>
    byte Exchange(byte value);

    /// <summary>Its select line goes high.</summary>
    void Deselect();
}

/// <summary>The buses of one board; where no chip is, the master reads zeros.</summary>
public sealed class VirtualSpi
{
    private static readonly AsyncLocal<VirtualSpi> s_current = new();
    private readonly Dictionary<(int Bus, int ChipSelect), IVirtualSpiDevice> _devices = [];

    /// <summary>For programs with one board.</summary>
    public static VirtualSpi Default { get; } = new();

    internal static VirtualSpi Current => s_current.Value ?? Default;

    /// <summary>Solders a chip to a bus, or takes it off (null).</summary>
    /// <param name="busId">As on the board, from 1.</param>
    /// <param name="chipSelect">GPIO of its select line.</param>
    /// <param name="device">What answers there.</param>
    public void Connect(int busId, int chipSelect, IVirtualSpiDevice device)
    {
        lock (_devices)
            _devices[(busId, chipSelect)] = device;
    }

    /// <summary>Makes these the current buses, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    internal IVirtualSpiDevice DeviceAt(int busId, int chipSelect)
    {
        lock (_devices)
            return _devices.GetValueOrDefault((busId, chipSelect));
    }
}
