using System.Diagnostics;

namespace ChargePointFw.Gate;

/// <summary>Where the sources are, seen from a test that runs below tests/Gate/bin.</summary>
internal static class Repository
{
    private const string RootMark = "ChargePointFw.sln";

    public static string Root { get; } = FindRoot();

    public static string Facts => Path.Combine(Root, "tests", "Facts");

    /// <summary>The path as findings show it: relative to the root, with forward slashes.</summary>
    public static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    /// <summary>What git keeps; null where the sources are not a git clone (a downloaded archive).</summary>
    public static IReadOnlyList<string>? TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["-C", Root, "-c", "core.quotepath=off", "ls-files", "-z"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootMark)))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No {RootMark} above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
