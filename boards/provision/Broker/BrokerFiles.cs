// What a production broker needs: mosquitto's configuration, who may do what, its certificate, and whom it must refuse.
using System.Security.Cryptography.X509Certificates;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Provision.Broker;

/// <summary>Writes a folder for mosquitto 2: TLS 1.2 and up, client certificates, their common name as the user, nothing in the clear.</summary>
public sealed class BrokerFiles(Vault vault, TimeProvider time)
{
    private const int CertificateDays = 730;

    // A broker's certificate is made anew when less than this is left.
    private const int RenewBelowDays = 180;

    /// <summary>Room of a record message with 64 records, twice; a token list is the longest document.</summary>
    private const int LongestMessageBytes = 65_536;

    /// <summary>The back office's own certificate, made when there is none; PEM files of certificate and key.</summary>
    public (string CertificateFile, string KeyFile) BackOffice() => Client(AccessList.BackOffice);

    /// <summary>The certificate of a site's meter gateway, likewise.</summary>
    public (string CertificateFile, string KeyFile) Gateway(string site) => Client(AccessList.SurplusUserOf(site));

    /// <summary>The root that everybody trusts, a PEM file.</summary>
    public string CaFile()
    {
        vault.Write(Authority.OfInstallation(vault, time).Certificate.ExportCertificatePem() + "\n", "ca.pem");
        return vault.PathOf("ca.pem");
    }

    /// <summary>Writes the folder anew, from what the vault and the back office know.</summary>
    /// <param name="folder">Where; absolute paths to it stand in the configuration.</param>
    /// <param name="hosts">Names and addresses by which charge points and back office reach the broker.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="address">The address to listen at; null: all.</param>
    /// <param name="backOffice">Knows the charge points.</param>
    /// <returns>The configuration's file.</returns>
    public string Write(string folder, IReadOnlyList<string> hosts, int port, string? address, BackOfficeApp backOffice)
    {
        if (hosts.Count == 0)
        {
            throw new ProvisionException("a broker has at least one name or address: say --host.");
        }

        folder = Path.GetFullPath(folder);
        IReadOnlyList<Authority> authorities = Authority.All(vault, time);
        Put("clients.pem", string.Concat(authorities.Select(one => one.Certificate.ExportCertificatePem() + "\n")));
        Put("revoked.pem", string.Concat(authorities.Select(one => one.RevocationList())));
        Put("acl", string.Join('\n', AccessList.Lines(backOffice.Registry)) + "\n");
        (string certificate, string key) = Server(hosts);
        Put("server.pem", certificate);
        Put("server.key", key);
        Put("mosquitto.conf", string.Join('\n', Configuration(folder, port, address)) + "\n");
        return Path.Combine(folder, "mosquitto.conf");

        void Put(string name, string text) => Vault.WriteAt(Path.Combine(folder, name), System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static IEnumerable<string> Configuration(string folder, int port, string? address) =>
    [
        "# Made by the provisioning tool; made anew by it, so change the tool's options instead.",
        address is null ? $"listener {port}" : $"listener {port} {address}",
        "# The device's TLS speaks 1.2; this is the least.",
        "tls_version tlsv1.2",
        $"certfile {folder}/server.pem",
        $"keyfile {folder}/server.key",
        $"cafile {folder}/clients.pem",
        $"crlfile {folder}/revoked.pem",
        "require_certificate true",
        "use_identity_as_username true",
        "allow_anonymous false",
        $"acl_file {folder}/acl",
        "# What a device can say in one message, and how long it may be silent.",
        $"message_size_limit {LongestMessageBytes}",
        "max_keepalive 120",
        "max_connections 4096",
        "max_inflight_messages 20",
        "# The default of 1000 drops in silence. Records wait on the devices, not here.",
        "max_queued_messages 100000",
        "persistence true",
        $"persistence_location {folder}/",
        "autosave_interval 60",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "log_type information",
        "connection_messages true",
    ];

    private (string Certificate, string Key) Server(IReadOnlyList<string> hosts)
    {
        string wanted = string.Join(' ', hosts.Order(StringComparer.Ordinal));
        if (vault.Has("broker", "hosts") && vault.Read("broker", "hosts") == wanted && IsGood("broker", "server.pem"))
        {
            return (vault.Read("broker", "server.pem"), vault.Read("broker", "server.key"));
        }

        using X509Certificate2 made = Authority.OfInstallation(vault, time).Issue(hosts[0], CertificateUse.Broker, hosts, time.GetUtcNow().AddDays(CertificateDays));
        Keep(made, "broker", "server");
        vault.Write(wanted, "broker", "hosts");
        return (vault.Read("broker", "server.pem"), vault.Read("broker", "server.key"));
    }

    private (string CertificateFile, string KeyFile) Client(string user)
    {
        if (!IsGood("clients", user + ".pem"))
        {
            using X509Certificate2 made = Authority.OfInstallation(vault, time).Issue(user, CertificateUse.Client, [], time.GetUtcNow().AddDays(CertificateDays));
            Keep(made, "clients", user);
        }

        return (vault.PathOf("clients", user + ".pem"), vault.PathOf("clients", user + ".key"));
    }

    private void Keep(X509Certificate2 certificate, string folder, string name)
    {
        vault.Write(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n", folder, name + ".key");
        vault.Write(certificate.ExportCertificatePem() + "\n", folder, name + ".pem");
    }

    private bool IsGood(params string[] file)
    {
        if (!vault.Has(file))
        {
            return false;
        }

        using X509Certificate2 held = X509Certificate2.CreateFromPem(vault.Read(file));
        return held.NotAfter.ToUniversalTime() > time.GetUtcNow().AddDays(RenewBelowDays).UtcDateTime;
    }
}
