using System.Diagnostics;

namespace ChargePointFw.Faults.Worlds;

/// <summary>A program of the system that a fault is made with.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end and returns what it said.</summary>
    /// <exception cref="FaultException">It refused; the message says how to run the fault.</exception>
    public static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? said.Trim()
            : throw new FaultException($"{program} {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult().Trim()}. This fault needs namespaces of its own: unshare -rnm dotnet run --project tests/Faults …");
    }
}
