using System.Globalization;

namespace ChargePointFw.Integration;

/// <summary>The line that every run ends with.</summary>
/// <param name="Text">All of it.</param>
internal sealed record ClosingLine(string Text)
{
    public long this[string key] => long.Parse(Value(key), CultureInfo.InvariantCulture);

    public string Digest => Value("digest");

    public bool IsMatch => Value("ledger") == "match";

    public static ClosingLine Parse(string? line, string story) =>
        line is null ? throw new AssertFailedException("There is no closing line. " + story) : new ClosingLine(line);

    private string Value(string key) =>
        Text.Split(' ').Select(pair => pair.Split('=')).First(pair => pair[0] == key)[1];
}
