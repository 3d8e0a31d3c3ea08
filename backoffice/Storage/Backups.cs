// A copy of the database with a check sum beside it, and the way back, which touches nothing until the copy has proven whole.
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>A backup that cannot be made or taken back: the message says why, and what to do. Nothing was touched.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>
/// Backups are files of their own: what was committed when the copy began, taken while the program runs. Of SQLite a database, of
/// PostgreSQL what pg_dump makes (<see cref="PostgresBackups"/>). Beside each stands <c>NAME.sha256</c>, as sha256sum writes it.
/// Both hold device keys, and are readable by their owner only.
/// </summary>
internal static class Backups
{
    private const string SumEnding = ".sha256";

    /// <summary>Copies a database while it is used.</summary>
    /// <param name="copyTo">Copies it into an empty file.</param>
    /// <param name="file">Where to; must not exist.</param>
    /// <exception cref="BackupException">There is a file already, or it cannot be copied.</exception>
    public static void Make(Action<string> copyTo, string file)
    {
        string path = Path.GetFullPath(file);
        Require(!Path.Exists(path) && !Path.Exists(path + SumEnding), $"{path} is there already: a backup is never written over, name another file");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = path + ".new";
        File.Delete(beside);
        try
        {
            SqliteDatabase.Protect(beside);
            copyTo(beside);
            Flush(beside);
            string sum = path + SumEnding;
            SqliteDatabase.Protect(sum);
            File.WriteAllText(sum, $"{SumOf(beside)}  {Path.GetFileName(path)}\n");
            Flush(sum);
            File.Move(beside, path);
        }
        catch
        {
            File.Delete(path + SumEnding); // a sum without its backup would keep the name taken
            throw;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Puts a backup in the place of a database that is not there (any more): a file that is none, or an empty schema.</summary>
    /// <param name="file">The backup; its sum beside it.</param>
    /// <param name="options">Name the database.</param>
    /// <exception cref="BackupException">The backup is not whole, of another kind or of a newer program, or a database is there.</exception>
    /// <exception cref="StoreException">PostgreSQL cannot be reached.</exception>
    public static void Restore(string file, BackOfficeOptions options)
    {
        if (options.Store == StoreKind.Postgres)
        {
            PostgresBackups.Restore(RequireWhole(file), PostgresDatabase.ReadConnection(options.DatabaseFile));
        }
        else
        {
            Restore(file, options.DatabaseFile);
        }
    }

    /// <summary>Puts an SQLite backup in the place of a file that is not there (any more).</summary>
    /// <param name="file">The backup; its sum beside it.</param>
    /// <param name="databaseFile">Where to; must not exist, nor what SQLite keeps beside it.</param>
    /// <exception cref="BackupException">The backup is not whole, is of a newer program, or a database is there.</exception>
    public static void Restore(string file, string databaseFile)
    {
        string target = Path.GetFullPath(databaseFile);
        foreach (string there in new[] { target, target + "-wal", target + "-shm" })
        {
            Require(!Path.Exists(there), $"{there} is there: stop the back office and move its files away first, nothing is written over");
        }

        string path = RequireWhole(file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string beside = target + ".new";
        File.Delete(beside);
        try
        {
            SqliteDatabase.Protect(beside);
            File.Copy(path, beside, overwrite: true);
            Flush(beside);
            RequireSound(beside, path);
            File.Move(beside, target);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static string RequireWhole(string file)
    {
        string path = Path.GetFullPath(file);
        Require(File.Exists(path) && File.Exists(path + SumEnding), $"{path} or its sum {path + SumEnding} is missing");
        string expected = File.ReadAllText(path + SumEnding).Split(' ')[0];
        Require(string.Equals(SumOf(path), expected, StringComparison.OrdinalIgnoreCase), $"{path} is damaged: its SHA-256 is not the one that stands in {Path.GetFileName(path + SumEnding)}. Take another backup");
        return path;
    }

    /// <summary>Refuses a backup that this program would misread.</summary>
    /// <param name="applied">Number of its newest migration.</param>
    /// <param name="path">The backup, for the message.</param>
    public static void RequireKnown(long applied, string path) =>
        Require(applied > 0 && applied <= Migrations.Newest, $"{path} has migration {applied}; this program knows {Migrations.Newest}: restore it with the program that made it, or a newer one");

    private static void RequireSound(string copy, string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            string said = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
            Require(said == "ok", $"{path} is no whole database: {said}. Take another backup");
            command.CommandText = "SELECT coalesce(max(number), 0) FROM migration";
            RequireKnown((long)command.ExecuteScalar()!, path);
        }
        catch (SqliteException e)
        {
            throw new BackupException($"{path} is no database of a back office over SQLite: {e.Message}");
        }
    }

    private static string SumOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void Flush(string file)
    {
        using FileStream stream = File.OpenWrite(file);
        stream.Flush(flushToDisk: true);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BackupException(otherwise);
        }
    }
}
