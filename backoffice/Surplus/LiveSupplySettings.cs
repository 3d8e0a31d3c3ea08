using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Surplus;

/// <summary>Whether a site's measured surplus is shared out, and what it is.</summary>
/// <param name="IsOn">Whether plans hand out shares of it.</param>
/// <param name="Source">OCPI's source category of the generation.</param>
/// <param name="CertificateId">What backs it, or empty: then it is used and counted, and no claim is made of it.</param>
/// <param name="SetBy">Who said so; empty when nobody has.</param>
/// <param name="SetMs">When, ms since 1970 in UTC.</param>
public sealed record LiveSupply(bool IsOn, string Source, string CertificateId, string SetBy, long SetMs)
{
    /// <summary>As it is at a site for which nobody has said anything.</summary>
    public static LiveSupply Off { get; } = new(false, "SOLAR", "", "", 0);
}

/// <summary>Switches live supply on and off by site. Rows are only added, with who and when; the newest one counts.</summary>
public sealed class LiveSupplySettings
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal LiveSupplySettings(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Raised after a site's setting was committed.</summary>
    internal event Action<Site>? Changed;

    /// <param name="site">A registered site.</param>
    /// <param name="isOn">Whether its surplus is shared out from the next plan on.</param>
    /// <param name="setBy">Who says so.</param>
    /// <param name="source">OCPI's category of the generation; a renewable one.</param>
    /// <param name="certificateId">What backs it, or empty.</param>
    /// <exception cref="RegistryException">Unknown site, a source that is not renewable, or a certificate's name that cannot be one.</exception>
    public void Set(string site, bool isOn, string setBy, string source = "SOLAR", string certificateId = "")
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        if (!EnergySources.IsRenewable(source))
        {
            throw new RegistryException(Why.NotRenewable, string.Join(", ", EnergySources.Renewable), source);
        }

        if (PlainCsv.CertificateRefusal(certificateId) is { } refusal)
        {
            throw new RegistryException(refusal);
        }

        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO live_supply (site_id, is_on, source, certificate_id, set_by, set_utc_ms)
            VALUES (@Id, @isOn, @source, @certificateId, @setBy, @nowMs)
            """,
            new { at.Id, isOn, source, certificateId, setBy, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction));
        Changed?.Invoke(at);
    }

    /// <summary>What is in force for a site.</summary>
    public LiveSupply Of(Site site) => database.Read((connection, transaction) => Read(connection, transaction, site));

    internal static LiveSupply Read(DbConnection connection, DbTransaction transaction, Site site)
    {
        (long isOn, string source, string certificateId, string setBy, long setMs) = connection.QueryFirstOrDefault<(long, string, string, string, long)>(
            "SELECT is_on, source, certificate_id, set_by, set_utc_ms FROM live_supply WHERE site_id = @Id ORDER BY id DESC LIMIT 1",
            new { site.Id },
            transaction);
        return source is null ? LiveSupply.Off : new LiveSupply(isOn != 0, source, certificateId, setBy, setMs);
    }
}
