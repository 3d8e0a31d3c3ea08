// A certificate authority of the vault: the installation's root, and one below it for each site.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ChargePointFw.Provision.Identity;

/// <summary>
/// Issues and revokes certificates (EC P-256, RFC 5280). The root signs the sites' authorities, the broker and the back office;
/// a site's authority signs its charge points. Devices trust the root alone, so that a broker serves any number of sites.
/// </summary>
public sealed class Authority
{
    private const string Root = "root";
    private static readonly TimeSpan authorityLife = TimeSpan.FromDays(20 * 365);

    // A clock may be behind: a certificate must be good the minute it is made.
    private static readonly TimeSpan early = TimeSpan.FromDays(1);

    private readonly Vault vault;
    private readonly TimeProvider time;
    private readonly string[] folder;

    private Authority(Vault vault, TimeProvider time, string[] folder, X509Certificate2 certificate)
    {
        this.vault = vault;
        this.time = time;
        this.folder = folder;
        Certificate = certificate;
    }

    /// <summary>Its own certificate, with the key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The installation's root; made the first time.</summary>
    public static Authority OfInstallation(Vault vault, TimeProvider time) => Open(vault, time, ["authorities", Root], "ChargePointFw root " + RandomNumberGenerator.GetHexString(8, true), null);

    /// <summary>A site's authority; made the first time.</summary>
    public static Authority OfSite(Vault vault, TimeProvider time, string site) =>
        Open(vault, time, ["authorities", "sites", site], "ChargePointFw site " + site, OfInstallation(vault, time));

    /// <summary>Every authority that there is: the root first, then the sites' by name.</summary>
    public static IReadOnlyList<Authority> All(Vault vault, TimeProvider time) =>
        [OfInstallation(vault, time), .. vault.FoldersIn("authorities", "sites").Select(site => OfSite(vault, time, site))];

    /// <summary>A certificate with a key of its own.</summary>
    /// <param name="commonName">The user at the broker, or the broker's name.</param>
    /// <param name="use">What it is for.</param>
    /// <param name="hosts">Names and addresses of a broker.</param>
    /// <param name="untilUtc">When it lapses.</param>
    public X509Certificate2 Issue(string commonName, CertificateUse use, IEnumerable<string> hosts, DateTimeOffset untilUtc)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(commonName), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        string purpose = use == CertificateUse.Broker ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"; // id-kp-serverAuth, id-kp-clientAuth
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        var names = new SubjectAlternativeNameBuilder();
        bool hasNames = false;
        foreach (string host in hosts)
        {
            hasNames = true;
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        if (hasNames)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        DateTimeOffset now = time.GetUtcNow();
        using X509Certificate2 signed = request.Create(Certificate, now - early, untilUtc, SerialNumber());
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Takes a certificate back; doing it again changes nothing. It counts once the broker has the new list.</summary>
    public void Revoke(string serialHex)
    {
        Dictionary<string, long> revoked = Revoked();
        if (revoked.TryAdd(serialHex, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            vault.Write(JsonSerializer.Serialize(revoked), [.. folder, "revoked.json"]);
        }
    }

    /// <summary>
    /// The revocation list, PEM. It lapses with the authority and not before: the broker reads it from its own disk, and one
    /// that lapsed overnight would lock everybody out.
    /// </summary>
    public string RevocationList()
    {
        var builder = new CertificateRevocationListBuilder();
        foreach ((string serialHex, long utcMs) in Revoked())
        {
            builder.AddEntry(Convert.FromHexString(serialHex), DateTimeOffset.FromUnixTimeMilliseconds(utcMs));
        }

        byte[] list = builder.Build(
            Certificate, new System.Numerics.BigInteger(time.GetUtcNow().ToUnixTimeMilliseconds()), Certificate.NotAfter.ToUniversalTime(), HashAlgorithmName.SHA256,
            thisUpdate: time.GetUtcNow() - early);
        return PemEncoding.WriteString("X509 CRL", list) + "\n";
    }

    private Dictionary<string, long> Revoked() =>
        vault.Has([.. folder, "revoked.json"]) ? JsonSerializer.Deserialize<Dictionary<string, long>>(vault.Read([.. folder, "revoked.json"]))! : [];

    private static Authority Open(Vault vault, TimeProvider time, string[] folder, string name, Authority? parent)
    {
        string[] file = [.. folder, "authority.pem"];
        if (!vault.Has(file))
        {
            using X509Certificate2 made = Make(time, name, parent);
            vault.Write(made.ExportCertificatePem() + "\n" + made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n", file);
        }

        string pem = vault.Read(file);
        return new Authority(vault, time, folder, X509Certificate2.CreateFromPem(pem, pem));
    }

    private static X509Certificate2 Make(TimeProvider time, string name, Authority? parent)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(NameOf(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, parent is null ? 1 : 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        if (parent is null)
        {
            return request.CreateSelfSigned(now - early, now + authorityLife);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(parent.Certificate, true, false));
        using X509Certificate2 signed = request.Create(parent.Certificate, now - early, parent.Certificate.NotAfter, SerialNumber());
        return signed.CopyWithPrivateKey(key);
    }

    private static X500DistinguishedName NameOf(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    // Positive, 16 bytes (RFC 5280, 4.1.2.2).
    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
