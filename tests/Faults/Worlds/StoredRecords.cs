using Microsoft.Data.Sqlite;

namespace ChargePointFw.Faults.Worlds;

/// <summary>What stands in the back office's file.</summary>
/// <param name="All">Rows of records.</param>
/// <param name="Distinct">Different ones, by their 64 bytes.</param>
/// <param name="Alarms">Things that somebody should look at, but for the kind that is expected.</param>
/// <param name="PutAside">Messages that could not become records.</param>
internal sealed record StoredRecords(long All, long Distinct, long Alarms, long PutAside)
{
    /// <summary>Counts, beside a back office that may be running.</summary>
    public static StoredRecords Count(string databaseFile, string expectedAlarm = "")
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = databaseFile, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT (SELECT count(*) FROM record), (SELECT count(DISTINCT bytes) FROM record),
                   (SELECT count(*) FROM alarm WHERE kind <> $expected), (SELECT count(*) FROM quarantine)
            """;
        command.Parameters.AddWithValue("$expected", expectedAlarm);
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        return new StoredRecords(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
