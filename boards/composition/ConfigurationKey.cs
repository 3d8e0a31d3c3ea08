namespace ChargePointFw.Composition;

/// <summary>One key of <c>config.json</c>, and what its value may be. Its name is that of a property of <c>DeviceConfiguration</c>.</summary>
public sealed class ConfigurationKey
{
    public readonly string Name;
    public readonly ConfigurationKind Kind;

    /// <summary>Bounds of an integer, or of the length: of a text in letters, of bytes in bytes, of DER in letters of base 64.</summary>
    public readonly long Least;
    public readonly long Most;

    /// <summary>What a <see cref="ConfigurationKind.Word"/> may be; null otherwise.</summary>
    public readonly string[] Words;

    /// <summary>A configuration without it is none. An optional one may also be 0 or empty, whatever its bounds.</summary>
    public bool IsRequired;

    /// <summary>It comes from the charge point's identity or its site, not from whoever wires the board.</summary>
    public bool IsOfIdentity;

    /// <summary>The back office may change it while the board hangs on its wall: it says nothing of wires.</summary>
    public bool IsFromAfar;

    /// <summary>A limit that whoever wired the board set: from afar it can only be made stricter.</summary>
    public bool IsLimit;

    public ConfigurationKey(string name, ConfigurationKind kind, long least, long most, string[] words = null)
    {
        Name = name;
        Kind = kind;
        Least = least;
        Most = most;
        Words = words;
    }

    /// <summary>What is allowed, in words for a technician.</summary>
    public string Allowed()
    {
        string range = Least.ToString() + " to " + Most.ToString();
        switch (Kind)
        {
            case ConfigurationKind.Name:
                return "a text of " + range + " lower-case letters, digits and dashes";
            case ConfigurationKind.Text:
                return "a text of " + range + " characters" + OrNone(", or left out");
            case ConfigurationKind.Integer:
                return "a whole number, " + range + (Least > 0 ? OrNone(", or 0") : "");
            case ConfigurationKind.Boolean:
                return "true or false";
            case ConfigurationKind.Bytes:
                return Least.ToString() + " bytes in base 64";
            case ConfigurationKind.Der:
                return "DER in base 64, at most " + Most.ToString() + " letters, or left out";
            default:
                string words = Words[0];
                for (int i = 1; i < Words.Length; i++)
                {
                    words += ", " + Words[i];
                }

                return "one of " + words;
        }
    }

    private string OrNone(string none) => IsRequired ? "" : none;
}
