using System.Collections.Concurrent;
using System.Security.Cryptography;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Keys;
using Dapper;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>A registration that cannot be: its message says why. Never holds a key.</summary>
public sealed class RegistryException(Refused refused) : RefusedException(refused)
{
    /// <param name="why">Why.</param>
    /// <param name="values">What the words refer to.</param>
    public RegistryException(Why why, params object[] values)
        : this(new Refused(why, values))
    {
    }
}

/// <summary>
/// Sites, charge points with their device keys, and programme members. Registering the same again changes nothing. A
/// charge point that is not here is not heard.
/// </summary>
public sealed class Registry
{
    private const string Registration = "registration";
    private readonly Database database;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Site> sites = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Site, string Name), ChargePoint> chargePoints = new();
    private readonly ConcurrentDictionary<long, ChargePoint> chargePointsById = new();

    internal Registry(Database database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        Refresh();
    }

    /// <summary>Every site, by name.</summary>
    public IReadOnlyList<Site> Sites => [.. sites.Values.OrderBy(site => site.Name, StringComparer.Ordinal)];

    /// <summary>Raised after a site's token list has changed.</summary>
    internal event Action<Site>? MembersChanged;

    public Site? FindSite(string name) => sites.GetValueOrDefault(name);

    public ChargePoint? FindChargePoint(string site, string name) => chargePoints.GetValueOrDefault((site, name));

    internal ChargePoint? FindChargePoint(long id) => chargePointsById.GetValueOrDefault(id);

    /// <summary>The charge points of one site, ordered by name (ordinal): the order in which supply is shared out.</summary>
    public IReadOnlyList<ChargePoint> ChargePointsOf(Site site) =>
        [.. chargePoints.Values.Where(one => one.Site.Id == site.Id).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <param name="name">Lower-case letters, digits and dashes.</param>
    /// <param name="zone">IANA zone, for instance Asia/Tokyo.</param>
    /// <param name="intervalMinutes">15, 30 or 60.</param>
    /// <exception cref="RegistryException">The name, zone or interval cannot be used, or differs from what is registered.</exception>
    public Site RegisterSite(string name, string zone, int intervalMinutes = 30)
    {
        Require(SiteNames.Refusal(name));
        Require(intervalMinutes is 15 or 30 or 60 ? null : new Refused(Why.IntervalMinutes));
        Require(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? null : new Refused(Why.UnknownZone, zone));
        if (sites.TryGetValue(name, out Site? held))
        {
            Require(held.Zone.Id == zone && held.IntervalMinutes == intervalMinutes ? null : new Refused(Why.SiteDiffers, name));
            return held;
        }

        Site site = database.Write((connection, transaction) =>
        {
            long id = connection.ExecuteScalar<long>(
                "INSERT INTO site (name, zone, interval_minutes) VALUES (@name, @zone, @intervalMinutes) RETURNING id",
                new { name, zone, intervalMinutes },
                transaction);
            var added = new Site(id, name, found!, intervalMinutes);
            new MemberFacts(connection, transaction, added).Begin(Registration, NowMs);
            return added;
        });
        return sites.GetOrAdd(name, site);
    }

    /// <param name="site">A registered site.</param>
    /// <param name="name">Lower-case letters, digits and dashes; unique at its site.</param>
    /// <param name="deviceKey">32 bytes, given to this charge point alone.</param>
    /// <param name="keyGeneration">0 to 255; a rotation registers the next one and keeps the old for old records.</param>
    /// <exception cref="RegistryException">Unknown site, unusable name or key, or another key for the same generation.</exception>
    public ChargePoint RegisterChargePoint(string site, string name, byte[] deviceKey, byte keyGeneration = 1)
    {
        Site at = FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        Require(SiteNames.Refusal(name));
        Require(deviceKey.Length == 32 ? null : new Refused(Why.DeviceKeyLength));
        long id = database.Write((connection, transaction) =>
        {
            long row = connection.ExecuteScalar<long>(
                """
                INSERT INTO charge_point (site_id, name) VALUES (@siteId, @name)
                ON CONFLICT (site_id, name) DO UPDATE SET name = excluded.name RETURNING id
                """,
                new { siteId = at.Id, name },
                transaction);
            byte[]? held = connection.QuerySingleOrDefault<byte[]>(
                "SELECT device_key FROM device_key WHERE charge_point_id = @row AND generation = @keyGeneration",
                new { row, keyGeneration },
                transaction);
            bool sameKey = held is null || CryptographicOperations.FixedTimeEquals(held, deviceKey);
            Require(sameKey ? null : new Refused(Why.OtherKey, site, name, keyGeneration));
            connection.Execute(
                """
                INSERT INTO device_key (charge_point_id, generation, device_key, confirmed_utc_ms) VALUES (@row, @keyGeneration, @deviceKey, @NowMs)
                ON CONFLICT (charge_point_id, generation) DO NOTHING
                """,
                new { row, keyGeneration, deviceKey, NowMs },
                transaction);
            return row;
        });
        Remember(at, id, name, deviceKey, keyGeneration, isConfirmed: true);
        return chargePoints[(site, name)];
    }

    /// <param name="site">A registered site.</param>
    /// <param name="tokenHash">First 8 bytes of HMAC-SHA256(site key, token id), as the device computes it.</param>
    /// <param name="programme">Name of the programme.</param>
    /// <param name="validUntilUtc">End of the membership, exclusive.</param>
    /// <exception cref="RegistryException">Unknown site, or the site's list is full.</exception>
    public void RegisterMember(string site, long tokenHash, string programme, DateTimeOffset validUntilUtc)
    {
        Site at = FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        int changed = database.Write((connection, transaction) => new MemberFacts(connection, transaction, at).Set(
            [(tokenHash, programme, "", validUntilUtc.ToUnixTimeMilliseconds())], Registration, "member registered", NowMs));
        if (changed > 0)
        {
            TellMembersChanged(at);
        }
    }

    /// <summary>A site's token list has a newer version.</summary>
    internal void TellMembersChanged(Site site) => MembersChanged?.Invoke(site);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes up what is registered, by another process too.</summary>
    internal void Refresh() => database.Read((connection, transaction) =>
    {
        foreach ((long id, string name, string zone, long minutes) in connection.Query<(long, string, string, long)>(
            "SELECT id, name, zone, interval_minutes FROM site", transaction: transaction))
        {
            sites.TryAdd(name, new Site(id, name, TimeZoneInfo.FindSystemTimeZoneById(zone), (int)minutes));
        }

        foreach (KeyRow row in connection.Query<KeyRow>(
            """
            SELECT site.name AS Site, charge_point.id AS Id, charge_point.name AS Name, device_key AS Key, generation AS Generation,
                confirmed_utc_ms IS NOT NULL AS IsConfirmed, first_journal_id AS JournalId, first_number AS Number
            FROM charge_point JOIN site ON site.id = site_id JOIN device_key ON charge_point_id = charge_point.id
            ORDER BY generation
            """,
            transaction: transaction))
        {
            Remember(sites[row.Site], row.Id, row.Name, row.Key, (byte)row.Generation, row.IsConfirmed);
            if (row.JournalId is not null)
            {
                chargePointsById[row.Id].Begin(new KeyBeginning((byte)row.Generation, row.JournalId.Value, row.Number!.Value));
            }
        }

        return 0;
    });

    private void Remember(Site site, long id, string name, byte[] deviceKey, byte generation, bool isConfirmed)
    {
        KeyRing ring = chargePoints.GetValueOrDefault((site.Name, name))?.KeysOf(generation)
            ?? new KeyRing(HmacSha256.Instance, deviceKey, site.Name, name, generation); // derived once: this comes round every minute
        chargePointsById[id] = chargePoints.AddOrUpdate(
            (site.Name, name),
            _ => new ChargePoint(id, site, name, ring),
            (_, held) =>
            {
                held.Add(ring, isConfirmed);
                return held;
            });
    }

    private sealed record KeyRow
    {
        public string Site { get; init; } = "";
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public byte[] Key { get; init; } = [];
        public long Generation { get; init; }
        public bool IsConfirmed { get; init; }
        public long? JournalId { get; init; }
        public long? Number { get; init; }
    }

    private static void Require(Refused? refusal)
    {
        if (refusal is not null)
        {
            throw new RegistryException(refusal);
        }
    }
}
