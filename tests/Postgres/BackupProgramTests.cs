using System.Security.Cryptography;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Tests;
using Dapper;
using Npgsql;

namespace ChargePointFw.Postgres.Tests;

/// <summary>Backups by PostgreSQL's own programs: which are taken, what they are told and how, and what they do not do.</summary>
[TestClass]
public sealed class BackupProgramTests
{
    private const string Password = "three: blue\\ 'charging' cars";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-backup-");

    [TestCleanup]
    public void Remove() => folder.Delete(recursive: true);

    [TestMethod]
    public async Task OnTheCommandLine_ABackupIsMade_AndPutIntoAnEmptySchemaOfAnotherDatabase_ByWhoNeedsAPassword()
    {
        using var cluster = new PostgresCluster();
        string from = OfOwnerWithPassword(cluster, "an owner");
        string to = OfOwnerWithPassword(cluster, "an owner");
        (string fromFile, string toFile, string backup) = (Name("from"), Name("to"), Name("backup"));
        PostgresCluster.WriteConnection(fromFile, from);
        PostgresCluster.WriteConnection(toFile, to);
        Said(await OfficeProcess.RunAsync("user", "add", "--name", "sato", "--role", "Administrator", "--store", "postgres", "--database", fromFile), 0, "sato");
        Said(await OfficeProcess.RunAsync("backup", backup, "--store", "postgres", "--database", fromFile), 0, "holds all");
        Said(await OfficeProcess.RunAsync("restore", backup, "--store", "postgres", "--database", toFile), 0, "is back");
        Said(await OfficeProcess.RunAsync("user", "list", "--store", "postgres", "--database", toFile), 0, "sato");
        Said(await OfficeProcess.RunAsync("restore", backup, "--store", "postgres", "--database", toFile), 1, "is not empty");
        using NpgsqlConnection connection = PostgresCluster.Connect(to);
        Assert.AreEqual("books", connection.ExecuteScalar<string>("SELECT string_agg(DISTINCT schemaname, ' ') FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"));
        PostgresCluster.WriteConnection(toFile, to.Replace("blue", "red", StringComparison.Ordinal));
        Said(await OfficeProcess.RunAsync("restore", backup, "--store", "postgres", "--database", toFile), 1, "password authentication failed");

        static void Said((int Code, string Text) ended, int code, string word)
        {
            Assert.AreEqual(code, ended.Code, ended.Text);
            StringAssert.Contains(ended.Text, word);
            Assert.DoesNotContain("charging", ended.Text);
        }
    }

    [TestMethod]
    public void ThePassword_IsOnNoCommandLine()
    {
        using var cluster = new PostgresCluster();
        var settings = new NpgsqlConnectionStringBuilder(OfOwnerWithPassword(cluster, "another"));
        PostgresDatabase.Open(settings.ConnectionString, 10, TimeProvider.System).Dispose();
        string told = Name("told");
        Program("pg_dump", $"""echo "$@" >>{told}; exec $(ls -d /usr/lib/postgresql/*/bin/pg_dump /opt/homebrew/opt/postgresql*/bin/pg_dump 2>/dev/null | sort -V | tail -n 1) "$@" """);
        PostgresBackups.CopyTo(Name("backup"), settings, [folder.FullName]);
        Assert.IsGreaterThan(10_000, new FileInfo(Name("backup")).Length);
        string arguments = File.ReadAllText(told);
        StringAssert.Contains(arguments, "--format=custom");
        Assert.DoesNotContain("charging", arguments);
    }

    [TestMethod]
    public void AMissingOrOlderProgram_IsNamed_WithWhatToInstall()
    {
        using NpgsqlConnection connection = PostgresCluster.Connect(PostgresCluster.Shared.Create());
        var settings = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        string major = connection.PostgreSqlVersion.Major.ToString(System.Globalization.CultureInfo.InvariantCulture);
        StringAssert.Contains(Refused(), $"pg_dump of PostgreSQL {major} or newer is missing: install");
        Program("pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'");
        StringAssert.Contains(Refused(), $"missing ({Name("pg_dump")} is of version 9): install");
        Program("pg_dump", "exit 1");
        StringAssert.Contains(Refused(), "is not it");
        Program("pg_dump", $"""[ "$1" = --version ] && echo 'pg_dump (PostgreSQL) {major}.1' && exit; echo 'its disk is full' >&2; exit 1""");
        StringAssert.Contains(Refused(), "its disk is full");

        string Refused() => Assert.ThrowsExactly<BackupException>(() => PostgresBackups.CopyTo(Name("backup"), settings, [folder.FullName])).Message;
    }

