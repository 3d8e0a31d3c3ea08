using System.Data.Common;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// The database, whichever it is: one SQLite file, or PostgreSQL. Both are spoken to in the same SQL; what PostgreSQL calls
/// otherwise is told it in its words by <see cref="PostgresText"/>. A commit survives a power cut. It holds device keys.
/// </summary>
public abstract class Database : IDisposable
{
    /// <summary>Opens an SQLite file, makes it if there is none, and brings its tables up to date.</summary>
    /// <param name="file">Path of the database.</param>
    /// <param name="busySeconds">How long a statement waits for another process's lock before it fails; at least 1.</param>
    /// <param name="time">For the migrations' time stamps.</param>
    /// <exception cref="InvalidOperationException">The file was written by a newer program.</exception>
    public static Database Open(string file, int busySeconds, TimeProvider time) => SqliteDatabase.Open(file, busySeconds, time);

    /// <summary>Opens the database that the options name.</summary>
    /// <exception cref="InvalidOperationException">It was written by a newer program.</exception>
    /// <exception cref="StoreException">It cannot be used; the message says why, and what to do.</exception>
    internal static Database Open(BackOfficeOptions options, TimeProvider time) => options.Store == StoreKind.Postgres
        ? PostgresDatabase.Open(PostgresDatabase.ReadConnection(options.DatabaseFile), options.DatabaseBusySeconds, time)
        : SqliteDatabase.Open(options.DatabaseFile, options.DatabaseBusySeconds, time);

    /// <summary>When this process committed last, ms since 1970 in UTC; 0 while it has not.</summary>
    public abstract long LastCommitMs { get; }

    /// <summary>Folder that it lies in; null when it is not a file of ours.</summary>
    internal abstract string? Folder { get; }

    /// <summary>Whether other processes may write records at the same time: then memory alone knows nothing for sure.</summary>
    internal abstract bool IsShared { get; }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. Whatever it throws undoes all of it. One runs at a time, and
    /// none beside <see cref="WriteOf"/>, in whichever process.
    /// </summary>
    /// <exception cref="DbException">Locked, full, gone or damaged; nothing was changed.</exception>
    public abstract T Write<T>(Func<DbConnection, DbTransaction, T> work);

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<DbConnection, DbTransaction> work) =>
        Write((connection, transaction) =>
        {
            work(connection, transaction);
            return 0;
        });

    /// <summary>
    /// As <see cref="Write{T}"/>, for what concerns some charge points only: in other processes those of other charge points may run
    /// at the same time.
    /// </summary>
    /// <param name="chargePointIds">Whose rows are written.</param>
    /// <param name="work">What to do; it finds what was committed before it began.</param>
    /// <exception cref="DbException">Locked, full, gone or damaged; nothing was changed.</exception>
    public abstract T WriteOf<T>(IReadOnlyCollection<long> chargePointIds, Func<DbConnection, DbTransaction, T> work);

    /// <summary>Runs <paramref name="work"/> in one transaction and undoes it, to tell what it would come to.</summary>
    /// <exception cref="DbException">Locked, full, gone or damaged.</exception>
    public abstract T Rehearse<T>(Func<DbConnection, DbTransaction, T> work);

    /// <summary>Reads from one snapshot, however many statements <paramref name="work"/> runs.</summary>
    public abstract T Read<T>(Func<DbConnection, DbTransaction, T> work);

    /// <summary>Commits something that means nothing, beside whatever runs, and waits a second at most: whether it can be written.</summary>
    /// <exception cref="DbException">It cannot.</exception>
    internal abstract void Probe();

    /// <summary>Runs <paramref name="work"/> on a copy of what is committed, in which it may change what it likes.</summary>
    /// <exception cref="DbException">Locked, full, gone or damaged.</exception>
    internal abstract T InCopy<T>(Func<Database, T> work);

    /// <summary>Copies what is committed into a file that does not exist yet, while everything goes on.</summary>
    /// <exception cref="BackupException">It cannot: there is a file already, or a program for it is missing.</exception>
    internal abstract void BackUp(string file);

    /// <inheritdoc/>
    public abstract void Dispose();
}
