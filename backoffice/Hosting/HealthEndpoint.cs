using System.Data.Common;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary><c>/health</c>: 200 when the database answers and the broker is connected, otherwise 503; which is told.</summary>
internal static class HealthEndpoint
{
    public static void Map(WebApplication web) => web.MapGet("/health", (Database database, IBrokerLink broker) =>
    {
        bool isDatabaseReady = Answers(database);
        bool isBrokerReady = broker.IsConnected;
        bool isReady = isDatabaseReady && isBrokerReady;
        return Results.Text(
            $$"""{"ready":{{Word(isReady)}},"database":{{Word(isDatabaseReady)}},"broker":{{Word(isBrokerReady)}}}""",
            "application/json",
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }).AllowAnonymous();

    private static bool Answers(Database database)
    {
        try
        {
            return database.Read((connection, transaction) =>
                connection.ExecuteScalar<long>("SELECT count(*) FROM site", transaction: transaction) >= 0);
        }
        catch (DbException)
        {
            return false;
        }
    }

    private static string Word(bool value) => value ? "true" : "false";
}
