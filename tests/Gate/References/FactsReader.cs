namespace ChargePointFw.Gate.References;

/// <summary>Reads tests/Facts/*.tsv. A line it does not understand stops it: facts are never guessed.</summary>
internal static class FactsReader
{
    private static readonly string[] Modifiers = ["out", "ref", "in", "params"];

    public static ApiFacts ReadFolder(string folder) =>
        new(Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal).Select(ReadFile));

    private static AssemblyFacts ReadFile(string file)
    {
        AssemblyFacts? assembly = null;
        TypeFacts? type = null;
        List<AttributeFacts>? attributes = null;   // of the line before
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            var fields = line.Split('\t');
            switch (fields[0])
            {
                case "A":
                    assembly = new AssemblyFacts(fields[1], fields[2], List(fields, 3, ','), At(fields, 4));
                    attributes = assembly.Attributes;
                    break;
                case "T" when assembly != null:
                    type = new TypeFacts(fields[1], List(fields, 2, ','), At(fields, 3), List(fields, 4, ';'), List(fields, 5, ','));
                    assembly.Types.Add(type);
                    attributes = type.Attributes;
                    break;
                case "X" when attributes != null:
                    attributes.Add(new AttributeFacts(fields[1], fields[2..]));
                    break;
                case "V" or "D" or "F" or "M" or "P" or "E" when type != null:
                    var member = ReadMember(fields);
                    type.Members.Add(member);
                    attributes = member.Attributes;
                    break;
                default:
                    throw new FormatException($"{file}({number}): '{line}' is not a line of the facts (see README.md there).");
            }
        }
        NestTypes(assembly ?? throw new FormatException($"{file}: no line 'A' names the assembly."));
        return assembly;
    }

    private static MemberFacts ReadMember(string[] fields) => fields[0] switch
    {
        "V" => new(MemberKind.EnumValue, fields[1], [], "", [], [], fields[2]),
        "D" => new(MemberKind.Delegate, "Invoke", [], fields[1], ReadParameters(At(fields, 2)), [], ""),
        "F" => new(MemberKind.Field, fields[1], List(fields, 2, ','), fields[3], [], [], At(fields, 4)),
        "M" when At(fields, 5).Length == 0 =>
            new(MemberKind.Method, fields[1], List(fields, 2, ','), fields[3], ReadParameters(At(fields, 4)), [], ""),
        "P" => new(MemberKind.Property, fields[1], List(fields, 2, ','), fields[3], ReadParameters(At(fields, 5)), List(fields, 4, ' '), ""),
        "E" => new(MemberKind.Event, fields[1], List(fields, 2, ','), fields[3], [], [], ""),
        _ => throw new FormatException($"Generic method {fields[1]}: the device has none, so the stub writer knows none."),
    };

    private static List<ParameterFacts> ReadParameters(string text)
    {
        var parameters = new List<ParameterFacts>();
        foreach (var part in SplitParameters(text))
        {
            var rest = part;
            var attributes = new List<string>();
            while (rest.StartsWith('['))
            {
                var end = rest.IndexOf("] ", StringComparison.Ordinal);
                attributes.Add(rest[1..end]);
                rest = rest[(end + 2)..];
            }
            var modifier = Array.Find(Modifiers, word => rest.StartsWith(word + " ", StringComparison.Ordinal)) ?? "";
            if (modifier.Length > 0)
                rest = rest[(modifier.Length + 1)..];
            var equals = rest.IndexOf(" = ", StringComparison.Ordinal);
            var value = equals < 0 ? null : rest[(equals + 3)..];
            var declaration = equals < 0 ? rest : rest[..equals];
            var space = declaration.LastIndexOf(' ');
            parameters.Add(new(attributes, modifier, declaration[..space], declaration[(space + 1)..], value));
        }
        return parameters;
    }

    /// <summary>Splits at ", ", except inside a string or character given as a default.</summary>
    private static IEnumerable<string> SplitParameters(string text)
    {
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0' && text[i] == '\\')
                i++;
            else if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '"' or '\'')
                quote = text[i];
            else if (text[i] == ',' && i + 1 < text.Length && text[i + 1] == ' ')
            {
                yield return text[start..i];
                start = i + 2;
            }
        }
        if (text.Length > 0)
            yield return text[start..];
    }

    private static void NestTypes(AssemblyFacts assembly)
    {
        var byName = assembly.Types.ToDictionary(type => type.Name);
        foreach (var type in assembly.Types)
        {
            var plus = type.Name.LastIndexOf('+');
            if (plus > 0)
                byName[type.Name[..plus]].Nested.Add(type);
        }
    }

    private static string At(string[] fields, int index) => index < fields.Length ? fields[index] : "";

    private static string[] List(string[] fields, int index, char separator) =>
        At(fields, index).Split(separator, StringSplitOptions.RemoveEmptyEntries);
}
