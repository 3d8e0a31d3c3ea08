using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>What the device's package does in a constructor of its own.</summary>
public static class ClientCertificates
{
    /// <summary>A certificate with its private key, both DER (RFC 5280, RFC 5915).</summary>
    public static X509Certificate Make(byte[] certificate, byte[] privateKey)
    {
        using var key = ECDsa.Create();
        key.ImportECPrivateKey(privateKey, out _);
        using X509Certificate2 alone = X509CertificateLoader.LoadCertificate(certificate);
        return alone.CopyWithPrivateKey(key);
    }
}
