namespace ChargePointFw.Seams;

/// <summary>A serial line, RS-485 half duplex included. Nothing here waits.</summary>
public interface ISerialLine
{
    /// <summary>Bytes received and not yet taken.</summary>
    int Available { get; }

    /// <summary>Takes at most <paramref name="count"/> received bytes; returns how many.</summary>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Hands bytes to the transmitter.</summary>
    void Write(byte[] buffer, int count);
}
