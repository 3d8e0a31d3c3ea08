using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>What partners ask for, or what is a part of it.</summary>
internal enum ToldKind
{
    Location,
    Evse,
    Connector,
    Tariff,
    Session,
    Cdr,
}

/// <summary>A row as it is told.</summary>
/// <param name="Id">Within its kind.</param>
/// <param name="Body">Without its time.</param>
/// <param name="ToldUtcMs">Its <c>last_updated</c>; no two rows have the same.</param>
internal readonly record struct Told(string Id, string Body, long ToldUtcMs)
{
    public JsonObject Timed() => OcpiJson.Timed(OcpiJson.Read(Body), ToldUtcMs);
}

/// <summary>
/// Objects as they are told, each with the time at which that was said first. Every change takes a time of its own from one
/// clock, later than any before and visible in that order: whoever asks from the last time seen misses nothing.
/// </summary>
internal sealed class ToldObjects(DbConnection connection, DbTransaction transaction, long nowMs)
{
    /// <summary>Says what an object is; when it is what was said before, its time stays.</summary>
    /// <returns>Its time.</returns>
    public long Put(ToldKind kind, string id, long siteId, JsonObject body, string programme = "")
    {
        string text = OcpiJson.Write(body);
        string name = NameOf(kind);
        (string? before, long toldMs) = connection.QueryFirstOrDefault<(string?, long)>(
            "SELECT body, told_utc_ms FROM told_object WHERE kind = @name AND object_id = @id", new { name, id }, transaction);
        if (before == text)
        {
            return toldMs;
        }

        toldMs = Tick();
        connection.Execute(
            """
            INSERT INTO told_object (kind, object_id, site_id, programme, body, told_utc_ms) VALUES (@name, @id, @siteId, @programme, @text, @toldMs)
            ON CONFLICT (kind, object_id) DO UPDATE SET body = excluded.body, told_utc_ms = excluded.told_utc_ms
            """,
            new { name, id, siteId, programme, text, toldMs }, transaction);
        return toldMs;
    }

    public Told? Find(ToldKind kind, string id) => Find(connection, transaction, kind, id);

    public static Told? Find(DbConnection connection, DbTransaction transaction, ToldKind kind, string id) => connection.Query<(string, string, long)>(
        "SELECT object_id, body, told_utc_ms FROM told_object WHERE kind = @name AND object_id = @id", new { name = NameOf(kind), id }, transaction)
        .Select(row => (Told?)new Told(row.Item1, row.Item2, row.Item3)).FirstOrDefault();

    /// <summary>A page of what a partner may read, oldest change first, and how many objects the whole question has.</summary>
    public static (IReadOnlyList<Told> Rows, long Total) Page(DbConnection connection, DbTransaction transaction, ToldKind kind, Partner partner, PageQuery page)
    {
        // Locations and tariffs are nobody's in particular.
        bool byProgramme = kind is ToldKind.Session or ToldKind.Cdr && !partner.SeesAllProgrammes;
        string visible =
            "FROM told_object WHERE kind = @name AND told_utc_ms >= @FromMs AND told_utc_ms < @UntilMs"
            + (partner.SeesAllSites ? "" : " AND site_id IN (SELECT site_id FROM partner_site WHERE partner_id = @partnerId)")
            + (byProgramme ? " AND programme IN (SELECT programme FROM partner_programme WHERE partner_id = @partnerId)" : "");
        var question = new { name = NameOf(kind), page.FromMs, page.UntilMs, partnerId = partner.Id, page.AfterMs, page.Offset, page.Limit };
        Told[] rows =
        [
            .. connection.Query<(string, string, long)>(
                page.AfterMs is null
                    ? $"SELECT object_id, body, told_utc_ms {visible} ORDER BY told_utc_ms LIMIT @Limit OFFSET @Offset"
                    : $"SELECT object_id, body, told_utc_ms {visible} AND told_utc_ms > @AfterMs ORDER BY told_utc_ms LIMIT @Limit",
                question, transaction).Select(row => new Told(row.Item1, row.Item2, row.Item3)),
        ];
        return (rows, connection.ExecuteScalar<long>("SELECT count(*) " + visible, question, transaction));
    }

    /// <summary>Whether anything was said later, within the same question.</summary>
    public static bool IsMoreAfter(DbConnection connection, DbTransaction transaction, ToldKind kind, Partner partner, PageQuery page, long lastMs) =>
        Page(connection, transaction, kind, partner, page with { AfterMs = lastMs, Limit = 1 }).Rows.Count > 0;

    // In the order in which they are committed: the row is locked until then.
    private long Tick() => connection.ExecuteScalar<long>(
        "UPDATE told_clock SET last_utc_ms = CASE WHEN last_utc_ms >= @nowMs THEN last_utc_ms + 1 ELSE @nowMs END RETURNING last_utc_ms", new { nowMs }, transaction);

    private static string NameOf(ToldKind kind) => kind switch
    {
        ToldKind.Location => "location",
        ToldKind.Evse => "evse",
        ToldKind.Connector => "connector",
        ToldKind.Tariff => "tariff",
        ToldKind.Session => "session",
        _ => "cdr",
    };
}
