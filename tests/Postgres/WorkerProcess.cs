using System.Diagnostics;

namespace ChargePointFw.Postgres.Tests;

/// <summary><c>backoffice serve --role Ingest</c>, a process of its own; ended by its own id.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;

    public WorkerProcess(string connectionFile, int brokerPort)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ChargePointFw.BackOffice.dll");
        process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "exec", program, "serve", "--store", "postgres", "--database", connectionFile, "--role", "ingest", "--broker-port", $"{brokerPort}", "--url", "http://127.0.0.1:0",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it tells of its health; null until then.</summary>
    public Uri? Url { get; private set; }

    /// <summary>What it said.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        const string Begins = "Pages at ";
        lock (Lines)
        {
            Lines.Add(line ?? "");
        }

        if (line?.StartsWith(Begins, StringComparison.Ordinal) == true)
        {
            Url = new Uri(line[Begins.Length..]);
        }
    }
}
