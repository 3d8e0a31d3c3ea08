using System.Reflection;
using ChargePointFw.BackOffice.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A file of an earlier program is taken over whole.</summary>
[TestClass]
public sealed class MigrationTests
{
    [TestMethod]
    public async Task AllocationsAndSupplyOfAnEarlierFile_StayWhatTheyWere_WithTheirNumbers()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-migration-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.db");
            MakeFileOfMigration4(file);
            await using (BackOfficeApp app = BackOfficeApp.Create(
                new BackOfficeOptions { DatabaseFile = file, LogLevel = LogLevel.None, Broker = () => new FakeBroker() }, new ManualTime(Office.Noon)))
            {
                Assert.HasCount(1, app.Registry.Sites);
            }

            Assert.AreEqual("17|1|1775044800000|5000|SOLAR|c1", Ask(file, "SELECT id || '|' || charge_point_id || '|' || interval_start_utc_ms || '|' || energy_wh || '|' || source || '|' || certificate_id FROM allocation"));
            Assert.AreEqual("10000|3", Ask(file, "SELECT energy_wh || '|' || import_id FROM supply"));
            Assert.AreEqual("forecast|abc|0", Ask(file, "SELECT stage || '|' || sha256 || '|' || is_correction FROM supply_import"));
            Assert.AreEqual("18", Ask(file, "INSERT INTO planned_allocation VALUES (NULL, 1, 1, 1, 1, '', '', '', 0) RETURNING CAST(id AS TEXT)"));
            Assert.AreEqual("7|zesp3|42|1900000000000", Ask(file, """
                SELECT version || '|' || name || '|' || token_hash || '|' || valid_until_utc_ms FROM member_fact JOIN programme ON number = programme
                """));
            Assert.AreEqual("7|5|migration", Ask(file, "SELECT version || '|' || built_utc_ms || '|' || changed_by FROM token_list"));
            Assert.AreEqual("0", Ask(file, "SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void AnUpgradeThatStopsHalfWay_LeavesTheFileAsItWas_AndGoesThroughTheNextTime()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-migration-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.db");
            MakeFileOfMigration4(file);
            Ask(file, "CREATE TABLE emission_factor (stands INTEGER)"); // in the way of a late migration
            string before = Told(file);
            var options = new BackOfficeOptions { DatabaseFile = file, LogLevel = LogLevel.None, Broker = () => new FakeBroker() };
            Assert.ThrowsExactly<SqliteException>(() => BackOfficeApp.Create(options, new ManualTime(Office.Noon)));
            Assert.AreEqual(before, Told(file), "nothing half applied");
            Ask(file, "DROP TABLE emission_factor");
            Database.Open(file, 1, new ManualTime(Office.Noon)).Dispose();
            Assert.AreEqual($"{Migrations.Newest}", Ask(file, "SELECT CAST(max(number) AS TEXT) FROM migration"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Told(string file) => Ask(file, "SELECT (SELECT max(number) FROM migration) || (SELECT group_concat(name || coalesce(sql, '')) FROM (SELECT * FROM sqlite_schema ORDER BY name))")!;

    private static void MakeFileOfMigration4(string file)
    {
        Ask(file, "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_utc_ms INTEGER NOT NULL)");
        Assembly program = typeof(BackOfficeApp).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith("migrations/000", StringComparison.Ordinal)).Order().Take(4))
        {
            using var reader = new StreamReader(program.GetManifestResourceStream(name)!);
            Ask(file, reader.ReadToEnd());
            Ask(file, $"INSERT INTO migration VALUES ({name["migrations/".Length..][..4]}, '{name}', 0)");
        }

        Ask(file, """
            INSERT INTO site VALUES (1, 'yokohama', 'Asia/Tokyo', 30, 7, 5);
            INSERT INTO member VALUES (1, 42, 'zesp3', 1900000000000);
            INSERT INTO charge_point VALUES (1, 1, 'cp1');
            INSERT INTO device_key VALUES (1, 1, zeroblob(32));
            INSERT INTO supply_import VALUES (3, 1, 'plain', 'old.csv', 'abc', 'kimura', 1, NULL, 1);
            INSERT INTO supply VALUES (1, 1775044800000, 10000, 'SOLAR', 'c1', 3);
            INSERT INTO plan_version VALUES (1, 1, 1775044800000, 1775046600000, 3, 1);
            INSERT INTO allocation VALUES (17, 1, 1775044800000, 5000, 1, 'SOLAR', 'c1');
            """);
    }

    private static string? Ask(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
