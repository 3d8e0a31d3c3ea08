// Makes, lists and takes back the identities of charge points.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Stations;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Provision.Configuration;

namespace ChargePointFw.Provision.Identity;

/// <summary>The vault's desk. Whatever is interrupted can be done again: what is there already is kept, and the rest is made.</summary>
public sealed class IdentityDesk(Vault vault, TimeProvider time)
{
    public IReadOnlyList<ChargePointIdentity> All => ChargePointIdentity.All(vault);

    /// <summary>An identity by its names.</summary>
    /// <exception cref="ProvisionException">There is none.</exception>
    public ChargePointIdentity Of(string site, string chargePoint) =>
        ChargePointIdentity.Find(vault, site, chargePoint) ?? throw new ProvisionException($"{site}/{chargePoint} is not in {vault.Folder}: make it with 'new', or name its vault with --vault.");

    /// <summary>Makes an identity, and makes it known to the back office.</summary>
    /// <exception cref="ProvisionException">A name or value cannot be used, the board cannot do what is wanted, or it is there already.</exception>
    public ChargePointIdentity New(NewIdentity wanted, BackOfficeApp backOffice)
    {
        ChargePointIdentity? held = ChargePointIdentity.Find(vault, wanted.Site, wanted.ChargePoint);
        if (held is { State: not IdentityState.Made })
        {
            throw new ProvisionException($"{held} is there already, {held.State.ToString().ToLowerInvariant()}: 'flash' puts it on a board, 'rotate' gives it new keys.");
        }

        SiteFacts site = SiteOf(wanted);
        DeviceConfiguration configuration = held?.Configuration(vault) ?? Configured(wanted, site);
        if (held is null)
        {
            using X509Certificate2 certificate = Certify(wanted.Site, wanted.ChargePoint, wanted.CertificateDays);
            ChargePointIdentity.Put(certificate, configuration);
            Require(ConfigurationText.TroubleWith(configuration));
            held = new ChargePointIdentity(
                wanted.Site, wanted.ChargePoint, wanted.Board, configuration.KeyGeneration, certificate.SerialNumber, certificate.NotAfter.ToUniversalTime(), IdentityState.Made);
            site.Save(vault);
            held.Save(vault, configuration);
            held.Save(vault);
        }

        Register(held, site, Convert.FromBase64String(configuration.DeviceKey), backOffice, wanted.By);
        ChargePointIdentity registered = held with { State = IdentityState.Registered };
        registered.Save(vault);
        return registered;
    }

    /// <summary>Takes a certificate back; the broker refuses it once it has the new files.</summary>
    public ChargePointIdentity Revoke(string site, string chargePoint)
    {
        ChargePointIdentity revoked = Of(site, chargePoint) with { State = IdentityState.Revoked };
        Authority.OfSite(vault, time, site).Revoke(revoked.CertificateSerial);
        revoked.Save(vault);
        return revoked;
    }

    /// <summary>
    /// Gives a charge point that runs new keys and a new certificate. The first call offers them; a later one, once the charge point
    /// has taken them, takes the old certificate back and keeps the new ones. Between the two both are good.
    /// </summary>
    /// <returns>The identity as it is then: of the next generation once that counts.</returns>
    /// <exception cref="ProvisionException">It is revoked or not registered, or the back office refuses.</exception>
    public ChargePointIdentity Rotate(string site, string chargePoint, BackOfficeApp backOffice, string by, int certificateDays = 730)
    {
        ChargePointIdentity held = Of(site, chargePoint);
        ChargePoint? registered = backOffice.Registry.FindChargePoint(site, chargePoint);
        if (held.State != IdentityState.Registered || registered is null)
        {
            throw new ProvisionException($"{held} is {held.State.ToString().ToLowerInvariant()}{(registered is null ? ", and this back office does not know it" : "")}: only one that runs can take new keys.");
        }

        (ChargePointIdentity next, DeviceConfiguration configuration) = held.Next(vault) ?? MakeNext(held, certificateDays);
        try
        {
            backOffice.Keys.Offer(
                registered, Convert.FromBase64String(configuration.DeviceKey), next.KeyGeneration,
                (Convert.FromBase64String(configuration.ClientCertificate), Convert.FromBase64String(configuration.ClientKey)), by);
        }
        catch (RegistryException e)
        {
            throw new ProvisionException($"the back office does not take new keys of {held}: {e.Message}");
        }

        if (!backOffice.Keys.IsTaken(registered, next.KeyGeneration))
        {
            return held;
        }

        Authority.OfSite(vault, time, site).Revoke(held.CertificateSerial);
        next.Save(vault, configuration);
        next.Save(vault);
        next.RemoveNext(vault);
        SetExpiry(next, registered, backOffice, by);
        return next;
    }

    /// <summary>Sends a charge point that runs settings over its own file, judged as it will judge them itself.</summary>
    /// <returns>Whose, and the version that counts.</returns>
    /// <exception cref="ProvisionException">It could not run with them, or the back office does not know it.</exception>
    public (ChargePointIdentity Of, SettingsVersion Version) Configure(string site, string chargePoint, string settings, BackOfficeApp backOffice, string by)
    {
        ChargePointIdentity held = Of(site, chargePoint);
        DeviceConfiguration? with = ConfigurationReader.ReadOver(
            File.ReadAllBytes(held.ConfigurationPath(vault)), Encoding.UTF8.GetBytes(settings), isTaken: false, out string? trouble);
        Require(trouble is null ? BoardFacts.Of(held.Board).Abilities.TroubleWith(with!) : "the settings: " + trouble);
        ChargePoint registered = backOffice.Registry.FindChargePoint(site, chargePoint)
            ?? throw new ProvisionException($"this back office does not know {held}: name the database that it is registered in.");
        try
        {
            return (held, backOffice.Settings.Set(registered, settings.Trim(), by));
        }
        catch (RegistryException e)
        {
            throw new ProvisionException($"the back office does not take the settings of {held}: {e.Message}");
        }
    }

