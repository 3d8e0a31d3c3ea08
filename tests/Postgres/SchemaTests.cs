using System.Reflection;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChargePointFw.Postgres.Tests;

/// <summary>The same numbered files make the same tables in both databases, once, whole or not at all.</summary>
[TestClass]
public sealed class SchemaTests
{
    private static readonly string[] tableNames = ["site", "migration", "record"];

    [TestMethod]
    public void BothDatabases_HaveTheSameTablesViewsAndColumns()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-schema-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.db");
            Database.Open(file, 1, TimeProvider.System).Dispose();
            using var sqlite = new SqliteConnection($"Data Source={file};Pooling=False");
            string[] there = [.. sqlite.Query<string>(
                """
                SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
                WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%' ORDER BY 1
                """)];
            string connection = PostgresCluster.Shared.Create();
            PostgresDatabase.Open(connection, 10, TimeProvider.System).Dispose();
            using NpgsqlConnection postgres = PostgresCluster.Connect(connection);
            string[] here = [.. postgres.Query<string>("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()").Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(there.Order(StringComparer.Ordinal).ToArray(), here);
            string[] triggers = [.. sqlite.Query<string>("SELECT name FROM sqlite_master WHERE type = 'trigger'").Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual(triggers, postgres.Query<string>("SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal").Order(StringComparer.Ordinal).ToArray());
            Assert.AreEqual(0L, postgres.ExecuteScalar<long>(
                "SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema() AND data_type NOT IN ('bigint', 'text', 'bytea')"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void TheFirstSchemaWithData_IsTakenOverWhole_WithItsNumbers()
    {
        string connection = PostgresCluster.Shared.Create();
        using NpgsqlConnection postgres = PostgresCluster.Connect(connection);
        MakeSchemaOfMigration4(postgres);
        using (Database database = PostgresDatabase.Open(connection, 10, TimeProvider.System))
        {
            Assert.AreEqual(18L, database.Write((there, transaction) => there.ExecuteScalar<long>(
                """
                INSERT INTO planned_allocation (charge_point_id, interval_start_utc_ms, plan_version, energy_wh, source, certificate_id, reason)
                VALUES (1, 1, 1, 1, '', '', '') RETURNING id
                """, transaction: transaction)));
        }

        Assert.AreEqual("17|1|1775044800000|5000|SOLAR|c1", postgres.ExecuteScalar<string>(
            "SELECT id || '|' || charge_point_id || '|' || interval_start_utc_ms || '|' || energy_wh || '|' || source || '|' || certificate_id FROM allocation"));
        Assert.AreEqual("10000|3", postgres.ExecuteScalar<string>("SELECT energy_wh || '|' || import_id FROM supply"));
        Assert.AreEqual("7|zesp3|42|1900000000000", postgres.ExecuteScalar<string>(
            "SELECT version || '|' || name || '|' || token_hash || '|' || valid_until_utc_ms FROM member_fact JOIN programme ON number = programme"));
        Assert.AreEqual((long)Migrations.Newest, postgres.ExecuteScalar<long>("SELECT count(*) FROM migration"));
    }

    [TestMethod]
    public void OfSeveralThatStartAtOnce_OneMakesTheTables()
    {
        string connection = PostgresCluster.Shared.Create();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => PostgresDatabase.Open(connection, 30, TimeProvider.System).Dispose());
        using NpgsqlConnection postgres = PostgresCluster.Connect(connection);
        Assert.AreEqual((long)Migrations.Newest, postgres.ExecuteScalar<long>("SELECT count(*) FROM migration"));
    }

    [TestMethod]
    public void AnUpgradeThatBreaksOffHalfWay_LeavesNothing_AndSucceedsLater()
    {
        string connection = PostgresCluster.Shared.Create();
        using NpgsqlConnection postgres = PostgresCluster.Connect(connection);
        postgres.Execute("CREATE TABLE page_key (in_the_way bigint)");
        StringAssert.Contains(Assert.ThrowsExactly<StoreException>(() => PostgresDatabase.Open(connection, 10, TimeProvider.System)).Message, "page_key");
        Assert.AreEqual(0L, postgres.ExecuteScalar<long>("SELECT count(*) FROM pg_tables WHERE tablename = ANY(@tableNames)", new { tableNames }));
        postgres.Execute("DROP TABLE page_key");
        PostgresDatabase.Open(connection, 10, TimeProvider.System).Dispose();
    }

    [TestMethod]
    public void ADatabaseOfANewerProgram_IsRefused()
    {
        string connection = PostgresCluster.Shared.Create();
        PostgresDatabase.Open(connection, 10, TimeProvider.System).Dispose();
        using NpgsqlConnection postgres = PostgresCluster.Connect(connection);
        postgres.Execute("INSERT INTO migration VALUES (9999, 'later', 0)");
        Assert.ThrowsExactly<InvalidOperationException>(() => PostgresDatabase.Open(connection, 10, TimeProvider.System));
    }

    [TestMethod]
    public void WhatSaysHowItIsReached_IsItsOwnersOnly_AndNeverShown()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Password=mellon");
            PostgresCluster.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            var options = new BackOfficeOptions { DatabaseFile = file, Store = StoreKind.Postgres, DatabaseBusySeconds = 1 };
            StringAssert.Contains(Assert.ThrowsExactly<StoreException>(() => Database.Open(options, TimeProvider.System)).Message, "chmod 600");
            PostgresCluster.SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            string said = Assert.ThrowsExactly<StoreException>(() => Database.Open(options, TimeProvider.System)).ToString();
            Assert.DoesNotContain("mellon", said);
            File.WriteAllText(file, "Hoast=x;Password=mellon");
            Assert.DoesNotContain("mellon", Assert.ThrowsExactly<StoreException>(() => Database.Open(options, TimeProvider.System)).ToString());
            File.Delete(file);
            StringAssert.Contains(Assert.ThrowsExactly<StoreException>(() => Database.Open(options, TimeProvider.System)).Message, "is missing");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void MakeSchemaOfMigration4(NpgsqlConnection postgres)
    {
        var schema = new PostgresSchema();
        postgres.Execute(schema.Translate("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_utc_ms INTEGER NOT NULL)"));
        Assembly program = typeof(BackOfficeApp).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith("migrations/000", StringComparison.Ordinal)).Order().Take(4))
        {
            using var reader = new StreamReader(program.GetManifestResourceStream(name)!);
            postgres.Execute(schema.Translate(reader.ReadToEnd()));
            postgres.Execute($"INSERT INTO migration VALUES ({name["migrations/".Length..][..4]}, '{name}', 0)");
        }

        postgres.Execute(
            """
            INSERT INTO site VALUES (1, 'yokohama', 'Asia/Tokyo', 30, 7, 5);
            INSERT INTO member VALUES (1, 42, 'zesp3', 1900000000000);
            INSERT INTO charge_point VALUES (1, 1, 'cp1');
            INSERT INTO device_key VALUES (1, 1, decode(repeat('00', 32), 'hex'));
            INSERT INTO supply_import VALUES (3, 1, 'plain', 'old.csv', 'abc', 'kimura', 1, NULL, 1);
            INSERT INTO supply VALUES (1, 1775044800000, 10000, 'SOLAR', 'c1', 3);
            INSERT INTO plan_version VALUES (1, 1, 1775044800000, 1775046600000, 3, 1);
            INSERT INTO allocation VALUES (17, 1, 1775044800000, 5000, 1, 'SOLAR', 'c1');
            """);
    }
}
