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

    /// <summary>Names of all tables.</summary>
    public const string Tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";

    /// <summary>Takes it away with all that it has: a backup can be put in its place.</summary>
    public void TakeAway()
    {
        PostgresCluster.Shared.Drop(connectionString);
        PostgresCluster.Shared.Create(name: new NpgsqlConnectionStringBuilder(connectionString).Database);
    }

    /// <summary>Puts something of somebody else's in its place.</summary>
    public void PutInTheWay()
    {
        using DbConnection connection = Connect();
        connection.Execute("CREATE TABLE mine (of_mine bigint); INSERT INTO mine VALUES (7)");
    }

    /// <summary>What is in its place, by which one sees whether it was touched.</summary>
    public string Seen()
    {
        using DbConnection connection = Connect();
        return string.Join(' ', connection.Query<string>(
            "SELECT relname || relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace").Order(StringComparer.Ordinal));
    }

    /// <summary>Leaves no room: the records lie on a small disk with what belongs to somebody else, and it is full.</summary>
    public void FillDisk(BackOfficeApp app)
    {
        string? disk = PostgresCluster.Shared.SmallDisk();
        if (disk is null)
        {
            Assert.Inconclusive("Skipped: a disk of the server's own needs Linux's namespaces, which are refused here.");
        }

        using DbConnection connection = Connect();
        foreach (string move in connection.Query<string>("SELECT 'TABLE record' UNION ALL SELECT 'INDEX ' || indexname FROM pg_indexes WHERE tablename = 'record'"))
        {
            connection.Execute($"ALTER {move} SET TABLESPACE {disk}"); // one at a time: the program reads meanwhile
        }

        connection.Execute($"CREATE TABLE ballast (number bigint) WITH (autovacuum_enabled = false) TABLESPACE {disk}");
        PostgresException full = Assert.ThrowsExactly<PostgresException>(() => connection.Execute("INSERT INTO ballast SELECT generate_series(1, 10000000)"));
        Assert.AreEqual(PostgresErrorCodes.DiskFull, full.SqlState, full.Message); // its pages stay
    }

    /// <summary>There is room again.</summary>
    public void MakeRoom(BackOfficeApp app)
    {
        using DbConnection connection = Connect();
        connection.Execute("DROP TABLE ballast");
    }

    public void Dispose()
    {
        PostgresCluster.Shared.Drop(connectionString);
    }
}
