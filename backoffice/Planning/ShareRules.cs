using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>Supply that is set aside for a charge point before the rest is shared out.</summary>
/// <param name="ChargePointId">For which.</param>
/// <param name="FromMs">From this instant on, ms since 1970 in UTC.</param>
/// <param name="UntilMs">Up to here, exclusive.</param>
/// <param name="EnergyWh">In every interval that begins in between, Wh.</param>
internal sealed record Reservation(long ChargePointId, long FromMs, long UntilMs, long EnergyWh);

/// <summary>
/// How much each charge point counts when supply is shared out: weights, and reservations newest first. A charge point
/// without any has weight 1 and no reservation: the equal share.
/// </summary>
internal sealed record ShareRules(IReadOnlyDictionary<long, long> Weights, IReadOnlyList<Reservation> Reservations)
{
    public long WeightOf(ChargePoint chargePoint) => Weights.TryGetValue(chargePoint.Id, out long weight) ? weight : 1;

    public long ReservedWh(ChargePoint chargePoint, long startMs) => Reservations
        .FirstOrDefault(one => one.ChargePointId == chargePoint.Id && one.FromMs <= startMs && one.UntilMs > startMs)?.EnergyWh ?? 0;

    /// <summary>What is in force for a site.</summary>
    internal static ShareRules Read(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs) => new(
        connection.Query<(long Id, long Weight, long)>(
            """
            SELECT charge_point_id, weight, charge_point_weight.id FROM charge_point_weight JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND charge_point_weight.id IN (SELECT max(id) FROM charge_point_weight GROUP BY charge_point_id)
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
}
