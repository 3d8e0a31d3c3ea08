using System.Text;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Days;

/// <summary>A sealed day as the pages list it.</summary>
/// <param name="Day">What was sealed.</param>
/// <param name="SealedMs">When, ms since 1970 in UTC.</param>
/// <param name="FollowsTheDayBefore">It names the sealed day before it by that one's hash; true for the first.</param>
/// <param name="CameLater">Records of the day that came after it was sealed.</param>
public sealed record SealedDay(LedgerDay Day, long SealedMs, bool FollowsTheDayBefore, long CameLater);

/// <summary>
/// Seals each site's days once they are over on its clock, and publishes the newest for others to keep: retained, under
/// <c>cpfw/1/{site}/digest</c>. A day that was sealed is never written anew.
/// </summary>
public sealed class LedgerDays
{
    /// <summary>What was missed is caught up with so many days of a site at a time.</summary>
    private const int MostAtATime = 31;

    private readonly Lock sealing = new();
    private readonly Database database;
    private readonly Registry registry;
    private readonly Ledger ledger;
    private readonly IBrokerLink broker;
    private readonly TimeProvider time;

    internal LedgerDays(Database database, Registry registry, Ledger ledger, IBrokerLink broker, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.ledger = ledger;
        this.broker = broker;
        this.time = time;
    }

    /// <summary>Where a site's newest day is published.</summary>
    public static string TopicOf(Site site) => $"cpfw/1/{site.Name}/digest";

    /// <summary>Seals what is over, and publishes it. Called at quarter hours: every zone's midnight is one.</summary>
    /// <returns>How many days were sealed.</returns>
    public int SealDue()
    {
        lock (sealing)
        {
            int count = 0;
            foreach (Site site in registry.Sites)
            {
                DateOnly today = DayOf(site, time.GetUtcNow());
                DateOnly? next = NewestDocument(site) is { } newest ? LedgerDay.Read(newest).Day.AddDays(1) : FirstDay(site);
                for (int i = 0; i < MostAtATime && next < today; i++, next = next.Value.AddDays(1))
                {
                    Seal(site, next.Value);
                    count++;
                    PublishNewest(site);
                }
            }

            return count;
        }
    }

    /// <summary>Publishes every site's newest day again: the broker may have forgotten it.</summary>
    public void PublishAgain()
    {
        foreach (Site site in registry.Sites)
        {
            PublishNewest(site);
        }
    }

    /// <summary>A site's sealed days, oldest first, as the documents that were published.</summary>
    public IReadOnlyList<string> Documents(string site) => database.Read((connection, transaction) => connection.Query<string>(
        "SELECT document FROM ledger_day JOIN site ON site.id = site_id WHERE site.name = @site ORDER BY day",
        new { site },
        transaction).ToList());

    /// <summary>Sealed days before a day, newest first.</summary>
    /// <param name="site">Whose.</param>
    /// <param name="before">yyyy-MM-dd, exclusive; empty for the newest.</param>
    /// <param name="take">So many at most.</param>
    public IReadOnlyList<SealedDay> Sealed(Site site, string before, int take) => database.Read((connection, transaction) =>
    {
        // One more than is told: each is held against the one before it.
        string[] documents =
        [
            .. connection.Query<string>(
                "SELECT document FROM ledger_day WHERE site_id = @Id AND (@before = '' OR day < @before) ORDER BY day DESC LIMIT @most",
                new { site.Id, before, most = take + 1 },
                transaction),
        ];
        return documents.Take(take).Select((document, i) =>
        {
            var day = LedgerDay.Read(document);
            long sealedMs = day.SealedUtc.ToUnixTimeMilliseconds();
            long later = connection.ExecuteScalar<long>(
                """
                SELECT count(*) FROM charge_point CROSS JOIN journal ON charge_point_id = charge_point.id CROSS JOIN record ON journal_row = journal.id
                WHERE site_id = @Id AND min(utc_ms, received_utc_ms) >= @fromMs AND min(utc_ms, received_utc_ms) < @untilMs AND received_utc_ms > @sealedMs
                """,
                new { site.Id, fromMs = day.FromUtc.ToUnixTimeMilliseconds(), untilMs = day.UntilUtc.ToUnixTimeMilliseconds(), sealedMs },
                transaction);
            bool isFirst = i + 1 == documents.Length;
            return new SealedDay(day, sealedMs, isFirst ? day.Previous.Length == 0 : day.Previous == LedgerDay.HashOf(documents[i + 1]), later);
        }).ToArray();
    });

