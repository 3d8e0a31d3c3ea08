using Microsoft.Data.Sqlite;

namespace ChargePointFw.Benchmarks.Reconcile;

/// <summary>Writes rows by the million: one transaction, one prepared statement a table.</summary>
internal sealed class WorldTables : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteTransaction transaction;
    private readonly Dictionary<string, SqliteCommand> inserts = [];

    public WorldTables(string file)
    {
        connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Run("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -100000");
        transaction = connection.BeginTransaction();
    }

    /// <summary>Adds a row; the columns as the table has them, in its order.</summary>
    public void Add(string table, params object?[] values)
    {
        if (!inserts.TryGetValue(table, out SqliteCommand? insert))
        {
            insert = inserts[table] = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(',', values.Select((_, i) => "$" + i))})";
            for (int i = 0; i < values.Length; i++)
            {
                insert.Parameters.Add(new SqliteParameter { ParameterName = "$" + i });
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            insert.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        insert.ExecuteNonQuery();
    }

    public void Commit() => transaction.Commit();

    public void Dispose()
    {
        foreach (SqliteCommand insert in inserts.Values)
        {
            insert.Dispose();
        }

        transaction.Dispose();
        connection.Dispose();
    }

    private void Run(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
