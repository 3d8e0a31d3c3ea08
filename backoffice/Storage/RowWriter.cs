using System.Data;
using System.Data.Common;
using System.Globalization;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// Writes many rows with few statements: each statement costs a way to the database and back, whatever is in it.
/// Rows wait here until <see cref="Write"/>; who fills it bounds how many.
/// </summary>
internal sealed class RowWriter
{
    // More make it no faster: SQLite looks for each parameter among all the names.
    private const int ParametersInStatement = 64;

    private static readonly string[] names =
        [.. Enumerable.Range(0, ParametersInStatement).Select(i => string.Create(CultureInfo.InvariantCulture, $"@p{i}"))];

    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly DbType[] types;
    private readonly int rowsAtOnce;
    private readonly string many;
    private readonly string one;
    private readonly List<object?> values = [];

    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="before">The statement up to the values.</param>
    /// <param name="types">A column's values each.</param>
    /// <param name="behind">The statement behind the values.</param>
    public RowWriter(DbConnection connection, DbTransaction transaction, string before, DbType[] types, string behind = "")
    {
        (this.connection, this.transaction, this.types) = (connection, transaction, types);
        rowsAtOnce = ParametersInStatement / types.Length;
        many = Text(before, types.Length, rowsAtOnce, behind);
        one = Text(before, types.Length, 1, behind);
    }

    /// <summary>Takes a row's values down, a column each.</summary>
    public void Add(params ReadOnlySpan<object?> row)
    {
        if (row.Length != types.Length)
        {
            throw new ArgumentException($"a row has {types.Length} columns here, not {row.Length}", nameof(row));
        }

        values.AddRange(row);
    }

    /// <summary>Writes what waits, in its order.</summary>
    /// <exception cref="DbException">The database refuses a row; the transaction is to be undone.</exception>
    public void Write()
    {
        int rows = values.Count / types.Length;
        for (int written = 0; written < rows;)
        {
            int now = rows - written >= rowsAtOnce ? rowsAtOnce : 1;
            Execute(now == 1 ? one : many, written * types.Length, now * types.Length);
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
            parameter.ParameterName = NameOf(i);
            parameter.DbType = types[i % types.Length];
            parameter.Value = values[from + i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private static string Text(string before, int columns, int rows, string behind)
    {
        IEnumerable<string> each = Enumerable.Range(0, rows)
            .Select(row => "(" + string.Join(", ", Enumerable.Range(row * columns, columns).Select(NameOf)) + ")");
        return $"{before} VALUES {string.Join(", ", each)} {behind}";
    }

    /// <summary>What the parameter at a place is called, 0 to 63.</summary>
    public static string NameOf(int place) => names[place];
}
