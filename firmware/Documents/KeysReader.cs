using ChargePointFw.Keys;
using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a <c>keys</c> document: the next generation, its secrets hidden with the one before.</summary>
public sealed class KeysReader : VersionedDocumentReader
{
    /// <summary>Longest certificate, bytes of DER.</summary>
    public const int MostCertificateBytes = 1_024;

    /// <summary>Longest private key of a certificate, bytes of DER.</summary>
    public const int MostCertificateKeyBytes = 160;

    private const int MostGeneration = 255;
    private long wrappedBy;

    public KeysReader(string site, string chargePoint)
        : base(site, chargePoint, "keys")
    {
    }

    public byte[] Nonce { get; private set; }

    /// <summary>The next device key, hidden.</summary>
    public byte[] DeviceKey { get; private set; }

    /// <summary>The next certificate for the broker, DER; null where there is none.</summary>
    public byte[] Certificate { get; private set; }

    /// <summary>Its private key, hidden.</summary>
    public byte[] CertificateKey { get; private set; }

    protected override bool IsComplete => Nonce != null && DeviceKey != null && (Certificate == null) == (CertificateKey == null);

    /// <summary>Reads a body against the generation that counts; its version is the next one.</summary>
    public SecurityEventKind Read(byte[] body, byte generation)
    {
        Nonce = null;
        DeviceKey = null;
        Certificate = null;
        CertificateKey = null;
        wrappedBy = -1;
        SecurityEventKind verdict = ReadBody(body, generation);
        return verdict == SecurityEventKind.None && wrappedBy != generation ? SecurityEventKind.Older : verdict;
    }

    protected override bool TakesContent(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (reader.Is("by"))
        {
            wrappedBy = reader.Next() == JsonToken.Number ? reader.NumberValue : -1;
            return true;
        }

        bool isNonce = reader.Is("nonce");
        bool isKey = reader.Is("key");
        bool isCertificate = reader.Is("certificate");
        if (!isNonce && !isKey && !isCertificate && !reader.Is("certificateKey"))
        {
            return false;
        }

        byte[] bytes = reader.Next() == JsonToken.Text ? reader.BytesValue() : null;
        bool isLong = bytes != null && (isNonce ? bytes.Length == KeyWrap.NonceBytes
            : isKey ? bytes.Length == KeySet.DeviceKeyBytes
            : isCertificate ? bytes.Length <= MostCertificateBytes && Der.IsSequence(bytes)
            : bytes.Length <= MostCertificateKeyBytes);
        refusal = isLong ? refusal : SecurityEventKind.Malformed;
        Nonce = isNonce ? bytes : Nonce;
        DeviceKey = isKey ? bytes : DeviceKey;
        Certificate = isCertificate ? bytes : Certificate;
        CertificateKey = isNonce || isKey || isCertificate ? CertificateKey : bytes;
        return true;
    }

    protected override bool IsPlausible() => ClaimedVersion <= MostGeneration;
}
