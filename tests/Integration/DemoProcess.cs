// The demo program as a person starts it: a process, its output, signals.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>
/// One run of the demo. It has a temporary folder of its own, so that a test sees what the run leaves behind, and it is
/// ended by its own process id, its broker too.
/// </summary>
internal sealed partial class DemoProcess : IDisposable
{
    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5); // a script may have to build first

    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly List<Process> brokersStarted = [];

    private DemoProcess(string program, string[] arguments)
    {
        TemporaryFolder = Directory.CreateTempSubdirectory("cpfw-test-").FullName;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["TMPDIR"] = TemporaryFolder;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(output, line.Data);
        process.ErrorDataReceived += (_, line) => Hear(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where the run puts its temporary files.</summary>
    public string TemporaryFolder { get; }

    public bool HasExited => process.HasExited;

    public IReadOnlyList<string> Output => Copy(output);

    public IReadOnlyList<string> Errors => Copy(errors);

    /// <summary>Everything said, for the message of a test that fails.</summary>
    public string Story => $"--- output{Environment.NewLine}{string.Join(Environment.NewLine, Output)}{Environment.NewLine}--- errors{Environment.NewLine}{string.Join(Environment.NewLine, Errors)}";

    /// <summary>The last line that states key=value pairs.</summary>
    public ClosingLine Closing => ClosingLine.Parse(Output.LastOrDefault(line => line.StartsWith("charge_points=", StringComparison.Ordinal)), Story);

    /// <summary>Port that a live run says its broker is on.</summary>
    public int BrokerPort => int.Parse(Wait(BrokerLine()).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Starts the demo of this configuration (Debug or Release).</summary>
    public static DemoProcess Start(params string[] arguments) => new("dotnet", [House.DemoProgram, .. arguments]);

    /// <summary>Plays a fault to its end; a <paramref name="wrapper"/> is the command that it is run by.</summary>
    public static DemoProcess RunFault(string[] wrapper, params string[] arguments)
    {
        string[] all = [.. wrapper, "dotnet", House.FaultsProgram, .. arguments];
        return ToTheEnd(new DemoProcess(all[0], all[1..]));
    }

    /// <summary>Runs the provisioning tool to its end.</summary>
    public static DemoProcess Provision(params string[] arguments) => ToTheEnd(new DemoProcess("dotnet", [House.ProvisionProgram, .. arguments]));

    /// <summary>Starts one of the house's scripts.</summary>
    public static DemoProcess Script(string name, params string[] arguments) =>
        new("bash", [Path.Combine(House.Root, name), .. arguments]);

    /// <summary>Runs to the end.</summary>
    public static DemoProcess Run(params string[] arguments) => ToTheEnd(Start(arguments));

    private static DemoProcess ToTheEnd(DemoProcess demo)
    {
        try
        {
            demo.WaitForEnd();
            return demo;
        }
        catch
        {
            demo.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the end; returns the exit code.</summary>
    public int WaitForEnd()
    {
        Assert.IsTrue(process.WaitForExit(patience), $"The run did not end within {patience.TotalSeconds} s.{Environment.NewLine}{Story}");
        process.WaitForExit(); // the last lines, too
        return process.ExitCode;
    }

    /// <summary>Waits for a line of the output.</summary>
    public Match Wait(Regex pattern) => Wait(pattern, output);

    /// <summary>Waits for a line of the errors.</summary>
    public Match WaitForError(Regex pattern) => Wait(pattern, errors);

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Signal(process.Id, SignalInterrupt);

    /// <summary>Ctrl-C as a terminal sends it: to the broker, too.</summary>
    public void InterruptWithBroker()
    {
        int broker = Broker().Id;
        Signal(broker, SignalInterrupt);
        Interrupt();
    }

    /// <summary>Ends the broker at once (SIGKILL); returns its configuration file, as a person finds it in the process list.</summary>
    public string KillBroker()
    {
        (int id, string configuration) = Broker();
        Signal(id, SignalKill);
        return configuration;
    }

    /// <summary>Starts a broker by hand, as the run proposes; it is ended with this object.</summary>
    public void StartBroker(string configuration)
    {
        var start = new ProcessStartInfo(House.Mosquitto, ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true };
        Process broker = Process.Start(start)!;
        broker.OutputDataReceived += (_, _) => { };
        broker.ErrorDataReceived += (_, _) => { };
        broker.BeginOutputReadLine();
        broker.BeginErrorReadLine();
        brokersStarted.Add(broker);
    }

    /// <summary>Ends the broker that was started by hand at once.</summary>
    public void KillStartedBroker()
    {
        brokersStarted[^1].Kill();
        brokersStarted[^1].WaitForExit();
    }

    /// <summary>Ids of the processes that this run has started and that are still there.</summary>
    public IReadOnlyList<int> Children() => [.. ProcessTable.Read().Where(entry => entry.Parent == process.Id).Select(entry => entry.Id)];

    /// <inheritdoc/>
    public void Dispose()
    {
        IReadOnlyList<int> children = process.HasExited ? [] : Children();
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        foreach (int child in children)
        {
            Signal(child, SignalKill);
        }

        foreach (Process broker in brokersStarted)
        {
            broker.Kill();
            broker.WaitForExit();
            broker.Dispose();
        }

        process.Dispose();
        Directory.Delete(TemporaryFolder, recursive: true);
    }

    private (int Id, string Configuration) Broker()
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience && !process.HasExited)
        {
            ProcessTable.Entry? broker = ProcessTable.Read().FirstOrDefault(
                entry => entry.Parent == process.Id && entry.Command.Contains("mosquitto", StringComparison.Ordinal));
            if (broker is not null)
            {
                return (broker.Id, broker.Command[(broker.Command.IndexOf("-c ", StringComparison.Ordinal) + 3)..].Trim());
            }

            Thread.Sleep(20);
        }

        throw new AssertFailedException("The run has no broker. " + Story);
    }

    private Match Wait(Regex pattern, List<string> lines)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience)
        {
            bool isOver = process.HasExited;
            if (Copy(lines).Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success) is { } found)
            {
                return found;
            }

            if (isOver)
            {
                break;
            }

            Thread.Sleep(20);
        }

        throw new AssertFailedException($"No line is like {pattern}. {Story}");
    }

    private static void Hear(List<string> lines, string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static List<string> Copy(List<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private static void Signal(int processId, int signal) => Assert.AreEqual(0, Kill(processId, signal), $"signal {signal} to {processId}");

    [GeneratedRegex(@"^Broker: 127\.0\.0\.1:(\d+)")]
    private static partial Regex BrokerLine();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
