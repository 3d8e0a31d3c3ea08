using System.Data.Common;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Postgres.Tests;
using Dapper;
using Npgsql;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Where a test's back office stores, here: a database of its own in the shared PostgreSQL.</summary>
internal sealed class OfficeStore : IDisposable
{
    // With its tables, so that not every test has to make them, and with an aggregate that the tests' own questions use.
    private static readonly Lazy<string> empty = new(() =>
    {
        string made = PostgresCluster.Shared.Create();
        PostgresDatabase.Open(made, busySeconds: 10, TimeProvider.System).Dispose();
        using NpgsqlConnection connection = PostgresCluster.Connect(made);
        connection.Execute(
            """
            CREATE FUNCTION joined(so_far text, more anyelement) RETURNS text LANGUAGE sql AS 'SELECT coalesce(so_far || '','', '''') || more';
            CREATE FUNCTION joined(so_far text, more anyelement, by text) RETURNS text LANGUAGE sql AS 'SELECT coalesce(so_far || by, '''') || more';
            CREATE AGGREGATE group_concat(anyelement) (SFUNC = joined, STYPE = text);
            CREATE AGGREGATE group_concat(anyelement, text) (SFUNC = joined, STYPE = text);
            """);
        return new NpgsqlConnectionStringBuilder(made).Database!;
    });

    private readonly string connectionString = PostgresCluster.Shared.Create(empty.Value);

    public OfficeStore(string file)
    {
        Options = new() { DatabaseFile = file, Store = StoreKind.Postgres };
        PostgresCluster.WriteConnection(file, connectionString);
    }

    /// <summary>What names it.</summary>
    public BackOfficeOptions Options { get; }

    /// <summary>A way into it beside the program.</summary>
    public DbConnection Connect() => PostgresCluster.Connect(connectionString);

    public void Dispose()
    {
        PostgresCluster.Shared.Drop(connectionString);
    }
}
