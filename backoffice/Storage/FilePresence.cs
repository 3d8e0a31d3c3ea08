// A file that was taken away goes on being written by whoever has it open: what is committed there is gone with the last handle.
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>Whether the file that is open still stands where it was opened.</summary>
internal static partial class FilePresence
{
    private const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>Asked before each commit: nothing may count as stored that nobody finds again.</summary>
    /// <exception cref="SqliteException">It was removed, moved, or another stands in its place.</exception>
    public static void Require(SqliteConnection connection)
    {
        bool isTold = FileControl(connection.Handle!.DangerousGetHandle(), "main", HasMoved, out int hasMoved) == raw.SQLITE_OK;
        if (isTold && hasMoved != 0)
        {
            throw new SqliteException($"{connection.DataSource} is gone, or another file stands in its place", raw.SQLITE_CANTOPEN);
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(nint database, string name, int operation, out int value);
}
