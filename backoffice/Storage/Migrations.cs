using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// The numbered SQL files of <c>Storage/Migrations</c>, each applied once and in order. A file that has been released is
/// never edited: a change is a new file.
/// </summary>
internal static class Migrations
{
    private const string Prefix = "migrations/";

    /// <summary>Number of the newest one that this program knows.</summary>
    public static int Newest => Known().Last().Number;

    /// <summary>Applies what the file does not have yet.</summary>
    /// <exception cref="InvalidOperationException">The file has migrations that this program does not know.</exception>
    public static void Apply(SqliteConnection connection, SqliteTransaction transaction, TimeProvider time)
    {
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_utc_ms INTEGER NOT NULL)",
            transaction: transaction);
        long applied = connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM migration", transaction: transaction);
        List<(int Number, string Resource)> known = [.. Known()];
        if (applied > known[^1].Number)
        {
            throw new InvalidOperationException(
                $"The database has migration {applied}; this program knows {known[^1].Number} and would misread it.");
        }

        foreach ((int number, string resource) in known.Where(one => one.Number > applied))
        {
            connection.Execute(Read(resource), transaction: transaction);
            connection.Execute(
                "INSERT INTO migration (number, name, applied_utc_ms) VALUES (@number, @name, @utcMs)",
                new { number, name = resource[Prefix.Length..], utcMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
        }
    }

    private static IEnumerable<(int Number, string Resource)> Known() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => (int.Parse(name.AsSpan(Prefix.Length, 4), null), name))
            .OrderBy(one => one.Item1);

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
