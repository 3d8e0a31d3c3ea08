using System.Data.Common;
using System.Reflection;
using Dapper;

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

    /// <summary>Applies what the database does not have yet.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction: all that is missing is applied, or nothing.</param>
    /// <param name="time">For the time stamps.</param>
    /// <param name="inItsWords">Puts a file, which is written for SQLite, into the database's own words; called in their order.</param>
    /// <returns>Whether anything was missing.</returns>
    /// <exception cref="InvalidOperationException">The database has migrations that this program does not know.</exception>
    public static bool Apply(DbConnection connection, DbTransaction transaction, TimeProvider time, Func<string, string> inItsWords)
    {
        connection.Execute(
            inItsWords("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_utc_ms INTEGER NOT NULL)"),
            transaction: transaction);
        long applied = connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM migration", transaction: transaction);
        List<(int Number, string Resource)> known = [.. Known()];
        if (applied > known[^1].Number)
        {
            throw new InvalidOperationException(
                $"The database has migration {applied}; this program knows {known[^1].Number} and would misread it.");
        }

        if (applied == known[^1].Number)
        {
            return false;
        }

        foreach ((int number, string resource) in known)
        {
            string sql = inItsWords(Read(resource)); // in order, those that are there too: one refers to the one before
            if (number <= applied)
            {
                continue;
            }

            connection.Execute(sql, transaction: transaction);
            connection.Execute(
                "INSERT INTO migration (number, name, applied_utc_ms) VALUES (@number, @name, @utcMs)",
                new { number, name = resource[Prefix.Length..], utcMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
                transaction);
        }

        return true;
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
