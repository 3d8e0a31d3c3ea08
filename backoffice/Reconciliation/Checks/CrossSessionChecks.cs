using ChargePointFw.BackOffice.Sessions;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>The same card charges at two charge points of a site at once: lent, or copied.</summary>
internal sealed class OverlapOfToken : SiteCheck
{
    /// <summary>Sessions that began so much earlier may still run.</summary>
    private const long LookedBackMs = 2 * 24 * 3_600_000;

    public override Severity Severity => Severity.Flag;

    public override void Look(SiteLook look, IFindings findings)
    {
        (long Token, long JournalRow, long Number, long EndMs, long ChargePointId) longest = default;
        foreach ((long token, long journalRow, long number, long startMs, long endMs, long chargePointId) in look.Connection.Query<(long, long, long, long, long, long)>(
            """
            SELECT token_hash, journal_row, number, started_utc_ms, ended_utc_ms, journal.charge_point_id
            FROM session JOIN journal ON journal.id = session.journal_row
            WHERE journal_row IN (SELECT journal.id FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE site_id = @siteId)
              AND started_utc_ms >= @backMs AND started_utc_ms < @untilMs
              AND token_hash <> 0 AND started_utc_ms > 0 AND ended_utc_ms >= started_utc_ms AND ended_utc_ms <= @nowMs
            ORDER BY token_hash, started_utc_ms, journal_row, number
            """,
            new { siteId = look.Site.Id, backMs = look.FromMs - LookedBackMs, untilMs = look.UntilMs, nowMs = look.NowMs }, look.Transaction, buffered: false))
        {
            if (longest.Token == token && startMs < longest.EndMs && chargePointId != longest.ChargePointId && startMs >= look.FromMs)
            {
                Add(
                    findings, look, $"{journalRow}/{number}", chargePointId, journalRow, number, startMs, 0,
                    new Evidence().With("session", number).With("otherSession", longest.Number).With("otherJournalRow", longest.JournalRow)
                        .With("otherChargePointRow", longest.ChargePointId).With("startUtcMs", startMs).With("otherEndUtcMs", longest.EndMs));
            }

            if (longest.Token != token || endMs > longest.EndMs)
            {
                longest = (token, journalRow, number, endMs, chargePointId);
            }
        }
    }
}

/// <summary>A session counts as a member's, and the card was on no list that the charge point may have had.</summary>
internal sealed class ClaimWithoutMember : SiteCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.MemberLagHours];

    public override void Look(SiteLook look, IFindings findings)
    {
        foreach ((long journalRow, long number, long startMs, long chargePointId, long deliveredWh) in look.Connection.Query<(long, long, long, long, long)>(
            $"""
            SELECT journal_row, number, {Ledger.StartOfSession}, journal.charge_point_id, delivered_wh
            FROM session JOIN journal ON journal.id = session.journal_row
            WHERE journal_row IN (SELECT journal.id FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE site_id = @siteId)
              AND started_utc_ms >= @fromMs AND started_utc_ms < @untilMs AND claim = 'renewable' AND started_utc_ms > 0
              AND NOT EXISTS (
                SELECT 1 FROM member_fact f JOIN token_list list ON list.site_id = f.site_id AND list.version = f.version
                WHERE f.site_id = @siteId AND f.token_hash = session.token_hash AND f.is_revoked = 0
                  AND list.built_utc_ms <= started_utc_ms AND f.valid_until_utc_ms > started_utc_ms
                  AND NOT EXISTS (
                    SELECT 1 FROM member_fact later JOIN token_list newer ON newer.site_id = later.site_id AND newer.version = later.version
                    WHERE later.site_id = @siteId AND later.token_hash = f.token_hash AND later.version > f.version
                      AND newer.built_utc_ms <= started_utc_ms - @lagMs))
            """,
            new { siteId = look.Site.Id, fromMs = look.FromMs, untilMs = look.UntilMs, lagMs = look.LimitsOf(0).Ms(CheckLimit.MemberLagHours) },
            look.Transaction, buffered: false))
        {
            Add(
                findings, look, $"{journalRow}/{number}", chargePointId, journalRow, number, startMs, deliveredWh,
                new Evidence().With("session", number).With("startUtcMs", startMs).With("deliveredWh", deliveredWh));
        }
    }
}

/// <summary>Staff closed a session by a rule, and now its own end has come: the closing should be taken back.</summary>
internal sealed class EndAfterClosing : SiteCheck
{
    public override Severity Severity => Severity.Flag;

    public override void Look(SiteLook look, IFindings findings)
    {
        foreach ((long journalRow, long number, long startMs, long chargePointId, long closedWh, long endWh) in look.Connection.Query<(long, long, long, long, long, long)>(
            $"""
            SELECT session.journal_row, session.number, {Ledger.StartOfSession}, journal.charge_point_id, closing.end_register_wh, session.end_register_wh
            FROM session_closing closing
            JOIN session ON session.journal_row = closing.journal_row AND session.number = closing.session_number
            JOIN journal ON journal.id = session.journal_row JOIN charge_point ON charge_point.id = journal.charge_point_id
            WHERE charge_point.site_id = @siteId AND {Ledger.StartOfSession} >= @fromMs AND {Ledger.StartOfSession} < @untilMs
              AND closing.ended_utc_ms IS NOT NULL AND session.ended_utc_ms IS NOT NULL
              AND closing.id = (SELECT max(id) FROM session_closing last WHERE last.journal_row = closing.journal_row AND last.session_number = closing.session_number)
            """,
            look.Range, look.Transaction, buffered: false))
        {
            Add(
                findings, look, $"{journalRow}/{number}", chargePointId, journalRow, number, startMs, endWh - closedWh,
                new Evidence().With("session", number).With("closedWh", closedWh).With("endWh", endWh));
        }
    }
}
