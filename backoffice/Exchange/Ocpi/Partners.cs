using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>Somebody who may read what is told.</summary>
/// <param name="Id">Row in the database.</param>
/// <param name="Name">Given once.</param>
/// <param name="SeesAllSites">Otherwise those that were named.</param>
/// <param name="SeesAllProgrammes">Sessions and CDRs of every card and of guests; otherwise of the programmes that were named.</param>
public sealed record Partner(long Id, string Name, bool SeesAllSites, bool SeesAllProgrammes);

/// <summary>A partner as listed; never the token.</summary>
public sealed record PartnerRow
{
    public string Name { get; init; } = "";

    /// <summary>Names, or "all".</summary>
    public string Sites { get; init; } = "";
    public string Programmes { get; init; } = "";
    public string MadeBy { get; init; } = "";
    public long MadeUtcMs { get; init; }

    /// <summary>Null while the token counts.</summary>
    public long? RevokedUtcMs { get; init; }
}

/// <summary>
/// Partners and their tokens. A token is 32 random bytes, shown once; its SHA-256 is all that is kept, and every one is
/// compared in the same time. A token that was revoked never counts again.
/// </summary>
public sealed class Partners
{
    private const int TokenBytes = 32;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal Partners(Database database, Registry registry, TimeProvider time) => (this.database, this.registry, this.time) = (database, registry, time);

    /// <summary>Makes a token.</summary>
    /// <param name="name">Of the partner; lower-case letters, digits and dashes, never used before.</param>
    /// <param name="sites">Names of the sites that it may read; null for all.</param>
    /// <param name="programmes">Whose sessions and CDRs it may read; null for all, guests' too.</param>
    /// <param name="by">Who makes it.</param>
    /// <returns>The token, which cannot be had again.</returns>
    /// <exception cref="RegistryException">The name was used, no site is named, or there is no such site.</exception>
    public string Make(string name, IReadOnlyList<string>? sites, IReadOnlyList<string>? programmes, string by)
    {
        if (SiteNames.FormRefusal(name) is { } refusal)
        {
            throw new RegistryException(refusal);
        }

        if (sites is { Count: 0 })
        {
            throw new RegistryException(Why.PartnerNeedsSites);
        }

        long[] siteIds = [.. (sites ?? []).Distinct().Select(site => (registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site)).Id)];
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        database.Write((connection, transaction) =>
        {
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM partner_token WHERE name = @name", new { name }, transaction) > 0)
            {
                throw new RegistryException(Why.PartnerNamed, name);
            }

            long id = connection.ExecuteScalar<long>(
                """
                INSERT INTO partner_token (name, token_sha256, sees_all_sites, sees_all_programmes, made_by, made_utc_ms)
                VALUES (@name, @hash, @allSites, @allProgrammes, @by, @nowMs) RETURNING id
                """,
                new { name, hash = HashOf(token), allSites = sites is null ? 1 : 0, allProgrammes = programmes is null ? 1 : 0, by, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            foreach (long siteId in siteIds)
            {
                connection.Execute("INSERT INTO partner_site (partner_id, site_id) VALUES (@id, @siteId)", new { id, siteId }, transaction);
            }

            foreach (string programme in (programmes ?? []).Distinct())
            {
                connection.Execute("INSERT INTO partner_programme (partner_id, programme) VALUES (@id, @programme)", new { id, programme }, transaction);
            }
        });
        return token;
    }

    /// <summary>Lets a partner read no more.</summary>
    /// <exception cref="RegistryException">There is none of this name whose token counts.</exception>
    public void Revoke(string name, string by)
    {
        int changed = database.Write((connection, transaction) => connection.Execute(
            "UPDATE partner_token SET revoked_by = @by, revoked_utc_ms = @nowMs WHERE name = @name AND revoked_utc_ms IS NULL",
            new { name, by, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction));
        if (changed == 0)
        {
            throw new RegistryException(Why.NoPartner, name);
        }
    }

    /// <summary>Every partner there is or was, by name.</summary>
    public IReadOnlyList<PartnerRow> List() => database.Read((connection, transaction) =>
    {
        ILookup<long, string> sites = connection.Query<(long, string)>(
            "SELECT partner_id, site.name FROM partner_site JOIN site ON site.id = site_id ORDER BY site.name", transaction: transaction).ToLookup(row => row.Item1, row => row.Item2);
        ILookup<long, string> programmes = connection.Query<(long, string)>(
            "SELECT partner_id, programme FROM partner_programme ORDER BY programme", transaction: transaction).ToLookup(row => row.Item1, row => row.Item2);
        return connection.Query<(long Id, string Name, long AllSites, long AllProgrammes, string MadeBy, long MadeMs, long? RevokedMs)>(
            "SELECT id, name, sees_all_sites, sees_all_programmes, made_by, made_utc_ms, revoked_utc_ms FROM partner_token ORDER BY name", transaction: transaction)
            .Select(row => new PartnerRow
            {
                Name = row.Name,
                Sites = row.AllSites != 0 ? "all" : string.Join(',', sites[row.Id]),
                Programmes = row.AllProgrammes != 0 ? "all" : string.Join(',', programmes[row.Id]),
                MadeBy = row.MadeBy,
                MadeUtcMs = row.MadeMs,
                RevokedUtcMs = row.RevokedMs,
            }).ToArray();
    });

    /// <summary>Whose token it is; null when it is nobody's.</summary>
    internal Partner? Find(string token)
    {
        byte[] hash = HashOf(token);
        Partner? found = null;
        foreach ((long id, string name, byte[] held, long allSites, long allProgrammes) in database.Read((connection, transaction) =>
            connection.Query<(long, string, byte[], long, long)>(
                "SELECT id, name, token_sha256, sees_all_sites, sees_all_programmes FROM partner_token WHERE revoked_utc_ms IS NULL", transaction: transaction).AsList()))
        {
            if (CryptographicOperations.FixedTimeEquals(held, hash))
            {
                found = new Partner(id, name, allSites != 0, allProgrammes != 0);
            }
        }

        return found;
    }

    /// <summary>Whether a partner may read what is told of a site.</summary>
    internal bool Sees(Partner partner, long siteId) => partner.SeesAllSites || database.Read((connection, transaction) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM partner_site WHERE partner_id = @Id AND site_id = @siteId", new { partner.Id, siteId }, transaction)) > 0;

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
