namespace ChargePointFw.Composition;

/// <summary>What the value of a key is.</summary>
public enum ConfigurationKind
{
    /// <summary>Lower-case letters, digits and dashes: it becomes a level of topics.</summary>
    Name,

    /// <summary>Printable ASCII without quotes and backslashes.</summary>
    Text,

    /// <summary>One of the key's words.</summary>
    Word,

    Integer,
    Boolean,

    /// <summary>So many bytes in base 64.</summary>
    Bytes,

    /// <summary>A certificate or private key, DER in base 64.</summary>
    Der,
}
