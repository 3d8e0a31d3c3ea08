using System.Text;

namespace ChargePointFw.Gate.References;

/// <summary>Writes one assembly of the facts as C# stubs: declarations whose bodies only throw.</summary>
internal sealed class StubWriter(ApiFacts facts)
{
    private readonly StringBuilder _source = new();
    private readonly CSharpText _text = new(facts);

    public static string Write(AssemblyFacts assembly, ApiFacts facts)
    {
        var writer = new StubWriter(facts);
        writer.WriteAssembly(assembly);
        return writer._source.ToString();
    }

    private void WriteAssembly(AssemblyFacts assembly)
    {
        Line($"[assembly: global::System.Reflection.AssemblyVersion(\"{assembly.Version}\")]");
        foreach (var attribute in assembly.Attributes)
            Line($"[assembly: {StubMembers.AttributeText(attribute)}]");
        foreach (var type in assembly.Types.Where(type => !type.Name.Contains('+', StringComparison.Ordinal)))
        {
            var dot = type.Name.LastIndexOf('.');
            Line($"namespace {type.Name[..dot]} {{");
            WriteType(type);
            Line("}");
        }
    }

    private void WriteType(TypeFacts type)
    {
        foreach (var attribute in type.Attributes)
            Line($"[{StubMembers.AttributeText(attribute)}]");
        if (type.Has("flags"))
            Line("[global::System.Flags]");
        if (type.Usage.Length > 0)
            Line(AttributeUsage(type.Usage));
        switch (type.Kind)
        {
            case "enum":
                WriteEnum(type);
                break;
            case "delegate":
                var signature = type.Members.Single();
                Line($"{Visibility(type)} delegate {_text.TypeName(signature.Type)} {Name(type)}({_text.Parameters(signature)});");
                break;
            default:
                WriteClassLike(type);
                break;
        }
    }

    private void WriteEnum(TypeFacts type)
    {
        Line($"{Visibility(type)} enum {Name(type)} : {_text.TypeName(type.Base)} {{");
        foreach (var value in type.Members)
        {
            foreach (var attribute in value.Attributes)
                Line($"[{StubMembers.AttributeText(attribute)}]");
            Line($"{CSharpText.Identifier(value.Name)} = {_text.Value(type.Base, value.Constant)},");
        }
        Line("}");
    }

    private void WriteClassLike(TypeFacts type)
    {
        string[] possible = ["static", "abstract", "sealed", "readonly", "ref"];
        var modifiers = string.Concat(possible.Where(type.Has).Select(word => word + " "));
        Line($"{Visibility(type)} {modifiers}{type.Kind} {Name(type)}{BaseList(type)} {{");
        WriteHiddenFields(type);
        // Without any constructor listed the real one is not public; the compiler would add a public one.
        if (type.Kind == "class" && !type.Has("static") && !type.Members.Exists(member => member.Name == ".ctor"))
            Line($"internal {CSharpText.ShortName(type.Name)}() => throw null;");
        var members = new StubMembers(type, _text);
        foreach (var member in type.Members)
            Line(members.Declaration(member));
        if (type.Kind != "interface")
        {
            foreach (var (contract, member) in ExplicitImplementations.Of(type, facts))
                Line(members.ExplicitImplementation(contract, member));
        }
        foreach (var nested in type.Nested)
            WriteType(nested);
        Line("}");
    }

    /// <summary>The facts do not name private fields, only whether a struct has values or references hidden.</summary>
    private void WriteHiddenFields(TypeFacts type)
    {
        var readOnly = type.Has("readonly") ? "readonly " : "";
        if (type.HiddenFields.Contains("value", StringComparison.Ordinal))
            Line($"private {readOnly}int _hiddenValue;");
        if (type.HiddenFields.Contains("ref", StringComparison.Ordinal))
            Line($"private {readOnly}object _hiddenReference;");
    }

    private string BaseList(TypeFacts type)
    {
        var bases = type.Interfaces.Where(name => facts.FindType(name) != null).ToList();
        if (type.Kind == "class" && type.Base is not ("" or "System.Object"))
            bases.Insert(0, type.Base);
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases.Select(_text.TypeName));
    }

    private static string Name(TypeFacts type) => type.GenericParameters.Count == 0
        ? CSharpText.ShortName(type.Name)
        : $"{CSharpText.ShortName(type.Name)}<{string.Join(", ", type.GenericParameters)}>";

    private static string Visibility(TypeFacts type) => type.Has("protected") ? "protected" : "public";

    private static string AttributeUsage(string usage)
    {
        var parts = usage.Split('+');
        var multiple = parts.Contains("multiple") ? ", AllowMultiple = true" : "";
        return $"[global::System.AttributeUsage((global::System.AttributeTargets){parts[0]}{multiple})]";
    }

    private void Line(string text) => _source.Append(text).Append('\n');
}