    [TestMethod]
    public async Task ABackupThatBreaksOff_LeavesNothingBehind()
    {
        await using var office = new Office();
        using (NpgsqlConnection connection = (NpgsqlConnection)office.Connect())
        {
            connection.Execute("CREATE ROLE whoever; ALTER TABLE record OWNER TO whoever; REVOKE ALL ON record FROM PUBLIC; CREATE ROLE poor LOGIN; GRANT USAGE ON SCHEMA public TO poor");
            var settings = new NpgsqlConnectionStringBuilder(PostgresCluster.WithPassword(connection, "poor", ""));
            StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => Backups.Make(copy => PostgresBackups.CopyTo(copy, settings), Name("backup"))).Message, "permission denied");
        }

        Assert.IsEmpty(folder.GetFileSystemInfos());
    }

    [TestMethod]
    public async Task ABackupOfSomethingElse_OrOfAnotherSchema_IsRefused_BeforeAnythingIsTouched()
    {
        await using var office = new Office();
        office.App.BackUp(Name("backup"));
        string empty = PostgresCluster.Shared.Create();
        using NpgsqlConnection connection = PostgresCluster.Connect(empty);
        connection.Execute("CREATE SCHEMA books");
        StringAssert.Contains(Refused(Name("backup"), empty + ";Search Path=books"), "is of the schema public: say Search Path=public");
        StringAssert.Contains(Refused(Name("backup"), empty + ";Search Path=nowhere"), "names no schema");
        string others = PostgresCluster.Shared.Create();
        using (NpgsqlConnection their = PostgresCluster.Connect(others))
        {
            their.Execute("CREATE TABLE theirs (of_theirs bigint)");
        }

        PostgresBackups.CopyTo(Name("theirs"), new NpgsqlConnectionStringBuilder(others));
        StringAssert.Contains(Refused(Name("theirs"), empty), "the tables migration, site, record are not in it");
        Assert.AreEqual(0L, connection.ExecuteScalar<long>("SELECT count(*) FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'books'::regnamespace)"));

        static string Refused(string backup, string to) => Assert.ThrowsExactly<BackupException>(() => PostgresBackups.Restore(backup, to)).Message;
    }

    [TestMethod]
    public async Task WhatAnExtensionHasPutThere_IsNotInTheWay_AndSqlitesBackupIsNotTaken()
    {
        await using var office = new Office();
        office.App.BackUp(Name("backup"));
        string to = PostgresCluster.Shared.Create();
        using (NpgsqlConnection connection = PostgresCluster.Connect(to))
        {
            connection.Execute("CREATE FUNCTION of_ours() RETURNS int LANGUAGE sql AS 'SELECT 1'");
            StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => PostgresBackups.Restore(Name("backup"), to)).Message, "is not empty (of_ours");
            connection.Execute("DROP FUNCTION of_ours()");
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'") == 1)
            {
                connection.Execute("CREATE EXTENSION pg_trgm"); // some thirty functions, in the same schema
            }
        }

        string sqlite = Name("sqlite.db");
        Database.Open(sqlite, 1, TimeProvider.System).Dispose();
        await File.WriteAllTextAsync(sqlite + ".sha256", Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(sqlite))));
        PostgresCluster.WriteConnection(Name("to"), to);
        StringAssert.Contains(
            Assert.ThrowsExactly<BackupException>(() => Backups.Restore(sqlite, new BackOfficeOptions { DatabaseFile = Name("to"), Store = StoreKind.Postgres })).Message, "no backup of a back office over PostgreSQL");
        PostgresBackups.Restore(Name("backup"), to);
        using Database restored = PostgresDatabase.Open(to, 10, TimeProvider.System);
    }

    private string Name(string file) => Path.Combine(folder.FullName, file);

    private void Program(string name, string script)
    {
        File.WriteAllText(Name(name), "#!/bin/sh\n" + script + "\n");
        PostgresCluster.SetMode(Name(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    // A database with a schema of its own, and an owner whom the server asks for a password.
    private static string OfOwnerWithPassword(PostgresCluster cluster, string owner)
    {
        using NpgsqlConnection connection = PostgresCluster.Connect(cluster.Create());
        connection.Execute(
            $"""
            DO $do$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{owner}') THEN CREATE ROLE "{owner}" LOGIN PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'; END IF; END $do$;
            CREATE SCHEMA books AUTHORIZATION "{owner}";
            ALTER ROLE "{owner}" SET search_path = books
            """);
        cluster.AskForPassword(owner);
        return PostgresCluster.WithPassword(connection, owner, Password);
    }
}
