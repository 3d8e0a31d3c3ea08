using System.Data.Common;
using System.Text;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Exports;

/// <summary>
/// Writes tables for others. Each is of one snapshot, row by row: memory stays the same however many rows there are. Which sites
/// somebody may have is decided before: a request names them.
/// </summary>
public sealed class ExportDesk
{
    private const int RecordsAtOnce = 2_000;

    private readonly Database database;

    internal ExportDesk(Database database) => this.database = database;

    /// <summary>Writes into a file that is not there yet: it appears when it is whole.</summary>
    /// <param name="request">What.</param>
    /// <param name="file">Where to.</param>
    /// <param name="progress">Told how many rows there are, now and then; null for nobody.</param>
    /// <param name="cancellation">Ends it; nothing is left behind then.</param>
    /// <exception cref="RegistryException">The file is there already.</exception>
    public ExportResult WriteFile(ExportRequest request, string file, Action<long>? progress, CancellationToken cancellation)
    {
        string path = Path.GetFullPath(file);
        if (Path.Exists(path))
        {
            throw new RegistryException(Why.FileIsThere, path);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            SqliteDatabase.Protect(beside); // cards' hashes and prices are not for everybody on this machine
            ExportResult result;
            using (FileStream stream = new(beside, FileMode.Open, FileAccess.Write))
            {
                result = Write(request, stream, progress, cancellation);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path);
            return result;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <inheritdoc cref="WriteFile"/>
    public ExportResult Write(ExportRequest request, Stream stream, Action<long>? progress, CancellationToken cancellation) => database.Read((connection, transaction) => request.Kind switch
    {
        ExportKind.Sessions => Write(ExportTables.Sessions, request, stream, (site, from, until) =>
            SessionWalk.Begun(connection, transaction, site, from, until).Select(row => new SessionExport(site, row, Tariffs.Find(connection, transaction, row))), progress, cancellation),
        ExportKind.SessionIntervals => Write(ExportTables.SessionIntervals, request, stream, (site, from, until) =>
            SessionWalk.Touching(connection, transaction, site, from, until).SelectMany(row => SessionFiles.Intervals(connection, transaction, row)
                .Where(one => one.StartUtcMs >= from && one.StartUtcMs < until).Select(one => new SessionIntervalExport(site, row, one))), progress, cancellation),
        ExportKind.Intervals => Write(ExportTables.Intervals, request, stream, (site, from, until) =>
            ByMonth(site, from, until).SelectMany(part => IntervalLedger.OfSite(connection, transaction, site, part.FromMs, part.UntilMs)).Select(one => new IntervalExport(site, one)), progress, cancellation),
        ExportKind.Corrections => Write(ExportTables.Corrections, request, stream, (site, from, until) =>
            ByMonth(site, from, until).SelectMany(part => connection.Query<CorrectionExport>(CorrectionsSql, new { site.Id, part.FromMs, part.UntilMs }, transaction))
                .Select(one => (site, one)), progress, cancellation),
        ExportKind.Records => Write(ExportTables.Records, request, stream, (site, from, until) =>
            Records(connection, transaction, site, from, until).Select(one => (site, one)), progress, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "an export"),
    });

    private static ExportResult Write<T>(
        IReadOnlyList<Column<T>> columns, ExportRequest request, Stream stream, Func<Site, long, long, IEnumerable<T>> read, Action<long>? progress, CancellationToken cancellation)
    {
        string[] names = [.. columns.Select(column => column.Name)];
        var cp932 = new Cp932();
        long rows = 0;
        using (IRowWriter writer = request.Format switch
        {
            ExportFormat.JsonLines => new JsonRowWriter(stream, names),
            ExportFormat.CsvCp932 => new CsvRowWriter(stream, names, cp932.Encoding),
            _ => new CsvRowWriter(stream, names, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)),
        })
        {
            var values = new object?[columns.Count];
            foreach (Site site in request.Sites)
            {
                (long fromMs, long untilMs) = request.Period.At(site);
                foreach (T row in read(site, fromMs, untilMs))
                {
                    for (int i = 0; i < values.Length; i++)
                    {
                        values[i] = columns[i].Value(row);
                    }

                    writer.Write(values);
                    if (++rows % 1_000 == 0)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        progress?.Invoke(rows);
                    }
                }
            }
        }

        progress?.Invoke(rows);
        return new ExportResult(rows, cp932.Named);
    }

    // A month's intervals of a site are at most 2,976; years of them are not held at once.
    private static IEnumerable<(long FromMs, long UntilMs)> ByMonth(Site site, long fromMs, long untilMs)
    {
        for (long from = fromMs, until; from < untilMs; from = until)
        {
            until = Math.Min(untilMs, IntervalLedger.MonthStart(site, from, 1));
            yield return (from, until);
        }
    }

    private static IEnumerable<RecordExport> Records(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs)
    {
        foreach (long journalRow in SessionWalk.Journals(connection, transaction, site))
        {
            long last = 0;
            List<RecordExport> found;
            do
            {
                found = connection.Query<RecordExport>(RecordsSql, new { journalRow, last, fromMs, untilMs, RecordsAtOnce }, transaction).AsList();
                foreach (RecordExport record in found)
                {
                    yield return record;
                    last = record.Number;
                }
            }
            while (found.Count == RecordsAtOnce);
        }
    }

    // One whose own time is unknown counts by when it came.
    private const string RecordsSql =
        """
        SELECT charge_point.name AS ChargePoint, journal.ordinal AS Journal, journal.journal_id AS JournalId, record.number AS Number, record.type AS Type,
               record.utc_ms AS UtcMs, record.received_utc_ms AS ReceivedMs, record.bytes AS Bytes
        FROM record JOIN journal ON journal.id = record.journal_row JOIN charge_point ON charge_point.id = journal.charge_point_id
        WHERE record.journal_row = @journalRow AND record.number > @last
          AND coalesce(nullif(record.utc_ms, 0), record.received_utc_ms) >= @fromMs AND coalesce(nullif(record.utc_ms, 0), record.received_utc_ms) < @untilMs
        ORDER BY record.number LIMIT @RecordsAtOnce
        """;

    private const string CorrectionsSql =
        """
        SELECT charge_point.name AS ChargePoint, journal.ordinal AS Journal, c.session_number AS Session, c.interval_start_utc_ms AS StartMs, c.finding_id AS FindingId,
               finding.kind AS Kind, e.action AS Action, e.reason_code AS Reason, e.note AS Note, e.entered_by AS "By", e.entered_utc_ms AS AtMs,
               c.covered_wh AS CoveredWh, c.uncovered_wh AS UncoveredWh, c.unclaimed_wh AS UnclaimedWh, c.dropped_wh AS DroppedWh
        FROM booking_correction c JOIN journal ON journal.id = c.journal_row JOIN charge_point ON charge_point.id = journal.charge_point_id
        JOIN finding_entry e ON e.finding_id = c.finding_id AND e.version = c.version JOIN finding ON finding.id = c.finding_id
        WHERE charge_point.site_id = @Id AND c.interval_start_utc_ms >= @FromMs AND c.interval_start_utc_ms < @UntilMs
        ORDER BY c.interval_start_utc_ms, c.id
        """;
}
