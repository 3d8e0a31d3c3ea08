using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>Supply that is set aside for a charge point before the rest is shared out.</summary>
/// <param name="ChargePointId">For which.</param>
/// <param name="FromMs">From this instant on, ms since 1970 in UTC.</param>
/// <param name="UntilMs">Up to here, exclusive.</param>
/// <param name="EnergyWh">In every interval that begins in between, Wh.</param>
internal sealed record Reservation(long ChargePointId, long FromMs, long UntilMs, long EnergyWh);

/// <summary>
/// How much each charge point counts when supply is shared out. Rows are only added, with who and when; the newest one
/// counts. A charge point without any has weight 1 and no reservation: the equal share.
/// </summary>
public sealed class ShareSettings
{
    /// <summary>Largest weight.</summary>
    public const int MaximumWeight = 1000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal ShareSettings(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Lets a charge point count more or less than the others; takes effect with the next plan.</summary>
    /// <exception cref="RegistryException">Unknown charge point, or a weight out of range.</exception>
    public void SetWeight(string site, string chargePoint, int weight, string setBy)
    {
        ChargePoint one = Find(site, chargePoint);
        if (weight is < 0 or > MaximumWeight)
        {
            throw new RegistryException($"a weight is 0 to {MaximumWeight}");
        }

        database.Write((connection, transaction) => connection.Execute(
            "INSERT INTO charge_point_weight (charge_point_id, weight, set_by, set_utc_ms) VALUES (@Id, @weight, @setBy, @nowMs)",
            new { one.Id, weight, setBy, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction));
    }

    /// <summary>Sets supply aside for a charge point in each interval that begins in [from, until); 0 Wh ends an earlier reservation.</summary>
    /// <exception cref="RegistryException">Unknown charge point, or a time that ends before it begins.</exception>
    public void Reserve(string site, string chargePoint, DateTimeOffset fromUtc, DateTimeOffset untilUtc, long energyWh, string setBy)
    {
        ChargePoint one = Find(site, chargePoint);
        if (untilUtc <= fromUtc || energyWh < 0)
        {
            throw new RegistryException("a reservation ends after it begins and is not below 0 Wh");
        }

        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO reservation (charge_point_id, from_utc_ms, until_utc_ms, energy_wh, set_by, set_utc_ms)
            VALUES (@Id, @fromMs, @untilMs, @energyWh, @setBy, @nowMs)
            """,
            new
            {
                one.Id,
                fromMs = fromUtc.ToUnixTimeMilliseconds(),
                untilMs = untilUtc.ToUnixTimeMilliseconds(),
                energyWh,
                setBy,
                nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction));
    }

    /// <summary>What is in force for a site.</summary>
    internal static ShareRules Read(SqliteConnection connection, SqliteTransaction transaction, Site site, long fromMs, long untilMs) => new(
        connection.Query<(long Id, long Weight, long)>(
            """
            SELECT charge_point_id, weight, max(charge_point_weight.id) FROM charge_point_weight
            JOIN charge_point ON charge_point.id = charge_point_id WHERE site_id = @Id GROUP BY charge_point_id
            """,
            new { site.Id },
            transaction).ToDictionary(row => row.Id, row => row.Weight),
        connection.Query<Reservation>(
            """
            SELECT charge_point_id AS ChargePointId, from_utc_ms AS FromMs, until_utc_ms AS UntilMs, energy_wh AS EnergyWh
            FROM reservation JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND from_utc_ms < @untilMs AND until_utc_ms > @fromMs ORDER BY reservation.id DESC
            """,
            new { site.Id, fromMs, untilMs },
            transaction).AsList());

    private ChargePoint Find(string site, string chargePoint) =>
        registry.FindChargePoint(site, chargePoint) ?? throw new RegistryException($"there is no charge point {site}/{chargePoint}");
}

/// <summary>Weights by charge point and reservations, newest first.</summary>
internal sealed record ShareRules(IReadOnlyDictionary<long, long> Weights, IReadOnlyList<Reservation> Reservations)
{
    public long WeightOf(ChargePoint chargePoint) => Weights.TryGetValue(chargePoint.Id, out long weight) ? weight : 1;

    public long ReservedWh(ChargePoint chargePoint, long startMs) => Reservations
        .FirstOrDefault(one => one.ChargePointId == chargePoint.Id && one.FromMs <= startMs && one.UntilMs > startMs)?.EnergyWh ?? 0;
}
