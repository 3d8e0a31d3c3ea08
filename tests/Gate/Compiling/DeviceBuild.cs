using ChargePointFw.Gate.Projects;
using ChargePointFw.Gate.References;
using Microsoft.CodeAnalysis;

namespace ChargePointFw.Gate.Compiling;

/// <summary>All device projects of a repository, compiled; each sees only the assemblies that its .nfproj names.</summary>
internal sealed class DeviceBuild
{
    private static readonly Lazy<DeviceBuild> Made = new(() => new(Repository.Root));

    private readonly Dictionary<string, DeviceAssembly> _built = [];
    private readonly string _root;

    public DeviceBuild(string root)
    {
        _root = root;
        foreach (var path in DeviceProjects.Paths(root))
            Build(Path.GetFullPath(Path.Combine(root, path)));
    }

    /// <summary>This repository, built once a test run.</summary>
    public static DeviceBuild Shared => Made.Value;

    public IEnumerable<DeviceImage> Images =>
        _built.Values.Select(assembly => assembly.Image).OfType<DeviceImage>();

    public DeviceAssembly Get(string relativePath) => _built[Path.GetFullPath(Path.Combine(_root, relativePath))];

    private DeviceAssembly Build(string file)
    {
        if (_built.TryGetValue(file, out var done))
            return done;
        var project = DeviceProject.Load(_root, file);
        var findings = new List<Finding>();
        var references = new List<MetadataReference>();
        foreach (var reference in project.References.Where(reference => !PackageFacts.HasNoFacts(reference.Assembly)))
        {
            if (ReferenceAssemblies.Shared.Find(reference.Assembly) is { } known)
                references.Add(known);
            else
                findings.Add(reference.Place.Finding("unknown-assembly", $"{reference.Assembly} is not in tests/Facts: add its facts, or remove the reference."));
        }
        foreach (var reference in project.ProjectReferences.Where(reference => File.Exists(reference.FullPath)))
            references.Add(Build(reference.FullPath).Compilation.ToMetadataReference());

        var sources = project.Sources
            .Where(source => File.Exists(source.FullPath))   // ListCheck names the missing ones
            .Select(source => new SourceFile(Repository.Relative(_root, source.FullPath), File.ReadAllText(source.FullPath)))
            .ToList();
        // A board that lists no source that exists yet has no Main either: compile it as a library.
        var built = DeviceCompiler.Compile(project.AssemblyName, project.IsProgram && sources.Count > 0, sources, references);
        return _built[file] = built with { Findings = [.. findings, .. built.Findings] };
    }
}
