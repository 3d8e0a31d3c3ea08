using System.Globalization;
using System.Text.Json;
using ChargePointFw.Simulation.Weather;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.Simulation.Checks;

/// <summary>What is acknowledged is in the database by then, committed: a charge point may give it up from now on.</summary>
/// <param name="file">The database; it is asked through a connection of the check's own, as another program would.</param>
internal sealed class AcknowledgementCheck(string file) : IDisposable
{
    private SqliteCommand? stored;

    /// <exception cref="ViolationException">It is not there.</exception>
    public void Run(byte[] acknowledgement)
    {
        using var json = JsonDocument.Parse(acknowledgement);
        JsonElement signed = json.RootElement.GetProperty("signed");
        string name = signed.GetProperty("chargePoint").GetString()!;
        long number = signed.GetProperty("number").GetInt64();
        stored ??= Prepare();
        stored.Parameters[0].Value = name;
        stored.Parameters[1].Value = signed.GetProperty("journal").GetInt64();
        long storedNumber = (long)stored.ExecuteScalar()!;
        if (storedNumber < number)
        {
            throw new ViolationException(
                "4 acknowledged after the commit", string.Create(CultureInfo.InvariantCulture, $"{name}: record {number} is acknowledged, {storedNumber} is stored"));
        }
    }

    public void Dispose()
    {
        SqliteConnection? connection = stored?.Connection;
        stored?.Dispose();
        connection?.Dispose();
    }

    private SqliteCommand Prepare()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT coalesce(max(contiguous_number), 0) FROM journal JOIN charge_point ON charge_point.id = charge_point_id
            WHERE charge_point.name = $name AND journal_id = $journal
            """;
        command.Parameters.Add("$name", SqliteType.Text);
        command.Parameters.Add("$journal", SqliteType.Integer);
        return command;
    }
}
