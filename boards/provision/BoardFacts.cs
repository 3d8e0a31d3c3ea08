using System.Text.Json;
using ChargePointFw.Composition;

namespace ChargePointFw.Provision;

/// <summary>What a board's folder says of it in <c>board.json</c>.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Target">nanoff's name of the image.</param>
/// <param name="Program">The assembly of its program, which the image must hold.</param>
/// <param name="Network">Ethernet or WiFi.</param>
/// <param name="HasPilot">A control pilot can be wired.</param>
/// <param name="HasMfrc522">An MFRC522 can be wired.</param>
/// <param name="HasThermometer">A temperature sensor can be wired.</param>
/// <param name="DeploymentBytes">Room for the program.</param>
public sealed record BoardFacts(string Name, string Target, string Program, NetworkKind Network, bool HasPilot, bool HasMfrc522, bool HasThermometer, int DeploymentBytes)
{
    private static readonly JsonSerializerOptions reading = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private const string Prefix = "boards/";

    /// <summary>Names of all boards.</summary>
    public static IReadOnlyList<string> Names =>
        [.. typeof(BoardFacts).Assembly.GetManifestResourceNames().Where(one => one.StartsWith(Prefix, StringComparison.Ordinal)).Select(one => one[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>A board by its folder's name.</summary>
    /// <exception cref="ProvisionException">There is none of that name.</exception>
    public static BoardFacts Of(string name)
    {
        using Stream? stream = typeof(BoardFacts).Assembly.GetManifestResourceStream(Prefix + name);
        if (stream is null || name.Length == 0)
        {
            throw new ProvisionException($"there is no board '{name}': known are {string.Join(", ", Names)}");
        }

        return JsonSerializer.Deserialize<BoardFacts>(stream, reading)! with { Name = name };
    }

    /// <summary>What of a configuration this board cannot do.</summary>
    public BoardAbilities Abilities => new(HasPilot, HasMfrc522, HasThermometer);
}

/// <summary>How a board reaches the broker.</summary>
public enum NetworkKind
{
    Ethernet,
    WiFi,
}
