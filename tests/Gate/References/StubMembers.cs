namespace ChargePointFw.Gate.References;

/// <summary>Writes the members of one type; <see cref="StubWriter"/> writes the type around them.</summary>
internal sealed class StubMembers(TypeFacts type, CSharpText text)
{
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["op_Addition"] = "+",
        ["op_Subtraction"] = "-",
        ["op_Equality"] = "==",
        ["op_Inequality"] = "!=",
        ["op_LessThan"] = "<",
        ["op_LessThanOrEqual"] = "<=",
        ["op_GreaterThan"] = ">",
        ["op_GreaterThanOrEqual"] = ">=",
        ["op_UnaryNegation"] = "-",
        ["op_UnaryPlus"] = "+",
    };

    private readonly bool _isInterface = type.Kind == "interface";

    public string Declaration(MemberFacts member)
    {
        var attributes = string.Concat(member.Attributes.Select(attribute => $"[{AttributeText(attribute)}] "));
        return attributes + member.Kind switch
        {
            MemberKind.Field => Field(member),
            MemberKind.Method => Method(member),
            MemberKind.Property => Property(member),
            MemberKind.Event => $"{Modifiers(member)}event {text.TypeName(member.Type)} {CSharpText.Identifier(member.Name)}{EventBody(member)}",
            _ => throw new FormatException($"{type.Name}.{member.Name}: a {member.Kind} in a {type.Kind}."),
        };
    }

    public string ExplicitImplementation(string contract, MemberFacts member)
    {
        var owner = text.TypeName(contract);
        var result = text.TypeName(member.Type);
        return member.Kind switch
        {
            MemberKind.Method => $"{result} {owner}.{CSharpText.Identifier(member.Name)}({text.Parameters(member, withDefaults: false)}) => throw null;",
            MemberKind.Property => $"{result} {owner}.{PropertyName(member)} {{ {Accessors(member, " => throw null;")} }}",
            _ => $"event {result} {owner}.{CSharpText.Identifier(member.Name)} {{ add {{ }} remove {{ }} }}",
        };
    }

    public static string AttributeText(AttributeFacts attribute) => attribute.Name switch
    {
        "Obsolete" => attribute.Arguments[1] == "error"
            ? $"global::System.Obsolete({attribute.Arguments[0]}, true)"
            : $"global::System.Obsolete({attribute.Arguments[0]})",
        "CLSCompliant" => $"global::System.CLSCompliant({attribute.Arguments[0]})",
        "Conditional" => $"global::System.Diagnostics.Conditional({attribute.Arguments[0]})",
        "flow" => CSharpText.FlowAttribute(attribute.Arguments[0]),
        "return" => "return: " + CSharpText.FlowAttribute(attribute.Arguments[0]),
        _ => throw new FormatException($"Attribute {attribute.Name} is not one the stub writer knows."),
    };

    private string Field(MemberFacts member)
    {
        var value = member.Has("const") ? " = " + text.Value(member.Type, member.Constant) : "";
        return $"{Modifiers(member)}{text.TypeName(member.Type)} {CSharpText.Identifier(member.Name)}{value};";
    }

    private string Method(MemberFacts member)
    {
        var modifiers = Modifiers(member);
        var result = text.TypeName(member.Type);
        var parameters = text.Parameters(member);
        return member.Name switch
        {
            ".ctor" => $"{modifiers}{CSharpText.ShortName(type.Name)}({parameters}) => throw null;",
            "Finalize" => $"~{CSharpText.ShortName(type.Name)}() {{ }}",
            "op_Implicit" => $"{modifiers}implicit operator {result}({parameters}) => throw null;",
            "op_Explicit" => $"{modifiers}explicit operator {result}({parameters}) => throw null;",
            _ when member.Name.StartsWith("op_", StringComparison.Ordinal) =>
                $"{modifiers}{result} operator {Operators[member.Name]}({parameters}) => throw null;",
            _ => $"{modifiers}{result} {CSharpText.Identifier(member.Name)}({parameters}){Body(member)}",
        };
    }

    private string Property(MemberFacts member)
    {
        // An indexer is called Item unless this attribute says otherwise: String has Chars.
        var indexerName = member.Parameters.Count > 0 && member.Name != "Item"
            ? $"[global::System.Runtime.CompilerServices.IndexerName(\"{member.Name}\")] "
            : "";
        return $"{indexerName}{Modifiers(member)}{text.TypeName(member.Type)} {PropertyName(member)} {{ {Accessors(member, Body(member))} }}";
    }

    private string PropertyName(MemberFacts member) =>
        member.Parameters.Count > 0 ? $"this[{text.Parameters(member)}]" : CSharpText.Identifier(member.Name);

    private static string Accessors(MemberFacts member, string body) =>
        string.Join(' ', member.Accessors.Select(accessor => accessor + body));

    private string EventBody(MemberFacts member) => HasNoBody(member) ? ";" : " { add { } remove { } }";

    private string Body(MemberFacts member) => HasNoBody(member) ? ";" : " => throw null;";

    private bool HasNoBody(MemberFacts member) => _isInterface || member.Has("abstract");

    private string Modifiers(MemberFacts member) =>
        string.Concat(member.Flags.Where(flag => flag != "extension" && !_isInterface).Select(flag => flag + " "));
}
