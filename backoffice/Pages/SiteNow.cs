using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>A charge point as the dealer sees it; energies in Wh.</summary>
/// <param name="ChargePoint">Which.</param>
/// <param name="Live">What it last said; null when it was not heard.</param>
/// <param name="TodayWh">Covered today, as far as records came.</param>
/// <param name="SessionWh">Drawn by the session that runs; null for none.</param>
/// <param name="SessionStartedMs">When that began, ms since 1970 in UTC; 0 when unknown.</param>
/// <param name="LastCommand">The last thing it was asked; null for none.</param>
public sealed record StationNow(ChargePoint ChargePoint, LiveState? Live, long TodayWh, long? SessionWh, long SessionStartedMs, CommandLine? LastCommand)
{
    public bool IsReachable => Live is { IsLost: false };

    public bool MayStart => IsReachable && Live is { State: "EVConnected", Session: 0, Connector: "Occupied" };

    public bool MayStop => IsReachable && Live!.Session > 0;

    public bool IsInService => Live?.Connector != "Unavailable";
}

/// <summary>A card that may be charged: a member's, by what is known of it.</summary>
/// <param name="TokenHash">Its keyed hash.</param>
/// <param name="Programme">Name of its programme.</param>
public sealed record MemberCard(long TokenHash, string Programme)
{
    /// <summary>The end of the hash: enough to tell cards apart, as in the list of sessions.</summary>
    public string Name => TokenHash.ToString("X16", System.Globalization.CultureInfo.InvariantCulture)[^6..];
}

/// <summary>A site now: its charge points with what they do, and the cards that may be charged there.</summary>
internal sealed class SiteNow(Database database, Registry registry, LiveChargePoints live, ChargePointCommands commands)
{
    public IReadOnlyList<StationNow> Stations(DaySelection day)
    {
        (Dictionary<long, long> today, Dictionary<(long, long, long), (long StartWh, long StartedMs)> open) = database.Read((connection, transaction) =>
        {
            var range = new { siteId = day.Site.Id, fromMs = day.FromUtc.ToUnixTimeMilliseconds(), toMs = day.ToUtc.ToUnixTimeMilliseconds() };
            return (
                connection.Query<(long Id, long Wh)>(
                    """
                    SELECT charge_point_id, sum(covered_wh) FROM interval_energy JOIN charge_point ON charge_point.id = charge_point_id
                    WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs GROUP BY charge_point_id
                    """,
                    range,
                    transaction).ToDictionary(one => one.Id, one => one.Wh),
                connection.Query<(long Id, long JournalId, long Number, long StartWh, long StartedMs)>(
                    """
                    SELECT charge_point_id, journal.journal_id, session.number, start_register_wh, started_utc_ms
                    FROM charge_point JOIN journal ON charge_point_id = charge_point.id JOIN session ON journal_row = journal.id
                    WHERE site_id = @siteId AND ended_utc_ms IS NULL AND ordinal = (SELECT max(ordinal) FROM journal j WHERE j.charge_point_id = charge_point.id)
                    """,
                    range,
                    transaction).ToDictionary(one => (one.Id, one.JournalId, one.Number), one => (one.StartWh, one.StartedMs)));
        });
        return [.. registry.ChargePointsOf(day.Site).Select(one =>
        {
            LiveState? state = live.Of(one);
            bool isOpen = open.TryGetValue((one.Id, state?.JournalId ?? 0, state?.Session ?? 0), out (long StartWh, long StartedMs) session);
            return new StationNow(
                one, state, today.GetValueOrDefault(one.Id), isOpen ? Math.Max(0, state!.RegisterWh - session.StartWh) : null, session.StartedMs,
                commands.Last(one));
        })];
    }

    /// <summary>The site's valid cards, and whether guests may be refused for sure.</summary>
    public (IReadOnlyList<MemberCard> Cards, bool MayBeGuest) Cards(Site site, DateTimeOffset nowUtc) => database.Read((connection, transaction) =>
    {
        var facts = new MemberFacts(connection, transaction, site);
        MemberList list = facts.At(facts.NewestVersion)!;
        Dictionary<long, string> names = connection.Query<(long Number, string Name)>(
            "SELECT number, name FROM programme", transaction: transaction).ToDictionary(one => one.Number, one => one.Name);
        long nowMs = nowUtc.ToUnixTimeMilliseconds();
        IReadOnlyList<MemberCard> cards =
        [
            .. list.Members.Where(one => one.ValidUntilUtcMs > nowMs && list.Programmes?.Contains(one.Programme) != false)
                .Select(one => new MemberCard(one.TokenHash, names.GetValueOrDefault(one.Programme, "")))
                .OrderBy(one => one.Programme, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal),
        ];
        return (cards, list.GuestsAllowed != false);
    });
}
