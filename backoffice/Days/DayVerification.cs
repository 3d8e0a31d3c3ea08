using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Days;

/// <summary>
/// Computes a day anew from the stored records, up to those that the day's document names, in a copy of the database: what
/// came later makes no difference, and what was changed, added or taken away does.
/// </summary>
public sealed class DayVerification
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal DayVerification(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>What differs from the document, each a sentence; none when the day is equal.</summary>
    /// <param name="document">As it was published, kept here or elsewhere.</param>
    /// <exception cref="LedgerDayException">It is no day's document, or of a site that is not here.</exception>
    public IReadOnlyList<string> Differences(string document)
    {
        LedgerDay day = LedgerDay.Read(document);
        Site site = registry.FindSite(day.Site) ?? throw new LedgerDayException($"site {day.Site} is not registered here");
        (DateTimeOffset FromUtc, DateTimeOffset UntilUtc) span = LedgerDays.SpanOf(site, day.Day);
        if ((day.FromUtc, day.UntilUtc) != span)
        {
            return [$"{day.DayName} is from {span.FromUtc:O} to {span.UntilUtc:O} in {site.Zone.Id}; the document says {day.FromUtc:O} to {day.UntilUtc:O}"];
        }

        var differences = new List<string>();
        CompareDocuments(site, day, document, differences);
        return database.InCopy(copy =>
        {
            Compare(copy, day, differences);
            return differences;
        });
    }

    private void CompareDocuments(Site site, LedgerDay day, string document, List<string> differences)
    {
        Dictionary<string, string> here = database.Read((connection, transaction) => connection.Query<(string Day, string Document)>(
            "SELECT day, document FROM ledger_day WHERE site_id = @Id ORDER BY day", new { site.Id }, transaction)
            .ToDictionary(row => row.Day, row => row.Document));
        string? mine = here.GetValueOrDefault(day.DayName);
        if (mine != document)
        {
            differences.Add(mine is null ? $"{day.DayName} is not sealed here" : $"{day.DayName} is sealed here with another document");
        }

        string? before = here.Where(one => string.CompareOrdinal(one.Key, day.DayName) < 0).Select(one => one.Value).LastOrDefault();
        if (day.Previous != (before is null ? "" : LedgerDay.HashOf(before)))
        {
            differences.Add($"the document before {day.DayName} is not the one that it names");
        }
    }

    private void Compare(Database copy, LedgerDay day, List<string> differences)
    {
        var copied = new Registry(copy, time);
        var ledger = new Ledger(copy, copied);
        Site site = copied.FindSite(day.Site)!;
        var reached = day.ChargePoints
            .SelectMany(one => one.Journals.Select(journal => (one.ChargePoint, journal)))
            .ToDictionary(one => (one.ChargePoint, one.journal.Journal), one => one.journal);
        foreach (((string chargePoint, long journal), JournalCheckpoint checkpoint) in reached)
        {
            byte[]? bytes = copy.Read((connection, transaction) => connection.ExecuteScalar<byte[]>(
                """
                SELECT bytes FROM record JOIN journal ON journal.id = journal_row JOIN charge_point ON charge_point.id = charge_point_id
                WHERE site_id = @Id AND charge_point.name = @chargePoint AND journal_id = @journal AND number = @Number
                """,
                new { site.Id, chargePoint, journal, checkpoint.Number },
                transaction));
            if (bytes is null || !bytes.AsSpan(RecordLayout.SignedBytes).SequenceEqual(checkpoint.Tag))
            {
                differences.Add($"{chargePoint}, journal {journal}: record {checkpoint.Number} {(bytes is null ? "is not stored" : "has another tag")}");
            }
        }

        ledger.Rebuild((chargePoint, journal) => reached.GetValueOrDefault((chargePoint.Name, journal))?.Number ?? 0);
        (string ofSite, IReadOnlyDictionary<string, string> digests) =
            DayDigests.Of(ledger, site, day.ChargePoints.Select(one => one.ChargePoint), day.FromUtc, day.UntilUtc);
        foreach (ChargePointDay one in day.ChargePoints)
        {
            long records = CountRecords(copy, site, one, day);
            if (records != one.Records)
            {
                differences.Add($"{one.ChargePoint}: {records} records of the day, {one.Records} in the document");
            }

            if (digests[one.ChargePoint] != one.Digest)
            {
                differences.Add($"{one.ChargePoint}: sessions or intervals of the day differ ({digests[one.ChargePoint]}, in the document {one.Digest})");
            }
        }

        if (ofSite != day.Digest && differences.Count == 0)
        {
            differences.Add($"the site's digest is {ofSite}, in the document {day.Digest}: the document contradicts itself");
        }
    }

    private static long CountRecords(Database copy, Site site, ChargePointDay one, LedgerDay day) => copy.Read((connection, transaction) =>
        one.Journals.Sum(journal => connection.ExecuteScalar<long>(
            """
            SELECT count(*) FROM record JOIN journal ON journal.id = journal_row JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND charge_point.name = @ChargePoint AND journal_id = @Journal AND number <= @Number
              AND utc_ms >= @fromMs AND utc_ms < @untilMs
            """,
            new
            {
                site.Id,
                one.ChargePoint,
                journal.Journal,
                journal.Number,
                fromMs = day.FromUtc.ToUnixTimeMilliseconds(),
                untilMs = day.UntilUtc.ToUnixTimeMilliseconds(),
            },
            transaction)));
}
