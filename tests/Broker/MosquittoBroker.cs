// A mosquitto process on a free loopback port, with its own configuration and data in a temporary directory.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChargePointFw.Tests.Broker;

/// <summary>A real broker. Not thread safe: the test that owns it drives it.</summary>
public sealed partial class MosquittoBroker : IDisposable
{
    private const int StartTimeoutMs = 10_000;
    private const int StopTimeoutMs = 10_000;

    // Another process may take the free port before mosquitto does.
    private const int PortAttempts = 5;

    private const int SignalTerminate = 15;
    private static readonly int s_signalStop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int s_signalContinue = OperatingSystem.IsMacOS() ? 19 : 18;

    private readonly string[] _extraConfiguration = [];
    private readonly Func<int, string>? _writeConfiguration;
    private readonly string _executable;
    private readonly List<string> _log = [];
    private Process? _process;
    private TaskCompletionSource? _isRunning;

    /// <summary>Chooses a port and writes the configuration; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="extraConfiguration">Lines of mosquitto.conf; one whose first word is in the default configuration replaces that line.</param>
    /// <exception cref="InvalidOperationException">mosquitto is not installed; the message says what to install.</exception>
    public MosquittoBroker(params string[] extraConfiguration)
    {
        _extraConfiguration = extraConfiguration;
        _executable = FindExecutable();
        DataDir = Directory.CreateTempSubdirectory("cpfw-broker-").FullName;
        ConfigFile = Path.Combine(DataDir, "mosquitto.conf");
        Port = FreePort();
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>A broker with a configuration of somebody else's making.</summary>
    /// <param name="writeConfiguration">Writes it for this port of 127.0.0.1, and returns the file; called at every start.</param>
    public MosquittoBroker(Func<int, string> writeConfiguration)
        : this() => _writeConfiguration = writeConfiguration;

    /// <summary>A broker that runs.</summary>
    public static MosquittoBroker StartOnFreePort(params string[] extraConfiguration)
    {
        var broker = new MosquittoBroker(extraConfiguration);
        try
        {
            broker.Start();
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>The port on 127.0.0.1; the same for the broker's whole life once it has started.</summary>
    public int Port { get; private set; }

    /// <summary>Holds the configuration and mosquitto.db; deleted by <see cref="Dispose"/>.</summary>
    public string DataDir { get; }

    public string ConfigFile { get; private set; }

    /// <summary>The running broker's process id, or 0.</summary>
    public int ProcessId => _process is { HasExited: false } running ? running.Id : 0;

    /// <summary>What the broker has written so far, one line an entry.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <summary>Starts the broker and returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">It runs already, or mosquitto ended; the message holds its last lines.</exception>
    public void Start()
    {
        if (ProcessId != 0)
            throw new InvalidOperationException("The broker runs already.");
        var isFirstStart = !File.Exists(ConfigFile);
        for (var attempt = 1; ; attempt++)
        {
            WriteConfiguration();
            if (TryStart())
                return;
            if (!isFirstStart || attempt == PortAttempts)
                throw new InvalidOperationException("mosquitto did not start: " + string.Join(" | ", Log.TakeLast(5)));
            Port = FreePort();
        }
    }

    /// <summary>Ends the broker as an operator does: it saves its data (SIGTERM).</summary>
    public void Stop() => End(process => _ = Kill(process.Id, SignalTerminate));

    /// <summary>Ends the broker at once: what it had acknowledged and not yet saved is lost (SIGKILL).</summary>
    public void Kill() => End(process => process.Kill());

    /// <summary><see cref="Stop"/>, then <see cref="Start"/> on the same port with the same data.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>Halts the process: connections stay, nothing is answered (SIGSTOP).</summary>
    public void Freeze() => _ = Kill(_process!.Id, s_signalStop);

    /// <summary>Ends a <see cref="Freeze"/>.</summary>
    public void Thaw() => _ = Kill(_process!.Id, s_signalContinue);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Kill();
        if (Directory.Exists(DataDir))
            Directory.Delete(DataDir, true);
    }

    private bool TryStart()
    {
        _isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(_executable, ["-c", ConfigFile])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
            EnableRaisingEvents = true,
        };
        process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        process.OutputDataReceived += (_, line) => OnLine(line.Data);
        var isRunning = _isRunning;
        process.Exited += (_, _) => isRunning.TrySetCanceled();
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        if (Task.WaitAny([isRunning.Task], StartTimeoutMs) == 0 && isRunning.Task.IsCompletedSuccessfully)
            return true;
        Kill();
        return false;
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
        if (line.Contains("mosquitto version", StringComparison.Ordinal) && line.EndsWith(" running", StringComparison.Ordinal))
            _isRunning?.TrySetResult();
    }

    private void End(Action<Process> signal)
    {
        if (_process is not { } process)
            return;
        if (!process.HasExited)
        {
            signal(process);
            if (!process.WaitForExit(StopTimeoutMs))
                process.Kill();
        }
        // Also waits for the last lines of the log.
        process.WaitForExit();
        process.Dispose();
        _process = null;
    }

    private void WriteConfiguration()
    {
        if (_writeConfiguration is null)
        {
            File.WriteAllLines(ConfigFile, Configuration());
            return;
        }

        ConfigFile = _writeConfiguration(Port);
        if (Environment.UserName == "root")
            File.AppendAllText(ConfigFile, "user root\n");
    }

    private IEnumerable<string> Configuration()
    {
        List<string> lines =
        [
            $"listener {Port} 127.0.0.1",
            "allow_anonymous true",
            "persistence true",
            $"persistence_location {DataDir}/",
            "log_dest stderr",
            "log_type all",
            // The default of 1000 drops in silence.
            "max_queued_messages 100000",
        ];
        // Started as root, mosquitto would drop to a user that cannot read or write here.
        if (Environment.UserName == "root")
            lines.Add("user root");
        var replaced = _extraConfiguration.Select(line => line.Split(' ')[0]).ToHashSet();
        lines.RemoveAll(line => replaced.Contains(line.Split(' ')[0]));
        return lines.Concat(_extraConfiguration);
    }

    private static string FindExecutable()
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]);
        return directories.Where(directory => directory.Length > 0)
            .Select(directory => Path.Combine(directory, "mosquitto"))
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "mosquitto (the broker) was not found. Install it: 'apt install mosquitto' (Debian, Ubuntu), " +
                "'dnf install mosquitto' (Fedora) or 'brew install mosquitto' (macOS).");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void OnProcessExit(object? sender, EventArgs e) => Kill();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
