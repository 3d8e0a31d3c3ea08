// The back office as an operator runs it: a process of its own over one SQLite file.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChargePointFw.Faults.Worlds;

/// <summary><c>backoffice serve</c>, started, killed and started again over the same file; ended by its own process id.</summary>
internal sealed partial class OfficeProcess(string databaseFile, int brokerPort) : IDisposable
{
    private const int LinesKept = 500;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    private readonly List<string> lines = [];
    private Process? process;
    private volatile string? url;

    /// <summary>Its pages; null until it serves them.</summary>
    public Uri? Url => url is null ? null : new Uri(url);

    /// <summary>True while the process lives.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>What it said, the last 500 lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Starts it and returns at once.</summary>
    public void Start()
    {
        url = null;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit; // it does not outlive a run that is ended
        process = Launch(["serve", "--database", databaseFile, "--broker-port", $"{brokerPort}", "--url", "http://127.0.0.1:0"]);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (process is { } running)
        {
            running.Kill();
            running.WaitForExit();
            running.Dispose();
            process = null;
        }
    }

    /// <summary>Halts it: its connections stay, and it takes nothing.</summary>
    public void Freeze() => Signal(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Ends a <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal(OperatingSystem.IsMacOS() ? 19 : 18);

    /// <summary>Runs one of its commands over the same file; returns exit code and what it said.</summary>
    public (int ExitCode, string Said) Run(params string[] arguments)
    {
        using Process one = Launch(arguments);
        Task<string> errors = one.StandardError.ReadToEndAsync();
        string said = one.StandardOutput.ReadToEnd();
        if (!one.WaitForExit(patience))
        {
            one.Kill();
            throw new FaultException($"backoffice {string.Join(' ', arguments)} did not end.");
        }

        return (one.ExitCode, (said + errors.GetAwaiter().GetResult()).Trim());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Kill();
    }

    private void OnProcessExit(object? sender, EventArgs e) => Kill();

    private void Signal(int signal)
    {
        if (Kill(process!.Id, signal) != 0)
        {
            throw new FaultException($"Signal {signal} does not reach the back office.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    private static Process Launch(string[] arguments)
    {
        // Beside us: what we reference is built with us.
        string program = Path.Combine(AppContext.BaseDirectory, "ChargePointFw.BackOffice.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        const string Pages = "Pages at ";
        if (line.StartsWith(Pages, StringComparison.Ordinal))
        {
            url = line[Pages.Length..];
        }

        lock (lines)
        {
            lines.Add(line);
            if (lines.Count > LinesKept)
            {
                lines.RemoveAt(0);
            }
        }
    }
}
