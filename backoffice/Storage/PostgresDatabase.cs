using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;
using Npgsql;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// PostgreSQL, in the schema that the connection's search path begins with. Several processes may share it: whatever writes for a
/// few charge points takes the lock of each, everything else a lock that all of those hold in common, so that it runs alone, as
/// with SQLite. Locks end with their transaction, and so with a process that was killed. A connection that broke is made anew.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    /// <summary>Statements that a connection keeps prepared; a list as a parameter makes a text of its own for each length.</summary>
    private const int MaximumPrepared = 400;

    private const int MaximumConnections = 20;
    private const int LongestPauseMs = 120_000; // between two statements of a transaction
    private const int LongestWaitMs = 60_000; // for others' transactions
    private const int LongestStatementSeconds = 300;

    private readonly NpgsqlConnectionStringBuilder settings; // with the password
    private readonly NpgsqlDataSource source;
    private readonly PostgresText text = new();
    private readonly TimeProvider time;
    private int schemaKey;
    private long lastCommitMs;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings, TimeProvider time) =>
        (this.settings, source, this.time) = (settings, NpgsqlDataSource.Create(settings), time);

    /// <summary>Reads how PostgreSQL is reached.</summary>
    /// <param name="file">The file that says so; nobody else may read it.</param>
    /// <exception cref="StoreException">It is not there, others may read it, or it says nothing that can be used.</exception>
    public static string ReadConnection(string file)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new StoreException($"{path} is missing: it says how PostgreSQL is reached, for instance Host=db.example;Database=backoffice;Username=backoffice;Password=…;SSL Mode=VerifyFull");
        }

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new StoreException($"{path} holds a password, and others may read it: chmod 600 {path}");
        }

        string connection = File.ReadAllText(path).Trim();
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connection);
            return connection;
        }
        catch (ArgumentException) // whose message may repeat what it read
        {
            throw new StoreException($"{path} does not say how PostgreSQL is reached: one line, for instance Host=db.example;Database=backoffice;Username=backoffice;Password=…");
        }
    }

    /// <summary>Connects and brings the tables up to date; of two processes that start at once, one waits for the other.</summary>
    /// <param name="connectionString">As Npgsql takes it; never shown.</param>
    /// <param name="busySeconds">How long a connection may take to be made; at least 1.</param>
    /// <param name="time">For the migrations' time stamps.</param>
    /// <exception cref="InvalidOperationException">The database was written by a newer program.</exception>
    /// <exception cref="StoreException">It cannot be reached, or forgets in a power cut.</exception>
    public static new PostgresDatabase Open(string connectionString, int busySeconds, TimeProvider time)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "backoffice",
            Timeout = busySeconds,
            CommandTimeout = LongestStatementSeconds,
            MaxPoolSize = MaximumConnections,
            MaxAutoPrepare = MaximumPrepared,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // nothing is set but within transactions
            PersistSecurityInfo = false,
            // Whoever stopped in the middle lets go of the locks; whoever waits for one in vain tries again.
            Options = $"-c idle_in_transaction_session_timeout={LongestPauseMs} -c lock_timeout={LongestWaitMs}",
        };
        var database = new PostgresDatabase(settings, time);
        try
        {
            database.Run(IsolationLevel.ReadCommitted, isKept: false, RequireDurable);
            database.schemaKey = database.Run(IsolationLevel.ReadCommitted, isKept: false, (connection, transaction) =>
                connection.ExecuteScalar<int>("SELECT hashtext(current_schema())", transaction: transaction));
            database.Write((connection, transaction) =>
            {
                connection.Raw.Execute(Functions(), transaction: transaction);
                if (Migrations.Apply(connection.Raw, transaction, time, new PostgresSchema().Translate))
                {
                    connection.Raw.Execute(PostgresSchema.MoveNumbersOn, transaction: transaction);
                }
            });
            return database;
        }
        catch (Exception refused)
        {
            database.Dispose();
            if (refused is NpgsqlException)
            {
                throw new StoreException($"PostgreSQL cannot be used: {refused.Message}", refused);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    internal override bool IsShared => true;

    /// <inheritdoc/>
    public override long LastCommitMs => Interlocked.Read(ref lastCommitMs);

    /// <inheritdoc/>
    internal override string? Folder => null;

    /// <inheritdoc/>
    internal override void Probe() => Run(IsolationLevel.ReadCommitted, isKept: true, (connection, transaction) =>
    {
        connection.Raw.Execute("SET LOCAL lock_timeout = 1000; SET LOCAL statement_timeout = 1000", transaction: transaction);
        return connection.Raw.Execute("UPDATE readiness SET probed_utc_ms = @now WHERE id = 1", new { now = time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction);
    });

    /// <inheritdoc/>
    public override T Write<T>(Func<DbConnection, DbTransaction, T> work) =>
        Write((PostgresConnection connection, DbTransaction transaction) => work(connection, transaction));

    /// <inheritdoc/>
    public override T WriteOf<T>(IReadOnlyCollection<long> chargePointIds, Func<DbConnection, DbTransaction, T> work) =>
        Run(IsolationLevel.ReadCommitted, isKept: true, (connection, transaction) =>
        {
            // In the order of their numbers, so that no two wait for each other.
            connection.Raw.Execute(
                """
                SELECT pg_advisory_xact_lock_shared(@key, 0)
                UNION ALL SELECT pg_advisory_xact_lock(@key, id) FROM (SELECT DISTINCT id FROM unnest(@ids) id ORDER BY id) ids
                """,
                new { key = schemaKey, ids = chargePointIds.Select(id => (int)id).ToArray() },
                transaction);
            return work(connection, transaction);
        });

    /// <inheritdoc/>
    public override T Rehearse<T>(Func<DbConnection, DbTransaction, T> work) => Run(IsolationLevel.ReadCommitted, isKept: false, (connection, transaction) =>
    {
        LockAlone(connection, transaction);
        return work(connection, transaction);
    });

    /// <inheritdoc/>
    public override T Read<T>(Func<DbConnection, DbTransaction, T> work) =>
        Run(IsolationLevel.RepeatableRead, isKept: false, (connection, transaction) => work(connection, transaction));

    /// <inheritdoc/>
    /// <remarks>The copy is a transaction that is undone: meanwhile nobody else writes.</remarks>
    internal override T InCopy<T>(Func<Database, T> work) => Rehearse((connection, transaction) =>
    {
        using var copy = new Within(connection, transaction);
        return work(copy);
    });

    /// <inheritdoc/>
    internal override void BackUp(string file) => Backups.Make(copy => PostgresBackups.CopyTo(copy, settings), file);

    /// <inheritdoc/>
    public override void Dispose() => source.Dispose();

    private T Write<T>(Func<PostgresConnection, DbTransaction, T> work) => Run(IsolationLevel.ReadCommitted, isKept: true, (connection, transaction) =>
    {
        LockAlone(connection, transaction);
        return work(connection, transaction);
    });

    private void Write(Action<PostgresConnection, DbTransaction> work) => Write((PostgresConnection connection, DbTransaction transaction) =>
    {
        work(connection, transaction);
        return 0;
    });

    private void LockAlone(PostgresConnection connection, DbTransaction transaction) =>
        connection.Raw.Execute("SELECT pg_advisory_xact_lock(@schemaKey, 0)", new { schemaKey }, transaction);

    private T Run<T>(IsolationLevel isolation, bool isKept, Func<PostgresConnection, DbTransaction, T> work)
    {
        using NpgsqlConnection raw = source.OpenConnection();
        using NpgsqlTransaction transaction = raw.BeginTransaction(isolation);
        using var connection = new PostgresConnection(raw, text);
        T result = work(connection, transaction);
        if (isKept)
        {
            transaction.Commit();
            Interlocked.Exchange(ref lastCommitMs, time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return result;
    }

    // What was acknowledged must survive a power cut.
    private static bool RequireDurable(PostgresConnection connection, DbTransaction transaction) =>
        connection.Raw.ExecuteScalar<bool>("SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'", transaction: transaction)
            ? true
            : throw new StoreException("PostgreSQL would forget in a power cut what was committed: set fsync and synchronous_commit to on.");

    private static string Functions()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("postgres/functions.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A database that is one open transaction of another.</summary>
    private sealed class Within(DbConnection connection, DbTransaction transaction) : Database
    {
        public override long LastCommitMs => 0;

        internal override string? Folder => null;

        internal override bool IsShared => false;

        internal override void Probe()
        {
            // it is open
        }

        public override T Write<T>(Func<DbConnection, DbTransaction, T> work) => work(connection, transaction);

        public override T WriteOf<T>(IReadOnlyCollection<long> chargePointIds, Func<DbConnection, DbTransaction, T> work) => work(connection, transaction);

        public override T Rehearse<T>(Func<DbConnection, DbTransaction, T> work) => throw new NotSupportedException("it is a rehearsal already");

        public override T Read<T>(Func<DbConnection, DbTransaction, T> work) => work(connection, transaction);

        internal override T InCopy<T>(Func<Database, T> work) => throw new NotSupportedException("it is a copy already");

        internal override void BackUp(string file) => throw new NotSupportedException("it is a copy already");

        public override void Dispose()
        {
            // the transaction is its owner's
        }
    }
}
