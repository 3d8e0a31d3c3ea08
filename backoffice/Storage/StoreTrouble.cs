using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>The database cannot be used at all: the message says why, and what to do. It holds no password.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What is the matter when a database refuses: whether it may pass by itself, and what somebody should do.</summary>
internal static class StoreTrouble
{
    /// <summary>
    /// Locked, full, out of memory, read-only, unreachable, restarting, or somebody else's transaction went first: the same may succeed
    /// later, and nothing of it was stored.
    /// </summary>
    public static bool IsPassing(DbException refused) => refused switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 7 or 8 or 10 or 13 or 14,
        // Class 08 connection, 25006 read-only, 40 undone for another's sake, 53 no room, 55 locked, 57 shutting down, 58 its disk.
        PostgresException postgres => postgres.SqlState[..2] is "08" or "40" or "53" or "55" or "57" or "58" || postgres.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException => true, // it never answered
        _ => false,
    };

    /// <summary>What to do about it.</summary>
    public static string WhatToDo(DbException refused) => refused switch
    {
        SqliteException { SqliteErrorCode: 5 or 6 } => "Another program holds the database locked: nothing is stored or acknowledged until it lets go",
        SqliteException { SqliteErrorCode: 13 } =>
            "The disk that holds the database is full: nothing is stored or acknowledged, and the charge points keep their records. Make room on it; nothing need be restarted",
        SqliteException { SqliteErrorCode: 14 } =>
            "The database file is gone: nothing is stored or acknowledged, and the charge points keep their records. Put the file back, or stop and restore a backup",
        SqliteException { SqliteErrorCode: 8 } => "The database cannot be written: nothing is stored or acknowledged. See to the rights of the file and its folder",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
            "PostgreSQL's disk is full: nothing is stored or acknowledged, and the charge points keep their records. Make room on it; nothing need be restarted",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "PostgreSQL only lets us read, as a standby does: nothing is stored or acknowledged. Name the primary",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "PostgreSQL has no connection left: nothing is stored or acknowledged. Raise max_connections",
        PostgresException { SqlState: ['4', '0', ..] } => "Another worker's transaction went first: nothing is stored or acknowledged yet",
        NpgsqlException and not PostgresException => "PostgreSQL cannot be reached: nothing is stored or acknowledged, and the charge points keep their records. Start it; nothing need be restarted here",
        _ => "The database refuses a batch: nothing is stored or acknowledged. See to its disk",
    };
}
