// A PostgreSQL of the tests' own, by cluster.sh: in a temporary folder, reached by a socket in it.
using System.Diagnostics;
using Npgsql;

namespace ChargePointFw.Postgres.Tests;

/// <summary>A real PostgreSQL. It is started by the first who asks for <see cref="Shared"/>, and ended with the tests.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<PostgresCluster> shared = new(() => new PostgresCluster());
    private static int databases;
    private const int SmallDiskMegabytes = 24;
    private readonly Lazy<string?> smallDisk;
    private readonly string folder = Directory.CreateTempSubdirectory("cpfw-postgres-").FullName;

    /// <summary>Makes and starts one.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or did not start; the message says why.</exception>
    public PostgresCluster()
    {
        smallDisk = new Lazy<string?>(MakeSmallDisk);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Run("start");
    }

    /// <summary>The one that most tests share.</summary>
    public static PostgresCluster Shared => shared.Value;

    /// <summary>Ends the shared one, if there is any.</summary>
    public static void EndShared()
    {
        if (shared.IsValueCreated)
        {
            shared.Value.Dispose();
        }
    }

    /// <summary>A new database: empty, or a copy of one that nobody uses.</summary>
    /// <returns>How it is reached.</returns>
    public string Create(string template = "template1", string? name = null)
    {
        name ??= $"office{Interlocked.Increment(ref databases)}";
        using NpgsqlConnection connection = Connect(To("postgres"));
        using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE {template}", connection);
        command.ExecuteNonQuery();
        return To(name);
    }

    /// <summary>Takes a database away, whoever uses it: a test's whole disk would be full of them.</summary>
    public void Drop(string connectionString)
    {
        using NpgsqlConnection connection = Connect(To("postgres"));
        using var command = new NpgsqlCommand($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>An open connection that is its own.</summary>
    public static NpgsqlConnection Connect(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>Writes the file that <c>--database</c> names.</summary>
    public static void WriteConnection(string file, string connectionString)
    {
        File.WriteAllText(file, connectionString);
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Says who may read a file; on Windows its folder does.</summary>
    public static void SetMode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }

    /// <summary>A tablespace on a disk of a few megabytes, which only this server sees.</summary>
    /// <returns>Its name; null where the kernel lets nobody have such a disk.</returns>
    public string? SmallDisk() => smallDisk.Value;

    /// <summary>The same database, reached as somebody else.</summary>
    public static string WithPassword(NpgsqlConnection connection, string user, string password) =>
        new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Username = user, Password = password }.ConnectionString;

    /// <summary>Lets nobody be this role any more who does not know its password.</summary>
    public void AskForPassword(string role)
    {
        string file = Path.Combine(folder, "data", "pg_hba.conf");
        File.WriteAllText(file, $"local all \"{role}\" scram-sha-256\n" + File.ReadAllText(file));
        using NpgsqlConnection connection = Connect(To("postgres"));
        using var command = new NpgsqlCommand("SELECT pg_reload_conf()", connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Ends it as a power cut would, and starts it again.</summary>
    public void Restart() => Run("restart");

    /// <summary>Ends it as a power cut would.</summary>
    public void Stop() => Run("stop");

    /// <summary>Starts it again.</summary>
    public void Start() => Run("start");

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        if (Directory.Exists(folder))
        {
            Run("stop");
            Directory.Delete(folder, recursive: true);
        }
    }

    private string? MakeSmallDisk()
    {
        string disk = Path.Combine(folder, "disk");
        if (!Directory.Exists(disk))
        {
            return null;
        }

        using NpgsqlConnection connection = Connect(To("postgres"));
        using var command = new NpgsqlCommand($"CREATE TABLESPACE small LOCATION '{disk}'", connection);
        command.ExecuteNonQuery();
        return "small";
    }

    private string To(string database) => $"Host={folder};Database={database};Username=backoffice";

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private void Run(string what)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(AppContext.BaseDirectory, "cluster.sh"), what, folder, $"{SmallDiskMegabytes}"]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"PostgreSQL did not {what}: {said}");
        }
    }
}
