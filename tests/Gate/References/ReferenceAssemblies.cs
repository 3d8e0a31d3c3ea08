using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace ChargePointFw.Gate.References;

/// <summary>
/// The nanoFramework assemblies as the compiler sees them: metadata only, made in memory from tests/Facts,
/// so that a PC without nanoFramework accepts and refuses what the device's build does.
/// </summary>
internal sealed class ReferenceAssemblies
{
    private static readonly Lazy<ReferenceAssemblies> Made = new(() => new(FactsReader.ReadFolder(Repository.Facts)));

    private readonly Dictionary<string, byte[]> _images = [];
    private readonly Dictionary<string, MetadataReference> _references = [];
    private readonly List<string> _errors = [];

    private ReferenceAssemblies(ApiFacts facts)
    {
        Facts = facts;
        foreach (var assembly in facts.Assemblies.Values)
            Build(assembly);
    }

    /// <summary>Made once a test run: about a second.</summary>
    public static ReferenceAssemblies Shared => Made.Value;

    public ApiFacts Facts { get; }

    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyDictionary<string, byte[]> Images => _images;

    public IEnumerable<MetadataReference> All => _references.Values;

    public MetadataReference? Find(string assembly) => _references.GetValueOrDefault(assembly);

    private void Build(AssemblyFacts assembly)
    {
        if (_references.ContainsKey(assembly.Name))
            return;
        foreach (var name in assembly.References)
            Build(Facts.Assemblies[name]);

        var source = StubWriter.Write(assembly, Facts);
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp10));
        // Everything built so far: a base type may come from an assembly that the facts do not list as referenced.
        var references = assembly.References.Count == 0 ? [] : _references.Values.ToArray();
        var compilation = CSharpCompilation.Create(assembly.Name, [tree], references, Options(assembly));
        using var image = new MemoryStream();
        // Private members are included: they decide whether a struct counts as assigned.
        var emitted = compilation.Emit(image, options: new EmitOptions(
            metadataOnly: true, includePrivateMembers: true, runtimeMetadataVersion: "v4.0.30319"));
        foreach (var error in emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            _errors.Add($"{assembly.Name}: {error.GetMessage(null)} <<{LineOf(error)}>>");
        _images[assembly.Name] = image.ToArray();
        _references[assembly.Name] = MetadataReference.CreateFromImage(image.ToArray());
    }

    private static CSharpCompilationOptions Options(AssemblyFacts assembly) =>
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true, warningLevel: 0)
            .WithCryptoPublicKey(Convert.FromHexString(assembly.PublicKey).ToImmutableArray())
            .WithPublicSign(true);

    private static string LineOf(Diagnostic error) =>
        error.Location.SourceTree?.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line].ToString() ?? "";
}
