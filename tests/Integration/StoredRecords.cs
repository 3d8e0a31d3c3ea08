using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.Integration;

/// <summary>The records in the back office's database, as the 64 bytes that count.</summary>
/// <param name="ChargePoint">Whose.</param>
/// <param name="Number">Record number.</param>
/// <param name="Bytes">64 bytes; the table is in firmware/Records/README.md.</param>
internal sealed record StoredRecord(string ChargePoint, long Number, byte[] Bytes)
{
    public const int SessionStarted = 2;
    public const int SecurityEvent = 9;
    public const int PlanAccepted = 8;

    public int Type => Bytes[1];

    public bool IsOffline => (Bytes[2] & 0b1000) != 0;

    /// <summary>Milliseconds since 1970 in UTC.</summary>
    public long UtcMs => 100 * (BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(15)) + ((long)Bytes[19] << 32));

    /// <summary>Of a security event: 1 malformed, 2 bad signature, 3 foreign, 4 older, 5 implausible, 6 foreign tag.</summary>
    public int SecurityKind => Bytes[24];

    /// <summary>All records, by charge point and number.</summary>
    public static IReadOnlyList<StoredRecord> Read(string keptFolder)
    {
        string file = Path.Combine(keptFolder, "backoffice.db");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT charge_point.name, record.number, record.bytes FROM record
            JOIN journal ON journal.id = record.journal_row
            JOIN charge_point ON charge_point.id = journal.charge_point_id
            ORDER BY charge_point.name, journal.ordinal, record.number
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        var records = new List<StoredRecord>();
        while (reader.Read())
        {
            records.Add(new StoredRecord(reader.GetString(0), reader.GetInt64(1), (byte[])reader[2]));
        }

        return records;
    }
}
