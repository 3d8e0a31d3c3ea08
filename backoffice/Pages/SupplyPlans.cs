using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>How far a charge point's plan has come; versions from 1, 0 for none; times in ms since 1970 in UTC, 0 for never.</summary>
/// <param name="ChargePoint">Whose.</param>
/// <param name="Published">The newest version.</param>
/// <param name="PublishedMs">When it was made and published.</param>
/// <param name="Held">The version that it last reported by a signed record, which is what counts.</param>
/// <param name="HeldMs">When that was reported.</param>
/// <param name="Said">The version that it last said it holds; null when it was not heard since the start.</param>
public sealed record PlanState(ChargePoint ChargePoint, long Published, long PublishedMs, long Held, long HeldMs, long? Said)
{
    /// <summary>It does not hold the newest version yet, by any word of it.</summary>
    public bool IsBehind => Math.Max(Held, Said ?? 0) < Published;
}

/// <summary>What is allocated to a charge point in an interval, Wh, with its share of live supply in thousandths.</summary>
public sealed record PlannedInterval
{
    public long ChargePointId { get; init; }
    public long StartMs { get; init; }
    public long EnergyWh { get; init; }
    public long LivePermille { get; init; }
    public long Version { get; init; }

    /// <summary>Name of a <c>ShareReason</c>.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>A day's plans at a site: how far they have come, and what they say by charge point and interval.</summary>
public sealed record SupplyPlans(IReadOnlyList<PlanState> States, IReadOnlyList<long> Starts, IReadOnlyDictionary<(long ChargePointId, long StartMs), PlannedInterval> Intervals)
{
    internal static SupplyPlans Read(Database database, Registry registry, Progress progress, DaySelection day) => database.Read((connection, transaction) =>
    {
        var range = new { day.Site.Id, fromMs = day.FromUtc.ToUnixTimeMilliseconds(), untilMs = day.ToUtc.ToUnixTimeMilliseconds() };
        Dictionary<long, (long Version, long CreatedMs, long Held, long HeldMs)> known = connection.Query<(long Id, long Version, long CreatedMs, long Held, long HeldMs)>(
            """
            SELECT charge_point.id, coalesce(v.version, 0), coalesce(v.created_utc_ms, 0), coalesce(r.version, 0), coalesce(r.reported_utc_ms, 0)
            FROM charge_point
            LEFT JOIN plan_version v ON v.charge_point_id = charge_point.id
                AND v.version = (SELECT max(version) FROM plan_version WHERE charge_point_id = charge_point.id)
            LEFT JOIN plan_report r ON r.id = (
                SELECT id FROM plan_report WHERE charge_point_id = charge_point.id AND journal_row > 0 ORDER BY id DESC LIMIT 1)
            WHERE site_id = @Id
            """,
            range,
            transaction).ToDictionary(one => one.Id, one => (one.Version, one.CreatedMs, one.Held, one.HeldMs));
        PlannedInterval[] intervals =
        [
            .. connection.Query<PlannedInterval>(
                """
                SELECT a.charge_point_id AS ChargePointId, a.interval_start_utc_ms AS StartMs, a.energy_wh AS EnergyWh, a.live_permille AS LivePermille,
                       a.plan_version AS Version, p.reason AS Reason
                FROM allocation a JOIN planned_allocation p ON p.id = a.id
                WHERE a.charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @Id) AND a.interval_start_utc_ms >= @fromMs AND a.interval_start_utc_ms < @untilMs
                """,
                range,
                transaction),
        ];
        return new SupplyPlans(
            [
                .. registry.ChargePointsOf(day.Site).Select(one =>
                {
                    (long version, long createdMs, long held, long heldMs) = known.GetValueOrDefault(one.Id);
                    return new PlanState(one, version, createdMs, held, heldMs, progress.SaidPlan(one)?.Version);
                }),
            ],
            [.. intervals.Select(one => one.StartMs).Distinct().Order()],
            intervals.ToDictionary(one => (one.ChargePointId, one.StartMs)));
    });
}
