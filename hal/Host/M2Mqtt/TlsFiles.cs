// Certificates handed over as objects, written to files for libmosquitto and deleted after the connect.
using System.Security.Cryptography.X509Certificates;
using ChargePointFw.Hal.Host;
using ChargePointFw.Mosquitto;

namespace nanoFramework.M2Mqtt;

internal sealed class TlsFiles : IDisposable
{
    private string _directory;
    private string _caFile;
    private string _certificateFile;
    private string _keyFile;

    /// <summary>What is not given comes from the device's store.</summary>
    internal static TlsFiles Write(X509Certificate ca, X509Certificate client, DeviceCertificates stored)
    {
        var files = new TlsFiles { _caFile = stored?.CaFile };
        if (ca != null)
            files._caFile = files.Add("ca.pem", Pem(ca));
        if (client == null)
        {
            files._certificateFile = stored?.CertificateFile;
            files._keyFile = stored?.KeyFile;
            return files;
        }
        files._certificateFile = files.Add("client.pem", Pem(client));
        if (client is X509Certificate2 { HasPrivateKey: true } withKey)
            files._keyFile = files.Add("client.key", KeyPem(withKey));
        return files;
    }

    internal MosquittoTls ToTls(MqttSslProtocols protocol, bool validateServer) => new()
    {
        CaFile = _caFile,
        CertificateFile = _certificateFile,
        KeyFile = _keyFile,
        ValidateServer = validateServer,
        Version = protocol switch
        {
            MqttSslProtocols.None => null,
            MqttSslProtocols.TLSv1_2 => "tlsv1.2",
            MqttSslProtocols.TLSv1_3 => "tlsv1.3",
            _ => throw new ArgumentException("SSL/TLS protocol version not supported"),
        },
    };

    public void Dispose()
    {
        if (_directory != null)
            Directory.Delete(_directory, true);
        _directory = null;
    }

    // CreateTempSubdirectory makes a directory that only this user can read.
    private string Add(string name, string pem)
    {
        _directory ??= Directory.CreateTempSubdirectory("cpfw-tls-").FullName;
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, pem);
        return path;
    }

    private static string Pem(X509Certificate certificate) =>
        new(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", certificate.GetRawCertData()));

    private static string KeyPem(X509Certificate2 certificate) =>
        certificate.GetRSAPrivateKey()?.ExportPkcs8PrivateKeyPem()
        ?? certificate.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem()
        ?? throw new ArgumentException("The key of the client certificate is neither RSA nor ECDSA.");
}
