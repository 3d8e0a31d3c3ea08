using System.Data.Common;
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

    public void Dispose()
    {
        // the file goes with its folder
    }
}
