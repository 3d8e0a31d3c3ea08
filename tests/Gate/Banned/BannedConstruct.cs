using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ChargePointFw.Gate.Banned;

/// <summary>
/// One thing that device code must not contain though a compiler accepts it. A rule looks at the source
/// (where the reader can be shown the line), at the compiled code (where nothing hides), or at both.
/// </summary>
/// <param name="Id">As findings show it.</param>
/// <param name="Reason">What happens on the device, and what to write instead.</param>
/// <param name="Planted">Snippets that contain it; the offending line ends with <c>// here</c>.</param>
internal sealed record BannedConstruct(string Id, string Reason, params string[] Planted)
{
    public Func<SyntaxNode, SemanticModel, bool>? InSource { get; init; }

    /// <summary>Any type that the code mentions: of a field, local, parameter, result, base or operand.</summary>
    public Func<TypeReference, bool>? UsesType { get; init; }

    public Func<TypeDefinition, bool>? DefinesType { get; init; }

    public Func<MethodDefinition, bool>? DefinesMethod { get; init; }

    public Func<Instruction, bool>? Executes { get; init; }
}
