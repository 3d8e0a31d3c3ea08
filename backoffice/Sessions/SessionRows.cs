using System.Data.Common;
using Dapper;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>A session as it stands, corrections included; energies in Wh, times in ms since 1970 in UTC.</summary>
public sealed record SessionRow
{
    public string Site { get; init; } = "";
    public string ChargePoint { get; init; } = "";
    public long JournalRow { get; init; }

    /// <summary>Which of the charge point's journals, by order of appearance.</summary>
    public long Journal { get; init; }
    public long Number { get; init; }

    /// <summary>Its start, else its first interval.</summary>
    public long BeginMs { get; init; }

    /// <summary>Its start; 0 while unknown.</summary>
    public long StartedMs { get; init; }

    /// <summary>Null while it has no end of its own.</summary>
    public long? EndedMs { get; init; }

    /// <summary>The end that staff gave it; null for none.</summary>
    public long? ClosedMs { get; init; }

    /// <summary>Of a closing, else empty.</summary>
    public string ClosedBy { get; init; } = "";
    public string Claim { get; init; } = "";
    public long TokenHash { get; init; }

    /// <summary>The card's programme when it began; empty for none.</summary>
    public string Programme { get; init; } = "";

    /// <summary>The card's group (a fleet) when it began; empty for none.</summary>
    public string Group { get; init; } = "";
    public long StartRegisterWh { get; init; }
    public long? EndRegisterWh { get; init; }

    /// <summary>By its registers.</summary>
    public long RegisteredWh { get; init; }
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public long DroppedWh { get; init; }

    /// <summary>Somebody booked it otherwise than its records say.</summary>
    public bool IsCorrected { get; init; }
    public string StoppedReason { get; init; } = "";
    public string State { get; init; } = "";
    public long TimesSuspended { get; init; }

    /// <summary>Findings about it, and those of them that wait for somebody.</summary>
    public long Findings { get; init; }
    public long Waiting { get; init; }

    /// <summary>Something open blocks or holds it.</summary>
    public bool IsWithheld { get; init; }
    public bool IsDropped { get; init; }

    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh + DroppedWh;

    /// <summary>When it ended, by itself or by staff; null while it is open.</summary>
    public long? UntilMs => EndedMs ?? ClosedMs;

    /// <summary>Minutes, begun ones counted, as the programme bills them; null while its start or end is unknown.</summary>
    public long? Minutes => StartedMs > 0 && UntilMs is { } untilMs && untilMs >= StartedMs ? (untilMs - StartedMs + 59_999) / 60_000 : null;
}

/// <summary>Reads one session with what was corrected, found and decided.</summary>
internal static class SessionRows
{
    public static SessionRow? Read(DbConnection connection, DbTransaction transaction, long journalRow, long number) =>
        connection.QuerySingleOrDefault<SessionRow>(
            $"""
            SELECT site.name AS Site, charge_point.name AS ChargePoint, session.journal_row AS JournalRow, journal.ordinal AS Journal, session.number AS Number,
                   {Ledger.StartOfSession} AS BeginMs, started_utc_ms AS StartedMs, session.ended_utc_ms AS EndedMs, {ClosedMs} AS ClosedMs,
                   coalesce((SELECT closing.rule FROM session_closing closing
                             WHERE closing.journal_row = session.journal_row AND closing.session_number = session.number ORDER BY id DESC LIMIT 1), '') AS ClosedBy,
                   claim AS Claim, token_hash AS TokenHash, coalesce({Programme}, '') AS Programme, coalesce({Group}, '') AS "Group", start_register_wh AS StartRegisterWh,
                   session.end_register_wh AS EndRegisterWh, delivered_wh AS RegisteredWh,
                   session.covered_wh + c.covered AS CoveredWh, session.uncovered_wh + c.uncovered AS UncoveredWh,
                   session.unclaimed_wh + c.unclaimed AS UnclaimedWh, c.dropped AS DroppedWh, c.is_corrected AS IsCorrected,
                   coalesce(stopped_reason, '') AS StoppedReason, session.state AS State, times_suspended AS TimesSuspended,
                   f.findings AS Findings, f.waiting AS Waiting, f.is_withheld AS IsWithheld, f.is_dropped AS IsDropped
            FROM session
            JOIN journal ON journal.id = session.journal_row JOIN charge_point ON charge_point.id = charge_point_id JOIN site ON site.id = site_id
            CROSS JOIN (SELECT coalesce(sum(covered_wh), 0) AS covered, coalesce(sum(uncovered_wh), 0) AS uncovered, coalesce(sum(unclaimed_wh), 0) AS unclaimed,
                         coalesce(sum(dropped_wh), 0) AS dropped,
                         max(abs(coalesce(sum(covered_wh), 0)), abs(coalesce(sum(uncovered_wh), 0)), abs(coalesce(sum(unclaimed_wh), 0)),
                             abs(coalesce(sum(dropped_wh), 0))) > 0 AS is_corrected
                  FROM booking_correction WHERE journal_row = @journalRow AND session_number = @number) c
            CROSS JOIN (SELECT count(*) AS findings, coalesce(sum(s.state IN ('Open', 'Held')), 0) AS waiting,
                         coalesce(max(s.state IN ('Open', 'Held') AND s.severity IN (1, 3)), 0) AS is_withheld, coalesce(max(s.state = 'Dropped'), 0) AS is_dropped
                  FROM finding CROSS JOIN finding_state s ON s.finding_id = finding.id WHERE finding.journal_row = @journalRow AND finding.session_number = @number) f
            WHERE session.journal_row = @journalRow AND session.number = @number
            """,
            new { journalRow, number }, transaction);

    /// <summary>When staff closed it; the newest closing counts, and one without an end took it back.</summary>
    public const string ClosedMs =
        """
        (SELECT closing.ended_utc_ms FROM session_closing closing
         WHERE closing.journal_row = session.journal_row AND closing.session_number = session.number ORDER BY id DESC LIMIT 1)
        """;

    /// <summary>The card's programme by the newest version of the site's list when the session began.</summary>
    public const string Programme = $"(SELECT (SELECT name FROM programme WHERE programme.number = fact.programme) {FactOfCard})";

    // The group likewise; NULL for none.
    private const string Group =
        $"(SELECT (SELECT name FROM member_group g WHERE g.site_id = fact.site_id AND g.number = fact.group_number) {FactOfCard})";

    private const string FactOfCard =
        $"""
        FROM member_fact fact JOIN token_list list ON list.site_id = fact.site_id AND list.version = fact.version
        WHERE fact.site_id = (SELECT site_id FROM journal j JOIN charge_point p ON p.id = j.charge_point_id WHERE j.id = session.journal_row)
          AND fact.token_hash = session.token_hash AND list.built_utc_ms <= {Ledger.StartOfSession}
        ORDER BY fact.version DESC LIMIT 1
        """;
}
