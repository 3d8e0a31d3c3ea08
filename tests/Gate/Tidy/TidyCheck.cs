using System.Text.RegularExpressions;

namespace ChargePointFw.Gate.Tidy;

/// <summary>House rules that any reader can check by looking; here a machine looks.</summary>
internal static partial class TidyCheck
{
    private const int MostLines = 400;

    private static readonly string[] Bounded = [".cs", ".sh", ".js", ".css", ".cshtml"];
    private static readonly string[] NotNouns = ["Common", "Utils", "Helpers", "Core"];

    /// <param name="root">The folder that the paths start from.</param>
    /// <param name="files">Tracked files, relative, with forward slashes.</param>
    public static IEnumerable<Finding> Find(string root, IReadOnlyList<string> files) =>
        FoldersWithoutReadme(files).Concat(FoldersWithoutNoun(files)).Concat(files.SelectMany(file => InFile(root, file)));

    private static IEnumerable<Finding> FoldersWithoutReadme(IReadOnlyList<string> files) => files
        .Where(file => file.Contains('/', StringComparison.Ordinal) && !file.StartsWith('.'))
        .Select(file => file[..file.IndexOf('/', StringComparison.Ordinal)])
        .Distinct()
        .Where(folder => !files.Contains(folder + "/README.md"))
        .Select(folder => new Finding(folder, 0, 0, "no-readme", "write README.md: what belongs here, and how to add one more."));

    private static IEnumerable<Finding> FoldersWithoutNoun(IReadOnlyList<string> files) =>
        from file in files
        let parts = file.Split('/')[..^1]
        let depth = Array.FindIndex(parts, part => NotNouns.Contains(part, StringComparer.OrdinalIgnoreCase))
        where depth >= 0
        select new Finding(string.Join('/', parts[..(depth + 1)]), 0, 0, "no-noun", "name the folder after what it holds; if nothing fits, the design lacks a noun.");

    private static IEnumerable<Finding> InFile(string root, string file)
    {
        var path = Path.Combine(root, file);
        // Deleted but not yet committed, or a link to a folder: nothing to read. Lock files are written by NuGet.
        if (!File.Exists(path) || Path.GetFileName(file) == "packages.lock.json" || IsBinary(path))
            yield break;
        var lines = File.ReadAllLines(path);
        if (lines.Length > MostLines && Bounded.Contains(Path.GetExtension(file)))
            yield return new Finding(file, MostLines + 1, 1, "too-long", $"{lines.Length} lines, {MostLines} are allowed: look for the missing noun and split there.");
        for (var i = 0; i < lines.Length; i++)
        {
            if (Marker().Match(lines[i]) is { Success: true } marker)
                yield return new Finding(file, i + 1, marker.Index + 1, "left-over", $"'{marker.Value}': do it, or write down what is so and why.");
            if (MachinePath().Match(lines[i]) is { Success: true } machine)
                yield return new Finding(file, i + 1, machine.Index + 1, "machine-path", $"'{machine.Value}' exists on one machine only: use a relative path.");
        }
    }

    private static bool IsBinary(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4096];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].Contains((byte)0);
    }

    // Written with a class of one letter, so that this file does not match itself.
    [GeneratedRegex(@"\b(TOD[O]|FIXM[E]|HAC[K]|XX[X])\b")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<![\w.~/:*-])/(wor[k]|roo[t]|hom[e]|User[s])/|\b[A-Z]:\\User[s]\\")]
    private static partial Regex MachinePath();
}
