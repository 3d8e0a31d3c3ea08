namespace ChargePointFw.Gate.References;

/// <summary>The public surface of the nanoFramework assemblies, as tests/Facts/README.md describes it.</summary>
internal sealed class ApiFacts
{
    private readonly Dictionary<string, TypeFacts> _types;

    public ApiFacts(IEnumerable<AssemblyFacts> assemblies)
    {
        Assemblies = assemblies.ToDictionary(assembly => assembly.Name);
        _types = Assemblies.Values.SelectMany(assembly => assembly.Types).ToDictionary(type => type.Name);
    }

    public IReadOnlyDictionary<string, AssemblyFacts> Assemblies { get; }

    public TypeFacts? FindType(string name) => _types.GetValueOrDefault(name);
}

internal sealed record AssemblyFacts(string Name, string Version, IReadOnlyList<string> References, string PublicKey)
{
    public List<TypeFacts> Types { get; } = [];

    public List<AttributeFacts> Attributes { get; } = [];
}

/// <param name="Name">Full name: <c>+</c> before a nested type, <c>`1</c> after a generic one.</param>
/// <param name="Base">The base class; of an enum, the underlying type.</param>
internal sealed record TypeFacts(
    string Name,
    IReadOnlyList<string> Flags,
    string Base,
    IReadOnlyList<string> Interfaces,
    IReadOnlyList<string> GenericParameters)
{
    private static readonly string[] Kinds = ["enum", "interface", "delegate", "struct"];

    public List<MemberFacts> Members { get; } = [];

    public List<TypeFacts> Nested { get; } = [];

    public List<AttributeFacts> Attributes { get; } = [];

    public string Kind => Kinds.FirstOrDefault(Has) ?? "class";

    /// <summary>What a custom attribute may stand on, such as <c>64+multiple</c>; empty for other types.</summary>
    public string Usage => ValueOf("usage=");

    /// <summary>What the struct hides: <c>value</c>, <c>ref</c> or both. It decides on definite assignment.</summary>
    public string HiddenFields => ValueOf("private=");

    public bool Has(string flag) => Flags.Contains(flag);

    private string ValueOf(string prefix) =>
        Flags.FirstOrDefault(flag => flag.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..] ?? "";
}

internal enum MemberKind
{
    EnumValue,
    Delegate,
    Field,
    Method,
    Property,
    Event,
}

/// <param name="Parameters">Of a method or delegate; of a property, those of its indexer.</param>
/// <param name="Constant">The value of an enum member or constant; otherwise empty.</param>
internal sealed record MemberFacts(
    MemberKind Kind,
    string Name,
    IReadOnlyList<string> Flags,
    string Type,
    IReadOnlyList<ParameterFacts> Parameters,
    IReadOnlyList<string> Accessors,
    string Constant)
{
    public List<AttributeFacts> Attributes { get; } = [];

    public bool Has(string flag) => Flags.Contains(flag);

    /// <summary>Whether both answer to the same call: <c>params</c> and names do not matter, <c>ref</c> and <c>out</c> do.</summary>
    public bool HasSignatureOf(MemberFacts other) =>
        Kind == other.Kind && Name == other.Name && Type == other.Type
        && Parameters.Select(parameter => parameter.Signature).SequenceEqual(other.Parameters.Select(parameter => parameter.Signature))
        && other.Accessors.All(Accessors.Contains);
}

/// <param name="Modifier"><c>out</c>, <c>ref</c>, <c>in</c>, <c>params</c> or empty.</param>
/// <param name="Default">As the facts write it; null where the caller must give a value.</param>
internal sealed record ParameterFacts(IReadOnlyList<string> Attributes, string Modifier, string Type, string Name, string? Default)
{
    public string Signature => Modifier == "params" ? Type : Modifier + " " + Type;
}

internal sealed record AttributeFacts(string Name, IReadOnlyList<string> Arguments);
