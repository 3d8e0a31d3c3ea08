using System.Globalization;
using System.Text.Json;
using ChargePointFw.Simulation.Office;
using ChargePointFw.Simulation.Weather;
using Dapper;

namespace ChargePointFw.Simulation.Checks;

/// <summary>What is acknowledged is in the database by then, committed: a charge point may give it up from now on.</summary>
internal static class AcknowledgementCheck
{
    /// <exception cref="ViolationException">It is not there.</exception>
    public static void Run(SimulatedOffice office, byte[] acknowledgement)
    {
        using var json = JsonDocument.Parse(acknowledgement);
        JsonElement signed = json.RootElement.GetProperty("signed");
        string name = signed.GetProperty("chargePoint").GetString()!;
        long journal = signed.GetProperty("journal").GetInt64();
        long number = signed.GetProperty("number").GetInt64();
        long stored = office.Read(connection => connection.ExecuteScalar<long>(
            """
            SELECT coalesce(max(contiguous_number), 0) FROM journal JOIN charge_point ON charge_point.id = charge_point_id
            WHERE charge_point.name = @name AND journal_id = @journal
            """,
            new { name, journal }));
        if (stored < number)
        {
            throw new ViolationException(
                "4 acknowledged after the commit", string.Create(CultureInfo.InvariantCulture, $"{name}: record {number} is acknowledged, {stored} is stored"));
        }
    }
}
