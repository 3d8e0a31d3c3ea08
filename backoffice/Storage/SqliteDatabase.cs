using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// The one SQLite file: write-ahead log, synchronous FULL (a commit survives a power cut). One writer at a time in this
/// process; readers see the last commit and never wait for it. The file holds device keys and is readable by its
/// owner only.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    /// <summary>So many connections wait for the next reader; one more is closed.</summary>
    private const int MaximumIdleReaders = 8;

    /// <summary>
    /// KiB of pages that the writer keeps, so that a batch of hundreds of charge points is neither read again nor spilt half way.
    /// </summary>
    private const int WriterCacheKiB = 64 * 1024;

    /// <summary>Pages of 4 KiB that the log grows to before it is copied into the file: each is copied once, however often it was written.</summary>
    private const int LogPages = 8 * 1024;

    private readonly Lock writing = new();
    private readonly string connectionString;
    private readonly ConcurrentQueue<KeptConnection> idleReaders = new();
    private KeptConnection? writer;
    private readonly TimeProvider time;
    private volatile bool isDisposed;
    private long lastCommitMs;

    // A connection is used by one thread at a time, and nobody asks how much memory SQLite has: its locks would be for nothing.
    static SqliteDatabase()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteDatabase(string connectionString, TimeProvider time) => (this.connectionString, this.time) = (connectionString, time);

    /// <summary>Opens the file, makes it if there is none, and brings its tables up to date.</summary>
    /// <param name="file">Path of the database.</param>
    /// <param name="busySeconds">How long a statement waits for another process's lock before it fails; at least 1.</param>
    /// <param name="time">For the migrations' time stamps.</param>
    /// <exception cref="InvalidOperationException">The file was written by a newer program.</exception>
    public static new SqliteDatabase Open(string file, int busySeconds, TimeProvider time)
    {
        string path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Protect(path);
        var database = new SqliteDatabase(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = busySeconds,
            Pooling = false, // they are kept here, with their statements
            // The file is there now. When it is gone later, an empty one must not be taken for it.
            Mode = OperatingSystem.IsWindows() ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
        }.ToString(), time);
        database.Write((connection, transaction) => Migrations.Apply(connection, transaction, time, sql => sql));
        return database;
    }

    /// <inheritdoc/>
    /// <remarks>Other processes write to it, but no records.</remarks>
    internal override bool IsShared => false;

    /// <inheritdoc/>
    public override long LastCommitMs => Interlocked.Read(ref lastCommitMs);

    /// <inheritdoc/>
    internal override string? Folder => Path.GetDirectoryName(new SqliteConnectionStringBuilder(connectionString).DataSource);

    /// <inheritdoc/>
    internal override void Probe()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = 1 }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; UPDATE readiness SET probed_utc_ms = $now WHERE id = 1;";
        command.Parameters.AddWithValue("$now", time.GetUtcNow().ToUnixTimeMilliseconds());
        command.ExecuteNonQuery();
        FilePresence.Require(connection);
    }

    /// <inheritdoc/>
    public override T Write<T>(Func<DbConnection, DbTransaction, T> work)
    {
        lock (writing)
        {
            try
            {
                writer ??= ConnectToWrite();
                using SqliteTransaction transaction = writer.BeginTransaction();
                T result = work(writer, transaction);
                FilePresence.Require(writer);
                transaction.Commit();
                Interlocked.Exchange(ref lastCommitMs, time.GetUtcNow().ToUnixTimeMilliseconds());
                return result;
            }
            catch (SqliteException refused)
            {
                // Locked or full, it goes on if SQLite says that no transaction is left; else start afresh rather than guess.
                bool maySoonPass = refused.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_FULL;
                if (!maySoonPass || writer is null || raw.sqlite3_get_autocommit(writer.Handle) == 0)
                {
                    writer?.Dispose();
                    writer = null;
                    CloseIdle(); // readers may have the wrong file open as well
                }

                throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>There is one writer anyway.</remarks>
    public override T WriteOf<T>(IReadOnlyCollection<long> chargePointIds, Func<DbConnection, DbTransaction, T> work) => Write(work);

    /// <inheritdoc/>
    public override T Rehearse<T>(Func<DbConnection, DbTransaction, T> work)
    {
        lock (writing)
        {
            using SqliteConnection connection = Connect();
            using SqliteTransaction transaction = connection.BeginTransaction();
            return work(connection, transaction);
        }
    }

    /// <inheritdoc/>
    public override T Read<T>(Func<DbConnection, DbTransaction, T> work)
    {
        KeptConnection connection = idleReaders.TryDequeue(out KeptConnection? idle) ? idle : Connect();
        try
        {
            T result;
            using (SqliteTransaction transaction = connection.BeginTransaction(deferred: true))
            {
                result = work(connection, transaction);
            }

            Keep(connection);
            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    internal override void BackUp(string file) => Backups.Make(CopyTo, file);

    /// <summary>Copies what is committed into another file, which must not exist, while this one goes on being used.</summary>
    public void CopyTo(string file)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $file";
        command.Parameters.AddWithValue("$file", file);
        command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    internal override T InCopy<T>(Func<Database, T> work)
    {
        string folder = Directory.CreateTempSubdirectory("cpfw-copy-").FullName; // ours only: the copy holds keys
        try
        {
            string file = Path.Combine(folder, "copy.db");
            CopyTo(file);
            using var copy = new SqliteDatabase(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString(), time);
            return work(copy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public override void Dispose()
    {
        lock (writing)
        {
            writer?.Dispose();
            writer = null;
        }

        isDisposed = true;
        CloseIdle();
    }

    private void Keep(KeptConnection reader)
    {
        idleReaders.Enqueue(reader);
        if (isDisposed)
        {
            CloseIdle();
        }
        else if (idleReaders.Count > MaximumIdleReaders && idleReaders.TryDequeue(out KeptConnection? tooMany))
        {
            tooMany.Dispose();
        }
    }

    private void CloseIdle()
    {
        while (idleReaders.TryDequeue(out KeptConnection? idle))
        {
            idle.Dispose();
        }
    }

    private KeptConnection ConnectToWrite()
    {
        KeptConnection connection = Connect();
        try
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{WriterCacheKiB}; PRAGMA wal_autocheckpoint = {LogPages};");
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private KeptConnection Connect()
    {
        var connection = new KeptConnection(connectionString);
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Before SQLite opens it: the log and the shared memory beside it take over the file's mode.
    internal static void Protect(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there the folder's access list decides
        }

        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            UnixCreateMode = OwnerOnly,
        }))
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }
}
