using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>How the database stands, in words for machines.</summary>
internal static class DatabaseState
{
    public const string Ok = "ok";
    public const string Locked = "locked";
    public const string Full = "full";
    public const string Gone = "gone";
    public const string ReadOnly = "readonly";
    public const string Damaged = "damaged";
    public const string Failing = "failing";

    /// <summary>Every word, for the metric that has one series each.</summary>
    public static IReadOnlyList<string> All { get; } = [Ok, Locked, Full, Gone, ReadOnly, Damaged, Failing];

    /// <summary>The word for what SQLite (sqlite.org/rescode.html) or PostgreSQL said (its manual, appendix A).</summary>
    public static string Of(DbException refused) => refused switch
    {
        SqliteException { SqliteErrorCode: 5 or 6 } => Locked,
        SqliteException { SqliteErrorCode: 13 } => Full,
        SqliteException { SqliteErrorCode: 14 } => Gone,
        SqliteException { SqliteErrorCode: 8 } => ReadOnly,
        SqliteException { SqliteErrorCode: 11 or 26 } => Damaged,
        PostgresException { SqlState: ['4', '0', ..] or ['5', '5', ..] or PostgresErrorCodes.QueryCanceled } => Locked,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Full,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ReadOnly,
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } => Damaged,
        PostgresException { SqlState: ['0', '8', ..] or ['5', '7', ..] } => Gone,
        NpgsqlException and not PostgresException => Gone,
        _ => Failing,
    };
}
