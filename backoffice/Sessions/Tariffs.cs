using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>What charging costs.</summary>
/// <param name="Currency">Three letters, ISO 4217.</param>
/// <param name="PerMinute">For each minute that was begun.</param>
/// <param name="PerKwh">For each kWh that counts.</param>
/// <param name="Id">Row in the database; 0 for one that is not there.</param>
public sealed record Tariff(string Currency, decimal PerMinute, decimal PerKwh, long Id = 0)
{
    /// <summary>The price, exact.</summary>
    /// <param name="minutes">Begun ones counted.</param>
    /// <param name="energyWh">What counts: not what was dropped.</param>
    public decimal Price(long minutes, long energyWh) => (minutes * PerMinute) + (energyWh * PerKwh / 1000m);
}

/// <summary>A tariff as stored.</summary>
internal sealed record TariffRow
{
    public long Id { get; init; }

    /// <summary>Whose; empty for guests and whoever's programme has none.</summary>
    public string Programme { get; init; } = "";
    public long FromMs { get; init; }

    /// <summary>When another one counts; null while none is set.</summary>
    public long? UntilMs { get; init; }
    public string Currency { get; init; } = "";
    public long PerMinuteThousandths { get; init; }
    public long PerKwhThousandths { get; init; }

    public Tariff Tariff => new(Currency, PerMinuteThousandths / 1000m, PerKwhThousandths / 1000m, Id);

    public bool CountsAt(long utcMs) => FromMs <= utcMs && (UntilMs is null || UntilMs > utcMs);
}

/// <summary>
/// Tariffs of a site, by programme and from when on; rows are added only. They tell a clerk what a session comes to;
/// statements are made elsewhere.
/// </summary>
public sealed class Tariffs
{
    private const decimal Largest = 1_000_000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal Tariffs(Database database, Registry registry, TimeProvider time) => (this.database, this.registry, this.time) = (database, registry, time);

    /// <summary>Sets what sessions cost that begin from a time on.</summary>
    /// <param name="site">Name of the site.</param>
    /// <param name="programme">Whose; null for whoever's programme has no tariff of its own, and for guests.</param>
    /// <param name="fromUtc">From when on.</param>
    /// <param name="tariff">At most three decimals, 0 to a million.</param>
    /// <param name="by">Who sets it.</param>
    /// <exception cref="RegistryException">No such site or programme, or no such price.</exception>
    public void Set(string site, string? programme, DateTimeOffset fromUtc, Tariff tariff, string by)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        if (tariff.Currency.Length != 3 || !tariff.Currency.All(char.IsAsciiLetterUpper))
        {
            throw new RegistryException(Why.NoCurrency, tariff.Currency);
        }

        (long perMinute, long perKwh) = (Thousandths(tariff.PerMinute), Thousandths(tariff.PerKwh));
        database.Write((connection, transaction) =>
        {
            long? number = programme is null ? null : connection.QuerySingleOrDefault<long?>("SELECT number FROM programme WHERE name = @programme", new { programme }, transaction)
                ?? throw new RegistryException(Why.NoProgramme, programme);
            connection.Execute(
                """
                INSERT INTO tariff (site_id, programme, valid_from_utc_ms, currency, per_minute_thousandths, per_kwh_thousandths, set_by, set_utc_ms)
                VALUES (@Id, @number, @fromMs, @Currency, @perMinute, @perKwh, @by, @nowMs)
                """,
                new
                {
                    at.Id,
                    number,
                    fromMs = fromUtc.ToUnixTimeMilliseconds(),
                    tariff.Currency,
                    perMinute,
                    perKwh,
                    by,
                    nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                },
                transaction);
        });
    }

    /// <summary>The tariff of a session; null when none is set.</summary>
    internal static Tariff? Find(DbConnection connection, DbTransaction transaction, SessionRow session)
    {
        (long id, string? currency, long perMinute, long perKwh) = connection.QueryFirstOrDefault<(long, string?, long, long)>(
            """
            SELECT id, currency, per_minute_thousandths, per_kwh_thousandths FROM tariff
            WHERE site_id = (SELECT id FROM site WHERE name = @Site) AND valid_from_utc_ms <= @BeginMs
              AND (programme IS NULL OR programme = (SELECT number FROM programme WHERE name = @Programme))
            ORDER BY programme IS NULL, valid_from_utc_ms DESC, id DESC LIMIT 1
            """,
            session, transaction);
        return currency is null ? null : new Tariff(currency, perMinute / 1000m, perKwh / 1000m, id);
    }

    /// <summary>All tariffs of a site, with whose they are and when they count; what another row replaces at once never did.</summary>
    internal static IReadOnlyList<TariffRow> Of(DbConnection connection, DbTransaction transaction, Site site)
    {
        TariffRow[] rows =
        [
            .. connection.Query<TariffRow>(
                """
                SELECT tariff.id AS Id, coalesce(programme.name, '') AS Programme, valid_from_utc_ms AS FromMs, currency AS Currency,
                       per_minute_thousandths AS PerMinuteThousandths, per_kwh_thousandths AS PerKwhThousandths
                FROM tariff LEFT JOIN programme ON programme.number = tariff.programme WHERE site_id = @Id ORDER BY valid_from_utc_ms, tariff.id
                """,
                new { site.Id }, transaction),
        ];
        return [.. rows.Select((row, i) => row with { UntilMs = rows.Skip(i + 1).FirstOrDefault(later => later.Programme == row.Programme)?.FromMs })];
    }

    private static long Thousandths(decimal price) => price is >= 0 and <= Largest && decimal.Truncate(price * 1000) == price * 1000
        ? (long)(price * 1000)
        : throw new RegistryException(Why.NoPrice, price, Largest);
}
