using System.Text;
using ChargePointFw.Gate.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace ChargePointFw.Gate.Compiling;

/// <summary>Compiles as the device's build does: C# 10, nothing implicit, nullable off, nanoFramework's own mscorlib.</summary>
internal static class DeviceCompiler
{
    private static readonly CSharpParseOptions Language = new(
        LanguageVersion.CSharp10, DocumentationMode.Parse, preprocessorSymbols: ["TRACE", "NANOFRAMEWORK_1_0"]);

    public static DeviceAssembly Compile(
        string name, bool isProgram, IEnumerable<SourceFile> sources, IEnumerable<MetadataReference> references)
    {
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), Language, source.Path));
        var compilation = CSharpCompilation.Create(name, trees, references, new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            deterministic: true,
            nullableContextOptions: NullableContextOptions.Disable));

        // Emitting, not only checking: what the compiler itself needs from mscorlib is missed only here.
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        var findings = emitted.Diagnostics
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed)
            .Select(ToFinding)
            .ToList();
        return new DeviceAssembly(
            compilation,
            emitted.Success ? new DeviceImage(name, image.ToArray(), symbols.ToArray()) : null,
            findings);
    }

    /// <summary>A few lines, for tests that plant something; the file is called Planted.cs and sees every package.</summary>
    public static DeviceAssembly CompileSnippet(string text) =>
        Compile("Planted", isProgram: false, [new SourceFile("Planted.cs", text)], ReferenceAssemblies.Shared.All);

    private static Finding ToFinding(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.GetLineSpan();
        var message = diagnostic.GetMessage(null);
        return diagnostic.Location.IsInSource
            ? new Finding(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, diagnostic.Id, message)
            : new Finding("(whole assembly)", 0, 0, diagnostic.Id, message);
    }
}

/// <param name="Path">As findings show it.</param>
internal sealed record SourceFile(string Path, string Text);

/// <param name="Image">Null where compiling failed; <paramref name="Findings"/> say why.</param>
internal sealed record DeviceAssembly(CSharpCompilation Compilation, DeviceImage? Image, IReadOnlyList<Finding> Findings);

/// <summary>What the device's build would hand to the metadata processor, with its symbols.</summary>
internal sealed record DeviceImage(string Name, byte[] Bytes, byte[] Symbols);
