using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace ChargePointFw.BackOffice.Storage;

/// <summary>
/// PostgreSQL's own programs beside ours, of the server's version or newer. They are told how the server is reached by their
/// environment, which other users of the machine cannot read and which leaves nothing behind; a command line is there for everybody.
/// </summary>
internal sealed partial class PostgresPrograms
{
    private static readonly string[] systemsAuthorities = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

    private readonly NpgsqlConnectionStringBuilder settings;
    private readonly IReadOnlyList<string> folders;
    private readonly string host;
    private readonly int port;
    private readonly string database;
    private readonly string user;
    private readonly int major;

    /// <summary>Learns of the server what its programs must be told.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="settings">What it was opened with.</param>
    /// <param name="folders">Where to look for programs; null for where they are installed.</param>
    public PostgresPrograms(NpgsqlConnection connection, NpgsqlConnectionStringBuilder settings, IReadOnlyList<string>? folders = null)
    {
        this.settings = settings;
        host = connection.Host!;
        port = connection.Port;
        using var command = new NpgsqlCommand("SELECT current_database()::text, session_user::text, current_schema()::text, current_setting('server_version_num')::int / 10000", connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        reader.Read();
        (database, user, Schema, major) = (reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? "" : reader.GetString(2), reader.GetInt32(3));
        this.folders = folders ?? [.. Folders(major)];
    }

    /// <summary>The schema that everything is in; empty when the search path names none that is there.</summary>
    public string Schema { get; }

    /// <summary>How <c>pg_restore</c> is told which database; host, user and password are in the environment.</summary>
    public string DatabaseArgument => $"--dbname=dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>How <c>pg_dump</c> and <c>pg_restore</c> are told the schema: a name in quotes is no pattern.</summary>
    /// <param name="isPattern">pg_dump takes patterns, pg_restore names.</param>
    public string SchemaArgument(bool isPattern) => "--schema=" + (isPattern ? $"\"{Schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : Schema);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="BackupException">It is missing or too old, or it failed: the message is what it said.</exception>
    public string Run(string program, params string[] arguments)
    {
        (bool isDone, string said) = Try(program, arguments);
        return isDone ? said : throw new BackupException($"{program} failed: {said}");
    }

    /// <summary>Runs a program to its end, which may be a failure.</summary>
    /// <returns>Whether it did what it was asked, and what it wrote; or else what it complained of.</returns>
    /// <exception cref="BackupException">It is missing or too old.</exception>
    public (bool IsDone, string Said) Try(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        Tell(start.Environment);
        (int code, string wrote, string complained) = Run(start);
        return (code == 0, code == 0 ? wrote : complained.Trim());
    }

    private static (int Code, string Wrote, string Complained) Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        process.StandardInput.Close(); // it has nobody to ask
        Task<string> complained = process.StandardError.ReadToEndAsync();
        string wrote = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, wrote, complained.GetAwaiter().GetResult());
    }

    // An older one cannot read what the server has; a newer one may write what the server does not know, and comes second.
    private string Find(string program)
    {
        string tooOld = "";
        foreach (string file in folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).Where(File.Exists))
        {
            int? its = MajorOf(file);
            if (its >= major)
            {
                return file;
            }

            tooOld = $" ({file} is {(its is { } number ? $"of version {number}" : "not it")})";
        }

        throw new BackupException(
            $"{program} of PostgreSQL {major} or newer is missing{tooOld}: install the server's client programs on this machine (Debian, Ubuntu: postgresql-client-{major}; Fedora: postgresql; macOS: brew install libpq)");
    }

    private static int? MajorOf(string file)
    {
        try
        {
            (int code, string wrote, _) = Run(new ProcessStartInfo(file, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true });
            Match version = Version().Match(wrote);
            return code == 0 && version.Success ? int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
        }
        catch (Exception unusable) when (unusable is Win32Exception or IOException)
        {
            return null; // not ours to run
        }
    }

    // Beside the server's version first, then wherever the shell would look.
    private static IEnumerable<string> Folders(int major) =>
    [
        $"/usr/lib/postgresql/{major}/bin", $"/usr/pgsql-{major}/bin", $"/opt/homebrew/opt/postgresql@{major}/bin", "/opt/homebrew/opt/libpq/bin",
        $@"C:\Program Files\PostgreSQL\{major}\bin",
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
    ];

    private void Tell(IDictionary<string, string?> environment)
    {
        Set("PGHOST", host);
        Set("PGPORT", port.ToString(CultureInfo.InvariantCulture));
        Set("PGDATABASE", database);
        Set("PGUSER", user);
        Set("PGPASSWORD", settings.Password);
        Set("PGPASSFILE", settings.Passfile);
        Set("PGAPPNAME", "backoffice");
        Set("PGCONNECT_TIMEOUT", settings.Timeout.ToString(CultureInfo.InvariantCulture));
        Set("PGSSLMODE", settings.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            { } mode => mode.ToString().ToLowerInvariant(),
        });
        Set("PGSSLROOTCERT", settings.RootCertificate ?? SystemsAuthorities());
        Set("PGSSLCERT", settings.SslCertificate);
        Set("PGSSLKEY", settings.SslKey);
        Set("LC_MESSAGES", "C"); // what it says goes into ours

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) // what was not said may be in our own environment, as for Npgsql
            {
                environment[name] = value;
            }
        }
    }

    // Npgsql trusts the system's authorities when none is named; these programs a file.
    private string? SystemsAuthorities() =>
        settings.SslMode is SslMode.VerifyCA or SslMode.VerifyFull && Environment.GetEnvironmentVariable("PGSSLROOTCERT") is null
        && !File.Exists(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".postgresql", "root.crt"))
            ? systemsAuthorities.FirstOrDefault(File.Exists)
            : null;

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex Version();
}
