using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>What is promised, credited and settled where a session drew; energies in Wh, of the charge point, not of the session alone.</summary>
internal sealed record IntervalEvidence
{
    public long StartMs { get; init; }

    /// <summary>0 where nothing was promised.</summary>
    public long AllocationId { get; init; }
    public long AllocatedWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";

    /// <summary>Credited from the site's own measured surplus.</summary>
    public long LiveWh { get; init; }

    /// <summary>Null while it is not settled.</summary>
    public long? IsFinal { get; init; }
    public long SettledCoveredWh { get; init; }
    public long MatchedWh { get; init; }
    public string Wording { get; init; } = "";
    public string SettledCertificateId { get; init; } = "";
    public string LiveCertificateId { get; init; } = "";
}

/// <summary>A part of a session: from its start to the next one's, or to the end.</summary>
internal readonly record struct Period(long StartMs, long EnergyWh);

/// <summary>Everything that a session and its CDR are told from, read in one transaction.</summary>
internal sealed record ChargeFacts(
    ChargePoint ChargePoint, long JournalId, SessionRow Session, SessionBookings Bookings, Tariff Tariff, string MeterSerial,
    IReadOnlyDictionary<long, IntervalEvidence> Evidence)
{
    /// <summary>Stays the same for as long as the charge point's journal does.</summary>
    public string SessionId => string.Create(CultureInfo.InvariantCulture, $"{ChargePoint.Id}-{JournalId:x8}-{Session.Number}");

    /// <summary>Whether a card of the members' list was charged, and not a guest.</summary>
    public bool IsMember => Session.Claim == Names.Of(Claim.Renewable);

    /// <summary>Whose partner may read it; empty for a guest, whatever the card is.</summary>
    public string Programme => IsMember ? Session.Programme : "";

    public string CardUid => IsMember ? Session.TokenHash.ToString("X16", CultureInfo.InvariantCulture) : SessionId;

    /// <summary>What counts: not what staff dropped.</summary>
    public long EnergyWh => Session.CoveredWh + Session.UncoveredWh + Session.UnclaimedWh;

    /// <summary>Staff dropped it, and booked nothing of it since: the ledger decides what counts.</summary>
    public bool IsDropped => Session.IsDropped && EnergyWh == 0;

    public string Status => IsDropped ? "INVALID" : Session.UntilMs is null ? "ACTIVE" : "COMPLETED";

    /// <summary>Parts by interval, the first from the start on; what is booked before the start or behind the end counts to the nearest.</summary>
    public IReadOnlyList<Period> Periods()
    {
        long startMs = Session.BeginMs;
        long untilMs = Session.UntilMs ?? long.MaxValue;
        var byStart = new SortedDictionary<long, long> { [startMs] = 0 };
        foreach ((long intervalMs, Booked booked) in Bookings.ByInterval)
        {
            long at = intervalMs > startMs && intervalMs < untilMs ? intervalMs : intervalMs <= startMs ? startMs : byStart.Keys.Last();
            byStart[at] = byStart.GetValueOrDefault(at) + booked.CoveredWh + booked.UncoveredWh + booked.UnclaimedWh;
        }

        return [.. byStart.Select(one => new Period(one.Key, one.Value))];
    }

    /// <summary>Reads a session; null while a tariff is missing.</summary>
    public static ChargeFacts? Read(DbConnection connection, DbTransaction transaction, ChargePoint chargePoint, SessionRow session, SessionBookings bookings)
    {
        if (Tariffs.Find(connection, transaction, session) is not { } tariff)
        {
            return null;
        }

        var at = new
        {
            session.JournalRow,
            chargePoint.Id,
            first = bookings.Records.Count > 0 ? bookings.Records[0].Number : 0,
            baseline = (int)RecordType.MeterBaseline,
            fromMs = bookings.ByInterval.Count > 0 ? bookings.ByInterval.Keys.First() : 0,
            lastMs = bookings.ByInterval.Count > 0 ? bookings.ByInterval.Keys.Last() : -1,
        };
        byte[]? meter = connection.QueryFirstOrDefault<byte[]>(
            "SELECT bytes FROM record WHERE journal_row = @JournalRow AND type = @baseline AND type IN (1, 6, 10, 14) AND number < @first ORDER BY number DESC LIMIT 1", at, transaction);
        var record = new Record();
        string serial = meter is not null && RecordLayout.Decode(meter, 0, record) ? record.MeterSerial : "";
        return new ChargeFacts(
            chargePoint,
            connection.ExecuteScalar<long>("SELECT journal_id FROM journal WHERE id = @JournalRow", at, transaction),
            session,
            bookings,
            tariff,
            serial ?? "",
            connection.Query<IntervalEvidence>(EvidenceSql, at, transaction).ToDictionary(one => one.StartMs));
    }

    private const string EvidenceSql =
        """
        SELECT drawn.start_ms AS StartMs, coalesce(a.id, 0) AS AllocationId, coalesce(a.energy_wh, 0) AS AllocatedWh, coalesce(a.source, '') AS Source,
               coalesce(a.certificate_id, '') AS CertificateId, coalesce(l.live_wh, 0) AS LiveWh, s.is_final AS IsFinal,
               coalesce(s.covered_wh, 0) AS SettledCoveredWh, coalesce(s.matched_wh, 0) AS MatchedWh, coalesce(s.wording, '') AS Wording,
               coalesce(s.certificate_id, '') AS SettledCertificateId, coalesce(s.live_certificate_id, '') AS LiveCertificateId
        FROM (SELECT interval_start_utc_ms AS start_ms FROM interval_energy
              WHERE charge_point_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms <= @lastMs) drawn
        LEFT JOIN allocation a ON a.charge_point_id = @Id AND a.interval_start_utc_ms = drawn.start_ms
        LEFT JOIN live_credit l ON l.charge_point_id = @Id AND l.interval_start_utc_ms = drawn.start_ms
        LEFT JOIN settled s ON s.charge_point_id = @Id AND s.interval_start_utc_ms = drawn.start_ms
        """;
}
