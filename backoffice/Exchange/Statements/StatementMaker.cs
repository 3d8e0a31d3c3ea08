// One month of one subject, site by site: sessions are walked once, everything else is held against them.
using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Statements;

/// <summary>Adds a statement up. An interval belongs to the month in which it starts, on the site's clock.</summary>
internal sealed class StatementMaker(DbConnection connection, DbTransaction transaction, StatementSubject subject, DateOnly month)
{
    private readonly SortedDictionary<(string Site, string Name), StatementSum> lines = [];
    private readonly List<StatementCorrection> corrections = [];
    private readonly List<StatementCarbon> carbon = [];
    private readonly List<StatementDay> days = [];
    private readonly SortedDictionary<(string Site, string Kind), long> open = [];
    private readonly SortedDictionary<string, (long RetiredWh, long ProvisionalWh)> certificates = new(StringComparer.Ordinal);
    private (long CoveredWh, long UncoveredWh, long UnclaimedWh, long DroppedWh, long IdleWh)? ledger;
    private long recordedMs;
    private long settledWh;
    private long finalWh;
    private long effectivelyWh;

    public Statement Make()
    {
        foreach (Site site in subject.Sites)
        {
            Take(site);
        }

        return new Statement
        {
            Subject = subject,
            Month = month,
            RecordedMs = recordedMs,
            Total = lines.Values.Aggregate(new StatementSum(), (sum, one) => sum + one),
            Lines = [.. lines.Select(one => new StatementLine(one.Key.Site, one.Key.Name, one.Value))],
            Ledger = ledger,
            SettledWh = settledWh,
            FinalWh = finalWh,
            EffectivelyWh = effectivelyWh,
            Certificates = Certificates(),
            Carbon = carbon,
            Corrections = [.. corrections.OrderBy(one => one.AtMs).ThenBy(one => one.Site, StringComparer.Ordinal).ThenBy(one => one.ChargePoint, StringComparer.Ordinal).ThenBy(one => one.Session)],
            Open = [.. open.Where(one => one.Value > 0).Select(one => new OpenItem(one.Key.Kind, one.Key.Site, one.Value))],
            Days = days,
        };
    }

    private void Take(Site site)
    {
        (long fromMs, long untilMs) = (
            LocalDay.MidnightUtc(site.Zone, month).ToUnixTimeMilliseconds(), LocalDay.MidnightUtc(site.Zone, month.AddMonths(1)).ToUnixTimeMilliseconds());
        var covered = new Dictionary<(string ChargePoint, long StartMs), long>();
        bool hasTariffs = connection.ExecuteScalar<long>("SELECT count(*) FROM tariff WHERE site_id = @Id", new { site.Id }, transaction) > 0;
        (long lastMs, long countedWh) = (untilMs, 0);
        foreach (SessionRow row in SessionWalk.Touching(connection, transaction, site, fromMs, untilMs).Where(IsOurs))
        {
            List<BookedInterval> all = SessionFiles.Intervals(connection, transaction, row);
            BookedInterval[] mine = [.. all.Where(one => one.StartUtcMs >= fromMs && one.StartUtcMs < untilMs)];
            MonthPart? part = SessionFiles.Split(row, all, site).Find(one => one.MonthUtcMs == fromMs);
            bool began = row.BeginMs >= fromMs && row.BeginMs < untilMs;
            if (!began && part is null)
            {
                continue;
            }

            StatementSum sum = Sum(row, mine, part, began, hasTariffs, site);
            (string, string) line = (site.Name, subject.Kind == StatementKind.Site ? row.Programme : subject.Name);
            lines[line] = lines.TryGetValue(line, out StatementSum? before) ? before + sum : sum;
            countedWh += sum.CountedWh;
            lastMs = Math.Max(lastMs, row.UntilMs + 1 ?? 0);
            foreach (BookedInterval one in mine)
            {
                covered[(row.ChargePoint, one.StartUtcMs)] = covered.GetValueOrDefault((row.ChargePoint, one.StartUtcMs)) + one.CoveredWh;
            }

            if (row.IsCorrected || row.IsDropped || row.ClosedMs is not null)
            {
                corrections.AddRange(Corrections(row, fromMs, untilMs));
            }
        }

        long siteSettledWh = Settle(site, fromMs, untilMs, covered);
        Weigh(site, countedWh, siteSettledWh);
        if (subject.Kind == StatementKind.Site)
        {
            var sum = LedgerInterval.Sum(fromMs, IntervalLedger.OfSite(connection, transaction, site, fromMs, untilMs));
            ledger = (sum.CoveredWh, sum.UncoveredWh, sum.UnclaimedWh, sum.DroppedWh, sum.IdleWh);
            Add(site, "Findings", connection.ExecuteScalar<long>(
                """
                SELECT count(*) FROM finding_state
                WHERE site_id = @Id AND session_number = 0 AND state IN ('Open', 'Held') AND severity > 0 AND at_utc_ms >= @fromMs AND at_utc_ms < @untilMs
                """,
                new { site.Id, fromMs, untilMs }, transaction));
        }

        Prove(site);
        Recorded(connection.ExecuteScalar<long?>(
            $"""
            SELECT max(at_ms) FROM (
                SELECT max(received_utc_ms) AS at_ms FROM charge_point CROSS JOIN journal ON charge_point_id = charge_point.id CROSS JOIN record ON journal_row = journal.id
                WHERE site_id = @Id AND min(utc_ms, received_utc_ms) >= @fromMs AND min(utc_ms, received_utc_ms) < @lastMs
                UNION ALL SELECT max(set_utc_ms) FROM tariff WHERE site_id = @Id AND valid_from_utc_ms < @untilMs
                UNION ALL SELECT max(found_utc_ms) FROM finding WHERE site_id = @Id AND at_utc_ms >= @fromMs AND at_utc_ms < @untilMs
                UNION ALL SELECT max(entered_utc_ms) FROM finding JOIN finding_entry ON finding_id = finding.id WHERE site_id = @Id AND at_utc_ms >= @fromMs AND at_utc_ms < @untilMs) newest
            """,
            new { site.Id, fromMs, untilMs, lastMs }, transaction));
    }

