using System.Data;
using System.Data.Common;
using System.Globalization;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>A statement that writes rows: as many as fit, or one.</summary>
internal sealed class RowStatement
{
    // More make it no faster: SQLite looks for each parameter among all the names.
    private const int MaximumParameters = 64;

    private static readonly string[] names =
        [.. Enumerable.Range(0, MaximumParameters).Select(i => string.Create(CultureInfo.InvariantCulture, $"@p{i}"))];

    /// <param name="before">The statement up to the values.</param>
    /// <param name="types">A column's values each.</param>
    /// <param name="behind">The statement behind the values.</param>
    public RowStatement(string before, DbType[] types, string behind = "")
    {
        Types = types;
        RowsAtOnce = MaximumParameters / types.Length;
        Many = Text(RowsAtOnce);
        One = Text(1);

        string Text(int rows)
        {
            IEnumerable<string> each = Enumerable.Range(0, rows)
                .Select(row => "(" + string.Join(", ", Enumerable.Range(row * types.Length, types.Length).Select(NameOf)) + ")");
            return $"{before} VALUES {string.Join(", ", each)} {behind}";
        }
    }

    public DbType[] Types { get; }

    /// <summary>Rows that <see cref="Many"/> writes.</summary>
    public int RowsAtOnce { get; }

    public string Many { get; }

    public string One { get; }

    /// <summary>What the parameter at a place is called, 0 to 63.</summary>
    public static string NameOf(int place) => names[place];
}

/// <summary>
/// Writes many rows with few statements: each statement costs a way to the database and back, whatever is in it.
/// Rows wait here until <see cref="Write"/>; who fills it bounds how many.
/// </summary>
internal sealed class RowWriter(DbConnection connection, DbTransaction transaction, RowStatement statement)
{
    private readonly List<object?> values = [];

    /// <summary>Takes a row's values down, a column each.</summary>
    public void Add(params ReadOnlySpan<object?> row)
    {
        if (row.Length != statement.Types.Length)
        {
            throw new ArgumentException($"a row has {statement.Types.Length} columns here, not {row.Length}", nameof(row));
        }

        values.AddRange(row);
    }

    /// <summary>Writes what waits, in its order.</summary>
    /// <exception cref="DbException">The database refuses a row; the transaction is to be undone.</exception>
    public void Write()
    {
        int rows = values.Count / statement.Types.Length;
        for (int written = 0; written < rows;)
        {
            int now = rows - written >= statement.RowsAtOnce ? statement.RowsAtOnce : 1;
            Execute(now == 1 ? statement.One : statement.Many, written * statement.Types.Length, now * statement.Types.Length);
            written += now;
        }

        values.Clear();
    }

    private void Execute(string text, int from, int count)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (int i = 0; i < count; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = RowStatement.NameOf(i);
            parameter.DbType = statement.Types[i % statement.Types.Length];
            parameter.Value = values[from + i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }
}
