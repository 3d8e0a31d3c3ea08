using ChargePointFw.Seams;

namespace ChargePointFw.Keys;

/// <summary>
/// The keys of one charge point, each derived from its device key for one purpose, so that what is signed for one can
/// never pass for another. Both ends hold the device key: who has it can forge (docs say so).
/// </summary>
public sealed class KeyRing
{
    /// <summary>Signs records: the chain of tags.</summary>
    public readonly byte[] Record;

    /// <summary>Signs plans, token lists, configurations and commands.</summary>
    public readonly byte[] Document;

    /// <summary>Signs acknowledgements and requests to send again.</summary>
    public readonly byte[] Acknowledgement;

    /// <summary>Seals what the charge point itself keeps of documents; nobody else needs it.</summary>
    public readonly byte[] Store;

    /// <summary>Which device key this is; a rotation counts up.</summary>
    public readonly byte Generation;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="deviceKey">The secret that provisioning gave to this charge point; 32 bytes.</param>
    /// <param name="site">Lower-case name of the site.</param>
    /// <param name="chargePoint">Lower-case name of the charge point.</param>
    /// <param name="generation">0 to 255.</param>
    public KeyRing(IKeyedHash hash, byte[] deviceKey, string site, string chargePoint, byte generation)
    {
        string holder = "/" + site + "/" + chargePoint + "/" + generation.ToString();
        Record = hash.Compute(deviceKey, Ascii("cpfw/1/record" + holder));
        Document = hash.Compute(deviceKey, Ascii("cpfw/1/document" + holder));
        Acknowledgement = hash.Compute(deviceKey, Ascii("cpfw/1/acknowledgement" + holder));
        Store = hash.Compute(deviceKey, Ascii("cpfw/1/store" + holder));
        Generation = generation;
    }

    private static byte[] Ascii(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }
}
