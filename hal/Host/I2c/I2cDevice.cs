// System.Device.I2c: one device on a bus, over VirtualI2c.
using ChargePointFw.Hal.Host;

namespace System.Device.I2c;

/// <summary>
/// A device on a bus. Making it touches no wire; nobody at its address shows in each transfer's result, not as an
/// exception, and <see cref="ReadByte"/> then gives 0.
/// </summary>
public class I2cDevice : IDisposable
{
    private readonly VirtualI2c _wires = VirtualI2c.Current;
    private bool _isDisposed;

    public I2cDevice(I2cConnectionSettings settings) => ConnectionSettings = settings ?? throw new ArgumentException(null, nameof(settings));

    public I2cConnectionSettings ConnectionSettings { get; }

    public static I2cDevice Create(I2cConnectionSettings settings) => new(settings);

    public byte ReadByte()
    {
        var buffer = new byte[1];
        Transfer(default, buffer);
        return buffer[0];
    }

    public I2cTransferResult Read(SpanByte buffer) => Transfer(default, buffer);

    public I2cTransferResult WriteByte(byte value) => Transfer(new[] { value }, default);

    public I2cTransferResult Write(SpanByte buffer) => Transfer(buffer, default);

    /// <summary>Writes, then reads after a repeated start.</summary>
    public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer) => Transfer(writeBuffer, readBuffer);

    public void Dispose()
    {
        _isDisposed = true;
        GC.SuppressFinalize(this);
    }

    private I2cTransferResult Transfer(SpanByte written, SpanByte read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var device = _wires.DeviceAt(ConnectionSettings.BusId, ConnectionSettings.DeviceAddress);
        if (device == null)
            return new I2cTransferResult(0, I2cTransferStatus.SlaveAddressNotAcknowledged);
        uint transferred = 0;
        if (written.Length > 0)
        {
            device.Start();
            for (var i = 0; i < written.Length; i++, transferred++)
            {
                if (!device.Take(written[i]))
                    return new I2cTransferResult(transferred, I2cTransferStatus.PartialTransfer);
            }
        }
        if (read.Length > 0)
        {
            device.Start();
            for (var i = 0; i < read.Length; i++, transferred++)
                read[i] = device.Give();
        }
        return new I2cTransferResult(transferred, I2cTransferStatus.FullTransfer);
    }
}
