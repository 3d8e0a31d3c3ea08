using ChargePointFw.Gate.Projects;

namespace ChargePointFw.Gate.Lists;

/// <summary>
/// Two builds share one list of sources, and a PC on Linux and one on Windows read it differently: so every
/// source is listed exactly once, in exact case, and every list points at something.
/// </summary>
internal static class ListCheck
{
    public static IEnumerable<Finding> Find(string root) => DeviceProjects.Paths(root).SelectMany(path =>
    {
        var file = Path.Combine(root, path);
        return File.Exists(file)
            ? Check(DeviceProject.Load(root, file))
            : [new Finding(path, 0, 0, "no-device-project", "the device project is missing: write it (build/README.md says how).")];
    }).Concat(CheckSolution(root)).Concat(SharedGuids(root));

    private static IEnumerable<Finding> Check(DeviceProject project) =>
        ListedFiles(project).Concat(UnlistedFiles(project)).Concat(Neighbours(project));

    private static IEnumerable<Finding> ListedFiles(DeviceProject project)
    {
        var seen = new Dictionary<string, ListedSource>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in project.Sources)
        {
            var name = Repository.Relative(project.Root, source.FullPath);
            if (seen.TryGetValue(source.FullPath, out var first))
                yield return source.Place.Finding("listed-twice", $"{name} is already listed in line {first.Place.Line}: remove one.");
            else
                seen.Add(source.FullPath, source);
            if (ExistsInExactCase(source.FullPath))
                continue;
            var other = InAnyCase(source.FullPath);
            yield return other == null
                ? source.Place.Finding("listed-but-missing", $"{name} does not exist: write it or remove the line.")
                : source.Place.Finding("wrong-case", $"{name} is called {Repository.Relative(project.Root, other)}: Linux tells them apart.");
        }
    }

    private static IEnumerable<Finding> UnlistedFiles(DeviceProject project)
    {
        var listed = project.Sources.Select(source => source.FullPath).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var file in SourcesBelow(project.Folder).Where(file => !listed.Contains(file)))
        {
            yield return new Finding(Repository.Relative(project.Root, file), 1, 1, "not-listed",
                $"no list has it, so the device would not: add it to the .projitems (a board: to {Path.GetFileName(project.File)}).");
        }
    }

    private static IEnumerable<Finding> Neighbours(DeviceProject project)
    {
        foreach (var reference in project.ProjectReferences.Where(reference => !ExistsInExactCase(reference.FullPath)))
            yield return reference.Place.Finding("no-such-project", $"{Repository.Relative(project.Root, reference.FullPath)} does not exist (in this case).");
    }

    /// <summary>A board may stand in the solution, for those who open that; its own project is all that a build needs.</summary>
    private static IEnumerable<Finding> CheckSolution(string root)
    {
        const string Solution = "ChargePointFw.sln";
        var file = Path.Combine(root, Solution);
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        foreach (var path in DeviceProjects.Paths(root).Except(DeviceProjects.Boards(root)).Where(path => !text.Contains($"\"{path.Replace('/', '\\')}\"", StringComparison.Ordinal)))
            yield return new Finding(Solution, 0, 0, "not-in-solution", $"add {path} to the solution folder 'device'.");
    }

    private static IEnumerable<Finding> SharedGuids(string root) => DeviceProjects.Load(root)
        .Where(project => project.Guid.Length > 0)
        .GroupBy(project => project.Guid, StringComparer.OrdinalIgnoreCase)
        .SelectMany(same => same.Skip(1).Select(project => new Finding(project.RelativePath, 0, 0, "guid-twice",
            $"ProjectGuid {same.Key} is that of {same.First().RelativePath}: give it one of its own.")));

    private static IEnumerable<string> SourcesBelow(string folder) => Directory
        .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    private static string? InAnyCase(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        return !Directory.Exists(folder) ? null : Directory.EnumerateFiles(folder)
            .FirstOrDefault(other => other.Equals(file, StringComparison.OrdinalIgnoreCase));
    }

    private static bool ExistsInExactCase(string file) =>
        Path.GetDirectoryName(file) is { } folder && Directory.Exists(folder)
        && Directory.EnumerateFiles(folder).Contains(file, StringComparer.Ordinal);
}