    private (ChargePointIdentity, DeviceConfiguration) MakeNext(ChargePointIdentity held, int certificateDays)
    {
        DeviceConfiguration configuration = held.Configuration(vault);
        using X509Certificate2 certificate = Certify(held.Site, held.ChargePoint, certificateDays);
        ChargePointIdentity.Put(certificate, configuration);
        configuration.DeviceKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        configuration.KeyGeneration = held.KeyGeneration + 1;
        Require(ConfigurationText.TroubleWith(configuration));
        ChargePointIdentity next = held with
        {
            KeyGeneration = configuration.KeyGeneration,
            CertificateSerial = certificate.SerialNumber,
            CertificateUntilUtc = certificate.NotAfter.ToUniversalTime(),
        };
        next.SaveNext(vault, configuration);
        return (next, configuration);
    }

    private SiteFacts SiteOf(NewIdentity wanted)
    {
        SiteFacts? held = SiteFacts.Find(vault, wanted.Site);
        var site = new SiteFacts(
            wanted.Site,
            wanted.Zone ?? held?.Zone ?? throw new ProvisionException($"{wanted.Site} is a new site: say its --zone, such as Asia/Tokyo."),
            wanted.IntervalMinutes != 0 ? wanted.IntervalMinutes : held?.IntervalMinutes ?? 30,
            wanted.BrokerHost ?? held?.BrokerHost ?? throw new ProvisionException($"{wanted.Site} is a new site: say its --broker-host, the name or address of the broker as the charge points see it."),
            wanted.BrokerPort != 0 ? wanted.BrokerPort : held?.BrokerPort ?? 8883);
        return held is null || (held.Zone == site.Zone && held.IntervalMinutes == site.IntervalMinutes)
            ? site
            : throw new ProvisionException($"{wanted.Site} is in {held.Zone} with intervals of {held.IntervalMinutes} minutes: leave --zone and --interval out.");
    }

    private DeviceConfiguration Configured(NewIdentity wanted, SiteFacts site)
    {
        DeviceConfiguration configuration = ReadSettings(wanted.Settings);
        configuration.Site = wanted.Site;
        configuration.ChargePoint = wanted.ChargePoint;
        configuration.DeviceKey = Convert.ToBase64String(wanted.DeviceKey ?? RandomNumberGenerator.GetBytes(32));
        configuration.KeyGeneration = 1;
        configuration.BrokerHost = site.BrokerHost;
        configuration.BrokerPort = site.BrokerPort;
        configuration.TimeServer ??= "pool.ntp.org";

        // Judged before anything is made: a wrong name must not leave an authority behind.
        configuration.SiteKey = configuration.DeviceKey;
        Require(ConfigurationText.TroubleWith(configuration));
        Require(BoardFacts.Of(wanted.Board).Abilities.TroubleWith(configuration));
        configuration.SiteKey = SiteFacts.Key(vault, wanted.Site);
        configuration.CaCertificate = Convert.ToBase64String(Authority.OfInstallation(vault, time).Certificate.RawData);
        return configuration;
    }

    // By the device's own rules, as everything else of a configuration.
    private static DeviceConfiguration ReadSettings(string settings)
    {
        DeviceConfiguration? read = ConfigurationReader.ReadPart(Encoding.UTF8.GetBytes(settings), out string? trouble);
        return read ?? throw new ProvisionException("the settings: " + trouble);
    }

    private X509Certificate2 Certify(string site, string chargePoint, int days) =>
        days is >= 1 and <= 3650
            ? Authority.OfSite(vault, time, site).Issue(site + "." + chargePoint, CertificateUse.Client, [], time.GetUtcNow().AddDays(days))
            : throw new ProvisionException("a certificate is good for 1 to 3650 days.");

    private static void Register(ChargePointIdentity identity, SiteFacts site, byte[] deviceKey, BackOfficeApp backOffice, string by)
    {
        try
        {
            backOffice.Registry.RegisterSite(site.Name, site.Zone, site.IntervalMinutes);
            ChargePoint registered = backOffice.Registry.RegisterChargePoint(site.Name, identity.ChargePoint, deviceKey, (byte)identity.KeyGeneration);
            SetExpiry(identity, registered, backOffice, by);
        }
        catch (RegistryException e)
        {
            throw new ProvisionException($"the back office does not take {identity}: {e.Message}");
        }
    }

    // The last whole day.
    private static void SetExpiry(ChargePointIdentity identity, ChargePoint registered, BackOfficeApp backOffice, string by) =>
        backOffice.Stations.SetExpiry(registered, ExpiryKind.Certificate, DateOnly.FromDateTime(identity.CertificateUntilUtc.UtcDateTime).AddDays(-1), by);

    private static void Require(string? trouble)
    {
        if (trouble is not null)
        {
            throw new ProvisionException(trouble);
        }
    }
}
