using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Where a test's back office stores: an SQLite file. <c>tests/Postgres</c> compiles the same tests with another.</summary>
internal sealed class OfficeStore(string file) : IDisposable
{
    /// <summary>What names it.</summary>
    public BackOfficeOptions Options => new() { DatabaseFile = file };

    /// <summary>A way into it beside the program.</summary>
    public DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Names of all tables.</summary>
    public const string Tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

    /// <summary>Takes it away with all that it has: a backup can be put in its place.</summary>
    public void TakeAway()
    {
        foreach (string ending in new[] { "", "-wal", "-shm" })
        {
            File.Delete(file + ending);
        }
    }

    /// <summary>Puts something of somebody else's in its place.</summary>
    public void PutInTheWay() => File.WriteAllText(file, "mine");

    /// <summary>What is in its place, by which one sees whether it was touched.</summary>
    public string Seen() => File.Exists(file) ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))) : "nothing";

    /// <summary>Leaves no room: the file may not become larger. <c>tests/Faults</c> fills a disk.</summary>
    public void FillDisk(BackOfficeApp app) => Bound(app, "page_count FROM pragma_page_count");

    /// <summary>There is room again.</summary>
    public void MakeRoom(BackOfficeApp app) => Bound(app, "1000000");

    private static void Bound(BackOfficeApp app, string pages) => app.Database.Write((connection, transaction) =>
    {
        long count = connection.ExecuteScalar<long>("SELECT " + pages, transaction: transaction);
        connection.ExecuteScalar<long>($"PRAGMA max_page_count = {count}", transaction: transaction); // of this connection, which writes
    });

    public void Dispose()
    {
        // the file goes with its folder
    }
}
