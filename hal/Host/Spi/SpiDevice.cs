// System.Device.Spi: one chip on a bus.
using ChargePointFw.Hal.Host;

namespace System.Device.Spi;

/// <summary>A chip behind its select line. Each call selects it, exchanges and lets it go.</summary>
public class SpiDevice : IDisposable
{
    private readonly VirtualSpi _wires = VirtualSpi.Current;
    private bool _isDisposed;

    public SpiDevice(SpiConnectionSettings settings) => ConnectionSettings = settings ?? throw new ArgumentException(null, nameof(settings));

    public SpiConnectionSettings ConnectionSettings { get; }

    public static SpiDevice Create(SpiConnectionSettings settings) => new(settings);

    /// <summary>Writes and reads at once. The ESP32 sends a word as it lies in its memory: the low byte first.</summary>
    public void TransferFullDuplex(ushort[] writeBuffer, ushort[] readBuffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var device = _wires.DeviceAt(ConnectionSettings.BusId, ConnectionSettings.ChipSelectLine);
        device?.Select();
        for (var i = 0; i < Math.Max(writeBuffer.Length, readBuffer.Length); i++)
        {
            var written = i < writeBuffer.Length ? writeBuffer[i] : (ushort)0;
            var low = device?.Exchange((byte)written) ?? 0;
            var high = device?.Exchange((byte)(written >> 8)) ?? 0;
            if (i < readBuffer.Length)
                readBuffer[i] = (ushort)(low | (high << 8));
        }
        device?.Deselect();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected void Dispose(bool disposing) => _isDisposed |= disposing;
}
