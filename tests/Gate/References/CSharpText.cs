using Microsoft.CodeAnalysis.CSharp;

namespace ChargePointFw.Gate.References;

/// <summary>Names, values and parameters of the facts, spelled in C#.</summary>
internal sealed class CSharpText(ApiFacts facts)
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["System.Void"] = "void",
        ["System.Object"] = "object",
        ["System.String"] = "string",
        ["System.Boolean"] = "bool",
        ["System.Char"] = "char",
        ["System.SByte"] = "sbyte",
        ["System.Byte"] = "byte",
        ["System.Int16"] = "short",
        ["System.UInt16"] = "ushort",
        ["System.Int32"] = "int",
        ["System.UInt32"] = "uint",
        ["System.Int64"] = "long",
        ["System.UInt64"] = "ulong",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
    };

    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>The last part of a type's name, without the count of generic parameters.</summary>
    public static string ShortName(string fullName) =>
        Identifier(WithoutArity(fullName[(fullName.LastIndexOfAny(['.', '+']) + 1)..]));

    /// <summary>The type as seen from anywhere: keywords for the built-in ones (mscorlib itself needs them), else global::.</summary>
    public string TypeName(string name)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal))
            return TypeName(name[..^2]) + "[]";
        if (Keywords.TryGetValue(name, out var keyword))
            return keyword;
        if (facts.FindType(name) != null)
            return "global::" + string.Join('.', name.Split('.', '+').Select(part => Identifier(WithoutArity(part))));
        if (name.Contains('.', StringComparison.Ordinal))
            throw new FormatException($"{name} is used in the facts, but no file there describes it.");
        return Identifier(name);   // a generic parameter
    }

    /// <summary>A constant. Integers are cast unchecked: the facts give enum and unsigned values as they come.</summary>
    public string Value(string type, string value)
    {
        if (value == "null")
            return "default";   // the default of a struct is also written null
        switch (type)
        {
            case "System.String" or "System.Char" or "System.Boolean" or "System.Object":
                return value;
            case "System.Double" or "System.Single":
                var number = value switch
                {
                    "NaN" => "0.0 / 0.0",
                    "Infinity" => "1.0 / 0.0",
                    "-Infinity" => "-1.0 / 0.0",
                    _ => value + (type == "System.Single" ? "f" : "d"),
                };
                return $"({TypeName(type)})({number})";
            default:
                return $"unchecked(({TypeName(type)})({value}))";
        }
    }

    public string Parameters(MemberFacts member, bool withDefaults = true)
    {
        var isExtension = member.Has("extension");
        return string.Join(", ", member.Parameters.Select((parameter, index) =>
            (isExtension && index == 0 ? "this " : "") + Parameter(parameter, withDefaults)));
    }

    private string Parameter(ParameterFacts parameter, bool withDefaults)
    {
        var attributes = string.Concat(parameter.Attributes.Select(attribute => $"[{FlowAttribute(attribute)}] "));
        var modifier = parameter.Modifier.Length == 0 ? "" : parameter.Modifier + " ";
        var value = parameter.Default == null || !withDefaults ? "" : " = " + Value(parameter.Type, parameter.Default);
        return $"{attributes}{modifier}{TypeName(parameter.Type)} {Identifier(parameter.Name)}{value}";
    }

    /// <summary>An attribute of the compiler's own analysis, such as <c>NotNullWhen(true)</c>, with its namespace.</summary>
    public static string FlowAttribute(string attribute) => attribute.StartsWith("Caller", StringComparison.Ordinal)
        ? "global::System.Runtime.CompilerServices." + attribute
        : "global::System.Diagnostics.CodeAnalysis." + attribute;

    private static string WithoutArity(string name) => name.Split('`')[0];
}