    private bool IsOurs(SessionRow row) => subject.Kind switch
    {
        StatementKind.Programme => row.Programme == subject.Name,
        StatementKind.Fleet => row.Group == subject.Name,
        _ => true,
    };

    private StatementSum Sum(SessionRow row, BookedInterval[] mine, MonthPart? part, bool began, bool hasTariffs, Site site)
    {
        var sum = new StatementSum
        {
            Sessions = began ? 1 : 0,
            Continued = began ? 0 : 1,
            Minutes = part?.Minutes ?? 0,
            CoveredWh = mine.Sum(one => one.CoveredWh),
            UncoveredWh = mine.Sum(one => one.UncoveredWh),
            UnclaimedWh = mine.Sum(one => one.UnclaimedWh),
            DroppedWh = mine.Sum(one => one.DroppedWh),
        };
        Add(site, "StillOpen", row.UntilMs is null ? 1 : 0);
        Add(site, "Withheld", row.IsWithheld ? 1 : 0);
        Add(site, "Findings", row.Waiting);
        Tariff? tariff = hasTariffs ? Tariffs.Find(connection, transaction, row) : null;
        if (tariff is null)
        {
            Add(site, "NoTariff", hasTariffs ? 1 : 0);
            return sum;
        }

        if (row.Minutes is null)
        {
            Add(site, "NoMinutes", row.UntilMs is null ? 0 : 1);
            return sum;
        }

        decimal price = row.IsDropped ? 0 : tariff.Price(sum.Minutes, sum.CountedWh);
        return sum with { Money = new SortedDictionary<string, decimal> { [tariff.Currency] = price } };
    }

