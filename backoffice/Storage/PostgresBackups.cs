// PostgreSQL's backups are made and taken back by its own programs, pg_dump and pg_restore, in their custom format.
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>What <see cref="Backups"/> needs of PostgreSQL: a copy of our schema as it was committed, and the way back in one transaction.</summary>
internal static partial class PostgresBackups
{
    private static readonly string[] ours = ["migration", "site", "record"];

    /// <summary>Copies our schema into a file.</summary>
    /// <param name="file">An empty one.</param>
    /// <param name="settings">How PostgreSQL is reached, with the password.</param>
    /// <param name="folders">Where to look for pg_dump; null for where it is installed.</param>
    /// <exception cref="BackupException">pg_dump is missing, too old, or refuses.</exception>
    public static void CopyTo(string file, NpgsqlConnectionStringBuilder settings, IReadOnlyList<string>? folders = null)
    {
        using NpgsqlConnection connection = Connect(settings);
        var programs = new PostgresPrograms(connection, settings, folders);
        programs.Run("pg_dump", "--format=custom", "--no-password", programs.SchemaArgument(isPattern: true), "--file=" + file);
    }

    /// <summary>Puts a backup into an empty schema: whole, or nothing of it.</summary>
    /// <param name="path">The backup, whose sum is right.</param>
    /// <param name="connectionString">How PostgreSQL is reached.</param>
    /// <exception cref="BackupException">It is no backup of a back office, or of a newer one; the schema is not empty; or pg_restore is missing, too old, or refuses.</exception>
    /// <exception cref="StoreException">PostgreSQL cannot be reached.</exception>
    public static void Restore(string path, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        using NpgsqlConnection connection = Connect(settings);
        var programs = new PostgresPrograms(connection, settings);
        RequireEmpty(connection, programs.Schema);
        RequireOurs(path, programs);
        RequireKnown(path, programs);
        try
        {
            programs.Run(
                "pg_restore", "--single-transaction", "--exit-on-error", "--no-password", "--no-owner", "--no-privileges", "--no-tablespaces",
                programs.SchemaArgument(isPattern: false), programs.DatabaseArgument, path);
        }
        catch (BackupException refused)
        {
            throw new BackupException($"{path} cannot be put back, and nothing of it was: {refused.Message}");
        }
    }

    private static NpgsqlConnection Connect(NpgsqlConnectionStringBuilder settings)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException refused)
        {
            connection.Dispose();
            throw new StoreException($"PostgreSQL cannot be used: {refused.Message}", refused);
        }
    }

    // What an extension has put there is not ours, and may stay.
    private static void RequireEmpty(NpgsqlConnection connection, string schema)
    {
        using var command = new NpgsqlCommand(
            """
            SELECT string_agg(name, ', ') FROM (
                SELECT name FROM (
                    SELECT oid, relname AS name, relnamespace AS namespace FROM pg_class
                    UNION ALL SELECT oid, proname, pronamespace FROM pg_proc
                    UNION ALL SELECT oid, collname, collnamespace FROM pg_collation) all_of_it
                WHERE namespace = to_regnamespace(quote_ident(@schema)) AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = all_of_it.oid AND deptype = 'e')
                ORDER BY name LIMIT 3) first_of_it
            """,
            connection);
        command.Parameters.AddWithValue("schema", schema);
        if (schema.Length == 0)
        {
            throw new BackupException("The search path names no schema that is there: make it first (CREATE SCHEMA), or leave Search Path out");
        }

        if (command.ExecuteScalar() is string there)
        {
            throw new BackupException(
                $"The schema {schema} is not empty ({there}, …): nothing is written over. Stop the back office, make an empty database (createdb), and name it in the file that --database names");
        }
    }

    // Its list of contents is read without touching any database.
    private static void RequireOurs(string path, PostgresPrograms programs)
    {
        (bool isRead, string list) = programs.Try("pg_restore", "--list", path);
        if (!isRead)
        {
            throw new BackupException($"{path} is no backup of a back office over PostgreSQL: {list}");
        }

        if (!ours.All(name => list.Contains($" TABLE {programs.Schema} {name} ", StringComparison.Ordinal)))
        {
            throw new BackupException(OtherSchema().Match(list) is { Success: true } other
                ? $"{path} is of the schema {other.Groups[1].Value}: say Search Path={other.Groups[1].Value} in the file that --database names, and make that schema (CREATE SCHEMA {other.Groups[1].Value})"
                : $"{path} is no backup of a back office: the tables {string.Join(", ", ours)} are not in it");
        }
    }

    private static void RequireKnown(string path, PostgresPrograms programs)
    {
        string rows = programs.Run("pg_restore", "--data-only", "--table=migration", programs.SchemaArgument(isPattern: false), "--file=-", path);
        Backups.RequireKnown(
            MigrationRow().Matches(rows).Select(one => long.Parse(one.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max(), path);
    }

    [GeneratedRegex(@" TABLE (\S+) migration ")]
    private static partial Regex OtherSchema();

    [GeneratedRegex(@"^(\d+)\t", RegexOptions.Multiline)]
    private static partial Regex MigrationRow();
}