    /// <summary>A day's document as it was published; null when it is not sealed.</summary>
    public string? Document(Site site, string day) => database.Read((connection, transaction) => connection.QueryFirstOrDefault<string>(
        "SELECT document FROM ledger_day WHERE site_id = @Id AND day = @day", new { site.Id, day }, transaction));

    /// <summary>A day's begin and end on the site's clock.</summary>
    internal static (DateTimeOffset FromUtc, DateTimeOffset UntilUtc) SpanOf(Site site, DateOnly day) => (Midnight(site, day), Midnight(site, day.AddDays(1)));

    private static DateOnly DayOf(Site site, DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, site.Zone).DateTime);

    private static DateTimeOffset Midnight(Site site, DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (site.Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15); // where the clock is put forward at midnight
        }

        return new DateTimeOffset(local, site.Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private DateOnly? FirstDay(Site site)
    {
        long? firstMs = database.Read((connection, transaction) => connection.ExecuteScalar<long?>(
            """
            SELECT min(utc_ms) FROM record JOIN journal ON journal.id = journal_row JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND utc_ms > 0
            """,
            new { site.Id },
            transaction));
        return firstMs is null ? null : DayOf(site, DateTimeOffset.FromUnixTimeMilliseconds(firstMs.Value));
    }

    // With the one writer's lock, so that digests and checkpoints are of the same moment.
    private void Seal(Site site, DateOnly day) => database.Write((connection, transaction) =>
    {
        string[] names = [.. registry.ChargePointsOf(site).Select(chargePoint => chargePoint.Name)];
        (DateTimeOffset fromUtc, DateTimeOffset untilUtc) = SpanOf(site, day);
        var span = new { site.Id, fromMs = fromUtc.ToUnixTimeMilliseconds(), untilMs = untilUtc.ToUnixTimeMilliseconds() };
        Dictionary<string, long> records = connection.Query<(string Name, long Count)>(
            """
            SELECT charge_point.name, count(*) FROM record JOIN journal ON journal.id = journal_row JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND utc_ms >= @fromMs AND utc_ms < @untilMs GROUP BY charge_point.name
            """,
            span,
            transaction).ToDictionary(row => row.Name, row => row.Count);
        ILookup<string, JournalCheckpoint> reached = connection.Query<(string Name, long Journal, long Number, byte[] Tag)>(
            """
            SELECT charge_point.name, journal_id, contiguous_number, contiguous_tag
            FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE site_id = @Id ORDER BY ordinal
            """,
            span,
            transaction).ToLookup(row => row.Name, row => new JournalCheckpoint(row.Journal, row.Number, row.Tag));
        (string ofSite, IReadOnlyDictionary<string, string> digests) = DayDigests.Of(ledger, site, names, fromUtc, untilUtc);
        var sealedDay = new LedgerDay(
            site.Name, day, fromUtc, untilUtc, time.GetUtcNow(), NewestDocument(site) is { } newest ? LedgerDay.HashOf(newest) : "", ofSite,
            [.. digests.Keys.Order(StringComparer.Ordinal).Select(name => new ChargePointDay(name, records.GetValueOrDefault(name), digests[name], [.. reached[name]]))]);
        connection.Execute(
            "INSERT INTO ledger_day (site_id, day, document, sealed_utc_ms) VALUES (@Id, @day, @document, @sealedMs)",
            new { site.Id, day = sealedDay.DayName, document = sealedDay.ToDocument(), sealedMs = sealedDay.SealedUtc.ToUnixTimeMilliseconds() },
            transaction);
    });

    private string? NewestDocument(Site site) => database.Read((connection, transaction) => connection.QueryFirstOrDefault<string>(
        "SELECT document FROM ledger_day WHERE site_id = @Id ORDER BY day DESC LIMIT 1", new { site.Id }, transaction));

    private void PublishNewest(Site site)
    {
        if (NewestDocument(site) is { } newest)
        {
            broker.Publish(TopicOf(site), Encoding.UTF8.GetBytes(newest), retain: true);
        }
    }
}
