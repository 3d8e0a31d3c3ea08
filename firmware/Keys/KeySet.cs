using ChargePointFw.Seams;

namespace ChargePointFw.Keys;

/// <summary>The keys of one generation, derived per purpose, so that a tag of one kind proves nothing of another.</summary>
public sealed class KeySet
{
    /// <summary>Bytes of a device key.</summary>
    public const int DeviceKeyBytes = 32;

    /// <summary>Chains the records.</summary>
    public readonly byte[] Record;

    /// <summary>Signs plans, token lists and other documents.</summary>
    public readonly byte[] Document;

    /// <summary>Signs acknowledgements and requests to send again.</summary>
    public readonly byte[] Acknowledgement;

    /// <summary>Hides the next generation's secrets on their way.</summary>
    public readonly byte[] Wrap;

    /// <summary>Which device key it is; a rotation counts up.</summary>
    public readonly byte Generation;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="deviceKey">The secret of this charge point; 32 bytes.</param>
    /// <param name="site">Lower-case name of the site.</param>
    /// <param name="chargePoint">Lower-case name of the charge point.</param>
    /// <param name="generation">0 to 255.</param>
    public KeySet(IKeyedHash hash, byte[] deviceKey, string site, string chargePoint, byte generation)
    {
        string holder = "/" + site + "/" + chargePoint + "/" + generation.ToString();
        Record = Derive(hash, deviceKey, "record" + holder);
        Document = Derive(hash, deviceKey, "document" + holder);
        Acknowledgement = Derive(hash, deviceKey, "acknowledgement" + holder);
        Wrap = Derive(hash, deviceKey, "wrap" + holder);
        Generation = generation;
    }

    internal static byte[] Derive(IKeyedHash hash, byte[] deviceKey, string purpose)
    {
        string text = "cpfw/1/" + purpose;
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return hash.Compute(deviceKey, bytes);
    }
}
