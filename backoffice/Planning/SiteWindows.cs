using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

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
internal static class SiteWindows
{
    /// <summary>What is in force, by kind.</summary>
    public static ILookup<string, LocalWindow> Read(DbConnection connection, DbTransaction transaction, Site site) =>
        connection.Query<(string Kind, long Days, long FromMinute, long ToMinute)>(
            """
            SELECT kind, days, from_minute, to_minute
            FROM supply_window JOIN supply_window_set ON supply_window_set.id = set_id
            WHERE set_id IN (SELECT max(id) FROM supply_window_set WHERE site_id = @Id GROUP BY kind)
            """,
            new { site.Id },
            transaction).ToLookup(row => row.Kind, row => new LocalWindow((Weekdays)row.Days, (int)row.FromMinute, (int)row.ToMinute));

    /// <summary>Whether an interval lies in a window of every kind that there is.</summary>
    public static bool Allow(ILookup<string, LocalWindow> windows, Site site, long startMs) =>
        windows.All(kind => kind.Any(window => window.Holds(site.Zone, startMs, site.IntervalMs)));

    /// <summary>As the table has it.</summary>
    public static string Word(WindowKind kind) => kind == WindowKind.Tariff ? "tariff" : "opening";
}
