using ChargePointFw.Seams;

namespace ChargePointFw.Keys;

/// <summary>
/// Hides secrets with a generation's wrap key: the bytes are turned over with HMAC-SHA256(wrap key, nonce ‖ which ‖ block), a
/// stream that is never used twice (NIST SP 800-108, counter mode). Turning again gives them back. The document around it is signed.
/// </summary>
public static class KeyWrap
{
    public const int NonceBytes = 16;

    /// <summary>The device key, in a <c>keys</c> document.</summary>
    public const byte DeviceKey = 1;

    /// <summary>The certificate's private key.</summary>
    public const byte CertificateKey = 2;

    private const int BlockBytes = 32;

    /// <summary>The bytes turned over, in an array of their own.</summary>
    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="set">The keys that hide.</param>
    /// <param name="nonce">16 bytes, never the same twice.</param>
    /// <param name="which">Of the secrets under that nonce.</param>
    /// <param name="bytes">At most 8,160.</param>
    public static byte[] Turn(IKeyedHash hash, KeySet set, byte[] nonce, byte which, byte[] bytes)
    {
        var turned = new byte[bytes.Length];
        var counter = new byte[NonceBytes + 2];
        System.Array.Copy(nonce, counter, NonceBytes);
        counter[NonceBytes] = which;
        for (int at = 0; at < bytes.Length; at += BlockBytes)
        {
            counter[NonceBytes + 1] = (byte)(at / BlockBytes);
            byte[] stream = hash.Compute(set.Wrap, counter);
            for (int i = 0; i < BlockBytes && at + i < bytes.Length; i++)
            {
                turned[at + i] = (byte)(bytes[at + i] ^ stream[i]);
            }
        }

        return turned;
    }
}
