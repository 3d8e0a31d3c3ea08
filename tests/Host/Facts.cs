// tests/Facts, read: what each type of the nanoFramework packages offers, one line an item.
namespace ChargePointFw.Host.Tests;

/// <summary>A type as a .tsv file states it, or as reflection finds it: both write the same lines.</summary>
internal sealed record Surface(string Name, string Kind, string Base, string[] Interfaces, HashSet<string> Members);

internal static class Facts
{
    internal static Dictionary<string, Surface> ReadAll()
    {
        var types = new Dictionary<string, Surface>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Facts"), "*.tsv"))
            ReadInto(types, File.ReadAllLines(file));
        return types;
    }

    private static void ReadInto(Dictionary<string, Surface> types, string[] lines)
    {
        Surface? current = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var fields = lines[i].Split('\t');
            var obsolete = i + 1 < lines.Length && lines[i + 1].StartsWith("X\tObsolete\t", StringComparison.Ordinal) ? " obsolete" : "";
            switch (fields[0])
            {
                case "T":
                    // What is in a struct besides its surface (private=…) is nobody's business here.
                    var kind = string.Join(',', fields[2].Split(',').Where(flag => !flag.StartsWith("private=", StringComparison.Ordinal)));
                    var interfaces = fields[4].Split(';', StringSplitOptions.RemoveEmptyEntries);
                    current = new Surface(fields[1], kind + obsolete, fields[3], interfaces, []);
                    types.Add(current.Name, current);
                    break;
                case "V" or "D" or "F" or "M" or "P" or "E":
                    current!.Members.Add(string.Join(' ', fields).TrimEnd() + obsolete);
                    break;
            }
        }
    }
}