    // What of the settlements falls to the subject's covered energy, rounded down for each interval: together never more than settled.
    private long Settle(Site site, long fromMs, long untilMs, Dictionary<(string ChargePoint, long StartMs), long> covered)
    {
        var range = new { site.Id, fromMs, untilMs };
        Dictionary<(string, long), long> drawn = connection.Query<(string ChargePoint, long StartMs, long CoveredWh)>(DrawnSql, range, transaction)
            .ToDictionary(one => (one.ChargePoint, one.StartMs), one => one.CoveredWh);
        (long hereWh, long shortWh, long provisionalWh) = (0, 0, 0);
        foreach (SettledRow row in connection.Query<SettledRow>(SettledSql, range, transaction))
        {
            if (!covered.Remove((row.ChargePoint, row.StartMs), out long mineWh) || mineWh <= 0)
            {
                continue;
            }

            long allWh = Math.Max(Math.Max(row.CoveredWh, mineWh), drawn.GetValueOrDefault((row.ChargePoint, row.StartMs)));
            long Share(long energyWh) => (long)((Int128)energyWh * mineWh / allWh);
            (long supplyWh, long liveWh) = (Share(row.MatchedWh - row.LiveMatchedWh), Share(row.LiveMatchedWh));
            Use(row.CertificateId, supplyWh, row.IsFinal != 0);
            Use(row.LiveCertificateId, liveWh, row.IsFinal != 0);
            hereWh += supplyWh + liveWh;
            finalWh += row.IsFinal != 0 ? supplyWh + liveWh : 0;
            effectivelyWh += row.Wording == nameof(Settlement.ClaimWording.EffectivelyRenewable) ? supplyWh + liveWh : 0;
            shortWh += mineWh - supplyWh - liveWh;
            provisionalWh += row.IsFinal != 0 ? 0 : supplyWh + liveWh;
            Recorded(row.SettledMs);
        }

        settledWh += hereWh;
        Add(site, "NotSettledWh", covered.Values.Where(wh => wh > 0).Sum());
        Add(site, "ShortWh", shortWh);
        Add(site, "ProvisionalWh", provisionalWh);
        return hereWh;
    }

    private void Use(string certificateId, long energyWh, bool isFinal)
    {
        if (energyWh > 0 && certificateId.Length > 0)
        {
            (long retiredWh, long provisionalWh) = certificates.GetValueOrDefault(certificateId);
            certificates[certificateId] = isFinal ? (retiredWh + energyWh, provisionalWh) : (retiredWh, provisionalWh + energyWh);
        }
    }

    private void Weigh(Site site, long countedWh, long siteSettledWh)
    {
        EmissionFactor? Find(FactorKind kind)
        {
            EmissionFactor? factor = EmissionFactors.Find(connection, transaction, site, kind, month.Year);
            Recorded(factor?.SetMs);
            return factor;
        }

        var weighed = new StatementCarbon(site.Name, countedWh, siteSettledWh, Find(FactorKind.Location), Find(FactorKind.Residual), Find(FactorKind.Certificate));
        carbon.Add(weighed);
        Add(site, "NoLocationFactor", weighed.Location is null ? 1 : 0);
        Add(site, "NoResidualFactor", weighed.Residual is null && siteSettledWh < countedWh ? 1 : 0);
        Add(site, "NoCertificateFactor", weighed.Certificate is null && siteSettledWh > 0 ? 1 : 0);
    }

    // A site's own statement names each sealed day; one over several sites has a hash over each site's.
    private void Prove(Site site)
    {
        List<(string Day, string Document, long SealedMs)> documents = connection.Query<(string, string, long)>(
            "SELECT day, document, sealed_utc_ms FROM ledger_day WHERE site_id = @Id AND day LIKE @month ORDER BY day", new { site.Id, month = month.ToString("yyyy-MM", CultureInfo.InvariantCulture) + "-%" }, transaction).AsList();
        StatementDay[] mine = [.. documents.Select(one => new StatementDay(site.Name, one.Day, LedgerDay.HashOf(one.Document)))];
        documents.ForEach(one => Recorded(one.SealedMs));
        days.AddRange(subject.Kind == StatementKind.Site || mine.Length == 0
            ? mine
            : [new StatementDay(site.Name, $"{mine[0].Day}…{mine[^1].Day}", LedgerDay.HashOf(string.Concat(mine.Select(one => one.Day + "|" + one.Hash + "\n"))))]);
        Add(site, "NotSealed", DateTime.DaysInMonth(month.Year, month.Month) - mine.Length);
    }

