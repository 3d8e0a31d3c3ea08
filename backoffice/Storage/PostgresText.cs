using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// The program's statements in PostgreSQL's words. They are written so that both databases understand them; what is left is taken
/// out here: hints for SQLite's planner, the names of two functions, the one pragma, and parameters by name.
/// </summary>
internal sealed partial class PostgresText
{
    /// <summary>Texts beyond these are translated each time.</summary>
    private const int MaximumKept = 4_000;

    private const string DeferForeignKeys = "PRAGMA defer_foreign_keys = ON";

    private readonly ConcurrentDictionary<string, (string Words, IReadOnlyList<string> Names)> known = new(StringComparer.Ordinal);

    /// <summary>The statement with numbered parameters, and their names in the order of their numbers.</summary>
    public (string Words, IReadOnlyList<string> Names) Of(string sql)
    {
        if (!known.TryGetValue(sql, out (string Words, IReadOnlyList<string> Names) translated))
        {
            translated = Number(WithoutHints(sql));
            if (known.Count < MaximumKept)
            {
                known[sql] = translated;
            }
        }

        return translated;
    }

    /// <summary>Without what is meant for SQLite's planner: which index it takes, and in which order it joins.</summary>
    public static string WithoutHints(string sql) =>
        sql == DeferForeignKeys ? "SET CONSTRAINTS ALL DEFERRED" : JsonFunction().Replace(CrossJoinOn().Replace(IndexedBy().Replace(sql, ""), "JOIN $1 ON"), "json_build_$1(");

    private static (string Words, IReadOnlyList<string> Names) Number(string sql)
    {
        var names = new List<string>();
        string words = QuotedOrParameter().Replace(sql, match =>
        {
            if (match.Value[0] != '@')
            {
                return match.Value;
            }

            string name = match.Value[1..];
            int at = names.IndexOf(name);
            if (at < 0)
            {
                names.Add(name);
                at = names.Count - 1;
            }

            return new StringBuilder().Append('$').Append(at + 1).ToString();
        });
        return (words, names);
    }

    [GeneratedRegex(@"\s+INDEXED BY \w+")]
    private static partial Regex IndexedBy();

    [GeneratedRegex(@"CROSS JOIN\s+(\w+(?:\s+(?!ON\b)\w+)?)\s+ON\b")]
    private static partial Regex CrossJoinOn();

    [GeneratedRegex(@"\bjson_(object|array)\(")]
    private static partial Regex JsonFunction();

    [GeneratedRegex("""'[^']*'|"[^"]*"|--[^\n]*|@\w+""")]
    private static partial Regex QuotedOrParameter();
}
