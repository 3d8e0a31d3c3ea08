using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Provision.Configuration;

namespace ChargePointFw.Provision.Identity;

/// <summary>How far an identity has come.</summary>
public enum IdentityState
{
    /// <summary>Its secrets are in the vault; the back office may not know it yet.</summary>
    Made,

    /// <summary>The back office knows it.</summary>
    Registered,

    /// <summary>Its certificate is taken back.</summary>
    Revoked,
}

/// <summary>What is known of a charge point's identity; its secrets are in <c>config.json</c> beside it.</summary>
/// <param name="Site">Its site.</param>
/// <param name="ChargePoint">Its name there.</param>
/// <param name="Board">The folder of its board.</param>
/// <param name="KeyGeneration">Which device key it has.</param>
/// <param name="CertificateSerial">Of its certificate, hexadecimal.</param>
/// <param name="CertificateUntilUtc">When that lapses.</param>
/// <param name="State">How far it has come.</param>
public sealed record ChargePointIdentity(
    string Site, string ChargePoint, string Board, int KeyGeneration, string CertificateSerial, DateTimeOffset CertificateUntilUtc, IdentityState State)
{
    private const string FactsFile = "identity.json";
    private const string ConfigurationFileName = "config.json";

    /// <summary>User at the broker and common name of the certificate.</summary>
    public string User => Site + "." + ChargePoint;

    public override string ToString() => Site + "/" + ChargePoint;

    internal static ChargePointIdentity? Find(Vault vault, string site, string chargePoint) =>
        vault.Has("charge-points", site, chargePoint, FactsFile)
            ? JsonSerializer.Deserialize<ChargePointIdentity>(vault.Read("charge-points", site, chargePoint, FactsFile))
            : null;

    internal static IReadOnlyList<ChargePointIdentity> All(Vault vault) =>
        [.. vault.FoldersIn("charge-points").SelectMany(site => vault.FoldersIn("charge-points", site).Select(name => Find(vault, site, name))).OfType<ChargePointIdentity>()];

    /// <summary>The configuration that goes onto its flash; a file of secrets.</summary>
    public string ConfigurationPath(Vault vault) => vault.PathOf("charge-points", Site, ChargePoint, ConfigurationFileName);

    internal DeviceConfiguration Configuration(Vault vault) => ReadConfiguration(ConfigurationPath(vault));

    internal void Save(Vault vault) => vault.Write(JsonSerializer.Serialize(this), "charge-points", Site, ChargePoint, FactsFile);

    internal void Save(Vault vault, DeviceConfiguration configuration) =>
        vault.Write(ConfigurationText.Of(configuration), "charge-points", Site, ChargePoint, ConfigurationFileName);

    /// <summary>Keys that are offered and not known to be taken: kept beside, until they are.</summary>
    internal void SaveNext(Vault vault, DeviceConfiguration configuration)
    {
        vault.Write(ConfigurationText.Of(configuration), "charge-points", Site, ChargePoint, "next", ConfigurationFileName);
        vault.Write(JsonSerializer.Serialize(this), "charge-points", Site, ChargePoint, "next", FactsFile);
    }

    /// <summary>The keys that are offered, with the configuration that they make; null when none are.</summary>
    internal (ChargePointIdentity Identity, DeviceConfiguration Configuration)? Next(Vault vault) => vault.Has("charge-points", Site, ChargePoint, "next", FactsFile)
        ? (JsonSerializer.Deserialize<ChargePointIdentity>(vault.Read("charge-points", Site, ChargePoint, "next", FactsFile))!,
            ReadConfiguration(vault.PathOf("charge-points", Site, ChargePoint, "next", ConfigurationFileName)))
        : null;

    private static DeviceConfiguration ReadConfiguration(string path) =>
        ConfigurationFile.Read(path, out string? trouble) ?? throw new ProvisionException(trouble!);

    internal void RemoveNext(Vault vault)
    {
        File.Delete(vault.PathOf("charge-points", Site, ChargePoint, "next", FactsFile));
        File.Delete(vault.PathOf("charge-points", Site, ChargePoint, "next", ConfigurationFileName));
    }

    /// <summary>Puts a certificate and its key into a configuration, as the device reads them: DER in base 64.</summary>
    internal static void Put(X509Certificate2 certificate, DeviceConfiguration configuration)
    {
        configuration.ClientCertificate = Convert.ToBase64String(certificate.RawData);
        configuration.ClientKey = Convert.ToBase64String(certificate.GetECDsaPrivateKey()!.ExportECPrivateKey());
    }
}
