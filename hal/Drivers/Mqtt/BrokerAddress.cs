using System.Security.Cryptography.X509Certificates;

namespace ChargePointFw.Drivers.Mqtt;

/// <summary>A certificate with its private key, both DER: the device's package and .NET make one each in their own way.</summary>
public delegate X509Certificate ClientCertificateMaker(byte[] certificate, byte[] privateKey);

/// <summary>Where the broker is and how to log in.</summary>
public sealed class BrokerAddress
{
    public string Host;
    public int Port;

    /// <summary>Null where the broker takes the name from the client certificate.</summary>
    public string UserName;
    public string Password;

    /// <summary>The authority that the broker's certificate must come from, DER; null for plain MQTT, which is for loopback only.</summary>
    public byte[] CaCertificate;

    /// <summary>The device's own certificate, DER; null where the broker asks for none.</summary>
    public byte[] ClientCertificate;

    /// <summary>Its private key, DER.</summary>
    public byte[] ClientKey;

    /// <summary>Makes one of both.</summary>
    public ClientCertificateMaker MakeCertificate;
}
