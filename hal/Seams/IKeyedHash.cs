namespace ChargePointFw.Seams;

/// <summary>HMAC-SHA256 (RFC 2104). Behind a seam because the desktop build of the device's interpreter has none.</summary>
public interface IKeyedHash
{
    /// <summary>The 32-byte tag of the whole of <paramref name="message"/>; neither argument is changed.</summary>
    byte[] Compute(byte[] key, byte[] message);
}