    private List<StatementCertificate> Certificates()
    {
        List<StatementCertificate> told = [];
        foreach ((string id, (long retiredWh, long provisionalWh)) in certificates)
        {
            StatementCertificate known = connection.QueryFirstOrDefault<StatementCertificate>(
                "SELECT certificate_id AS Id, source AS Source, technology AS Technology, location AS Location, tracking AS Tracking FROM certificate WHERE certificate_id = @id",
                new { id }, transaction) ?? new StatementCertificate { Id = id };
            told.Add(known with { RetiredWh = retiredWh, ProvisionalWh = provisionalWh });
        }

        return told;
    }

    private IEnumerable<StatementCorrection> Corrections(SessionRow row, long fromMs, long untilMs) => connection.Query<StatementCorrection>(
        """
        SELECT e.entered_utc_ms AS AtMs, @Site AS Site, @ChargePoint AS ChargePoint, @Journal AS Journal, @Number AS Session, e.action AS Action, e.reason_code AS Reason,
               coalesce(sum(c.covered_wh), 0) AS CoveredWh, coalesce(sum(c.uncovered_wh), 0) AS UncoveredWh,
               coalesce(sum(c.unclaimed_wh), 0) AS UnclaimedWh, coalesce(sum(c.dropped_wh), 0) AS DroppedWh
        FROM (SELECT finding_id, version FROM booking_correction
              WHERE journal_row = @JournalRow AND session_number = @Number AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
              UNION SELECT finding_id, version FROM session_closing WHERE journal_row = @JournalRow AND session_number = @Number) made
        JOIN finding_entry e ON e.finding_id = made.finding_id AND e.version = made.version
        LEFT JOIN booking_correction c ON c.journal_row = @JournalRow AND c.session_number = @Number AND c.finding_id = e.finding_id AND c.version = e.version
             AND c.interval_start_utc_ms >= @fromMs AND c.interval_start_utc_ms < @untilMs
        GROUP BY e.finding_id, e.version, e.entered_utc_ms, e.action, e.reason_code ORDER BY e.entered_utc_ms, e.finding_id, e.version
        """,
        new { row.Site, row.ChargePoint, row.Journal, row.Number, row.JournalRow, fromMs, untilMs }, transaction).Select(one =>
        {
            Recorded(one.AtMs);
            return one;
        });

    private void Add(Site site, string kind, long count) => open[(site.Name, kind)] = open.GetValueOrDefault((site.Name, kind)) + count;

    private void Recorded(long? utcMs) => recordedMs = Math.Max(recordedMs, utcMs ?? 0);

    private const string DrawnSql =
        """
        SELECT name, start_ms, sum(covered) FROM (
            SELECT charge_point.name AS name, interval_start_utc_ms AS start_ms, covered_wh AS covered
            FROM charge_point JOIN interval_energy ON charge_point_id = charge_point.id
            WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT charge_point.name, interval_start_utc_ms, covered_wh
            FROM charge_point JOIN journal ON charge_point_id = charge_point.id JOIN booking_correction ON journal_row = journal.id
            WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs) drawn
        GROUP BY name, start_ms
        """;

    private const string SettledSql =
        """
        SELECT charge_point.name AS ChargePoint, s.interval_start_utc_ms AS StartMs, s.covered_wh AS CoveredWh, s.matched_wh AS MatchedWh, s.live_matched_wh AS LiveMatchedWh,
               s.certificate_id AS CertificateId, s.live_certificate_id AS LiveCertificateId, s.wording AS Wording, s.is_final AS IsFinal, run.settled_utc_ms AS SettledMs
        FROM charge_point JOIN settled s ON s.charge_point_id = charge_point.id JOIN settlement_run run ON run.id = s.run_id
        WHERE charge_point.site_id = @Id AND s.interval_start_utc_ms >= @fromMs AND s.interval_start_utc_ms < @untilMs
        ORDER BY charge_point.name, s.interval_start_utc_ms
        """;

    private sealed record SettledRow
    {
        public string ChargePoint { get; init; } = "";
        public long StartMs { get; init; }
        public long CoveredWh { get; init; }
        public long MatchedWh { get; init; }
        public long LiveMatchedWh { get; init; }
        public string CertificateId { get; init; } = "";
        public string LiveCertificateId { get; init; } = "";
        public string Wording { get; init; } = "";
        public long IsFinal { get; init; }
        public long SettledMs { get; init; }
    }
}
