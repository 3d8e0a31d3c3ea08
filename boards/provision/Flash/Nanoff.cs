// Calls nanoff, the maker's flashing tool, and passes on what it says.
using System.ComponentModel;
using System.Diagnostics;

namespace ChargePointFw.Provision.Flash;

/// <summary>nanoff, or what its commands would be.</summary>
/// <param name="executable">The program; looked for in the path when it is no file.</param>
/// <param name="isDryRun">Commands are shown, not run.</param>
/// <param name="say">What people see.</param>
public sealed class Nanoff(string executable, bool isDryRun, Action<string> say)
{
    /// <summary>Where it is when nobody says otherwise.</summary>
    public const string DefaultExecutable = "nanoff";

    /// <summary>Runs it; every line that it prints is passed on as it comes.</summary>
    /// <exception cref="ProvisionException">It is not installed, or it failed.</exception>
    public void Run(string what, params string[] arguments)
    {
        say($"{what}: {executable} {string.Join(' ', arguments.Select(Quoted))}");
        if (isDryRun)
        {
            return;
        }

        var start = new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Tell(line.Data);
        process.ErrorDataReceived += (_, line) => Tell(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            throw new ProvisionException($"nanoff was not found as '{executable}'. Install it with 'dotnet tool install -g nanoff', or name it with --nanoff; --dry-run shows the commands without it.");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new ProvisionException($"nanoff ended with {process.ExitCode} at: {what}. Is the board at that port, and no other program on it? 'nanoff --listports' names the ports; hold the BOOT button while it connects, and run this again.");
        }
    }

    private void Tell(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            say("  " + line);
        }
    }

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;
}
