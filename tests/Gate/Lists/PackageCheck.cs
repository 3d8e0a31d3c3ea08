using System.Xml;
using System.Xml.Linq;
using ChargePointFw.Gate.Projects;
using ChargePointFw.Gate.References;

namespace ChargePointFw.Gate.Lists;

/// <summary>
/// A package is named in packages.config (what is fetched), in the .nfproj (what is compiled against) and in
/// tests/Facts (what the gate compiles against): all three must mean the same version.
/// </summary>
internal static class PackageCheck
{
    /// <summary>Decisions get nothing but these: no package that could reach a pin, a socket or a file.</summary>
    private static readonly string[] AllowedForDecisions = ["mscorlib", "nanoFramework.System.Text", "nanoFramework.System.Collections"];

    public static IEnumerable<Finding> Find(string root, ApiFacts facts)
    {
        var projects = DeviceProjects.Load(root);
        return projects.SelectMany(project => Check(project, facts))
            .Concat(projects.Where(IsDecisions).SelectMany(Decisions))
            .Concat(VersionsThatDiffer(projects));
    }

    private static IEnumerable<Finding> Check(DeviceProject project, ApiFacts facts) =>
        PackagesAgree(project).Concat(FactsAgree(project, facts)).Concat(ClosureIsComplete(project, facts));

    private static IEnumerable<Finding> PackagesAgree(DeviceProject project)
    {
        var packages = ReadPackages(project).ToList();
        foreach (var package in packages)
        {
            if (packages.Find(other => other.Id == package.Id) != package)
                yield return package.Place.Finding("package-twice", $"{package.Id} is listed twice: remove one.");
            var used = project.References.Where(reference => reference.PackageId == package.Id).ToList();
            if (used.Count == 0)
                yield return package.Place.Finding("package-unused", $"{package.Id} is fetched, but {project.RelativePath} references nothing of it.");
            foreach (var reference in used.Where(reference => reference.Version != package.Version))
                yield return reference.Place.Finding("version-differs", $"the HintPath says {package.Id} {reference.Version}, packages.config says {package.Version}.");
        }
        foreach (var reference in project.References)
        {
            if (reference.HintedAssembly != reference.Assembly)
                yield return reference.Place.Finding("hint-differs", $"{reference.Assembly} is looked for in a file called {reference.HintedAssembly}.");
            if (!packages.Exists(package => package.Id == reference.PackageId))
                yield return reference.Place.Finding("package-missing", $"{reference.Assembly} comes from {reference.PackageId}, which packages.config beside it does not list.");
        }
    }

    private static IEnumerable<Finding> FactsAgree(DeviceProject project, ApiFacts facts)
    {
        foreach (var reference in project.References.Where(reference => !PackageFacts.HasNoFacts(reference.Assembly)))
        {
            if (!facts.Assemblies.TryGetValue(reference.Assembly, out var known))
                yield return reference.Place.Finding("no-facts", $"{reference.Assembly} is not in tests/Facts: the gate cannot compile against it.");
            else if (known.Version != reference.Version + ".0")
                yield return reference.Place.Finding("facts-differ", $"{reference.PackageId} is {reference.Version}, but tests/Facts describes {reference.Assembly} {known.Version}.");
            var belongs = PackageFacts.Holds(reference.PackageId, reference.Assembly);
            if (!belongs)
                yield return reference.Place.Finding("wrong-package", $"{reference.Assembly} is not in a package called {reference.PackageId}.");
        }
    }

    /// <summary>What an assembly leans on must be on the device too, or it does not load.</summary>
    private static IEnumerable<Finding> ClosureIsComplete(DeviceProject project, ApiFacts facts)
    {
        var names = project.References.Select(reference => reference.Assembly).ToHashSet();
        foreach (var reference in project.References)
        {
            var needed = facts.Assemblies.TryGetValue(reference.Assembly, out var known) ? known.References : [];
            foreach (var missing in needed.Where(name => !names.Contains(name)))
                yield return reference.Place.Finding("reference-missing", $"{reference.Assembly} needs {missing}: reference its package as well.");
        }
    }

    private static bool IsDecisions(DeviceProject project) => project.RelativePath is DeviceProjects.Seams or DeviceProjects.Firmware;

    private static IEnumerable<Finding> Decisions(DeviceProject project) => project.References
        .Where(reference => !AllowedForDecisions.Contains(reference.Assembly))
        .Select(reference => reference.Place.Finding("not-for-decisions",
            $"{reference.Assembly}: {Path.GetDirectoryName(project.RelativePath)} may use only {string.Join(", ", AllowedForDecisions)}; the rest belongs behind a seam."));

    private static IEnumerable<Finding> VersionsThatDiffer(IReadOnlyList<DeviceProject> projects)
    {
        foreach (var package in projects.SelectMany(project => project.References).GroupBy(reference => reference.PackageId))
        {
            foreach (var other in package.Where(reference => reference.Version != package.First().Version))
                yield return other.Place.Finding("version-differs", $"{package.Key} is {other.Version} here and {package.First().Version} in {package.First().Place.Path}.");
        }
    }

    private static IEnumerable<ListedPackage> ReadPackages(DeviceProject project)
    {
        var file = Path.Combine(project.Folder, "packages.config");
        if (!File.Exists(file))
            return [];   // every reference is then reported as missing
        return XDocument.Load(file, LoadOptions.SetLineInfo).Descendants("package").Select(package => new ListedPackage(
            (string?)package.Attribute("id") ?? "",
            (string?)package.Attribute("version") ?? "",
            new Place(Repository.Relative(project.Root, file), ((IXmlLineInfo)package).LineNumber, ((IXmlLineInfo)package).LinePosition)));
    }

    private sealed record ListedPackage(string Id, string Version, Place Place);
}
