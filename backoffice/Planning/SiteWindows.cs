using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>What a window is for.</summary>
public enum WindowKind
{
    /// <summary>Hours in which electricity is cheap.</summary>
    Tariff,

    /// <summary>Hours in which the site is open.</summary>
    Opening,
}

/// <summary>
/// When a site may charge on its supply: given in its own time, resolved to UTC intervals here, so that a charge point
/// only ever sees UTC. No windows of a kind: that kind bounds nothing.
/// </summary>
public sealed class SiteWindows
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal SiteWindows(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Raised after a site's windows were committed.</summary>
    internal event Action<Site>? Changed;

    /// <summary>Replaces a site's windows of a kind; none lifts the bound. What was set before stays written down.</summary>
    /// <exception cref="RegistryException">There is no such site.</exception>
    public void Set(string site, WindowKind kind, IReadOnlyList<LocalWindow> windows, string setBy)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException($"there is no site {site}");
        database.Write((connection, transaction) =>
        {
            long setId = connection.ExecuteScalar<long>(
                "INSERT INTO supply_window_set (site_id, kind, set_by, set_utc_ms) VALUES (@Id, @kind, @setBy, @nowMs) RETURNING id",
                new { at.Id, kind = Word(kind), setBy, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
            connection.Execute(
                "INSERT INTO supply_window (set_id, days, from_minute, to_minute) VALUES (@setId, @days, @FromMinute, @ToMinute)",
                windows.Select(one => new { setId, days = (int)one.Days, one.FromMinute, one.ToMinute }),
                transaction);
        });
        Changed?.Invoke(at);
    }

    /// <summary>What is in force, by kind.</summary>
    internal static ILookup<string, LocalWindow> Read(SqliteConnection connection, SqliteTransaction transaction, Site site) =>
        connection.Query<(string Kind, long Days, long FromMinute, long ToMinute)>(
            """
            SELECT kind, days, from_minute, to_minute
            FROM supply_window JOIN supply_window_set ON supply_window_set.id = set_id
            WHERE set_id IN (SELECT max(id) FROM supply_window_set WHERE site_id = @Id GROUP BY kind)
            """,
            new { site.Id },
            transaction).ToLookup(row => row.Kind, row => new LocalWindow((Weekdays)row.Days, (int)row.FromMinute, (int)row.ToMinute));

    /// <summary>Whether an interval lies in a window of every kind that there is.</summary>
    internal static bool Allow(ILookup<string, LocalWindow> windows, Site site, long startMs) =>
        windows.All(kind => kind.Any(window => window.Holds(site.Zone, startMs, site.IntervalMs)));

    private static string Word(WindowKind kind) => kind == WindowKind.Tariff ? "tariff" : "opening";
}
