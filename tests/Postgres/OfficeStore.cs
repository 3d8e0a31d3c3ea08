using System.Data.Common;
using ChargePointFw.Postgres.Tests;
using Npgsql;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Where a test's back office stores, here: a database of its own in the shared PostgreSQL.</summary>
internal sealed class OfficeStore : IDisposable
{
    private readonly string connectionString = PostgresCluster.Shared.Create();

    public OfficeStore(string file) => Options = new() { DatabaseFile = file, PostgresConnection = connectionString.Replace(";Pooling=false", "", StringComparison.Ordinal) };

    /// <summary>What names it.</summary>
    public BackOfficeOptions Options { get; }

    /// <summary>A way into it beside the program.</summary>
    public DbConnection Connect()
    {
        var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        // it ends with the cluster
    }
}
