using System.Text.Json;

namespace ChargePointFw.BackOffice.Surplus;

/// <summary>Why a measurement was not taken.</summary>
public enum SurplusRefusal
{
    /// <summary>Not of the form <c>{"surplusW":…,"measured":…}</c>, or not a whole number.</summary>
    Malformed,

    /// <summary>There is no such site.</summary>
    UnknownSite,

    /// <summary>Nobody has switched live supply on there.</summary>
    NotInUse,

    /// <summary>More than any site has.</summary>
    Implausible,

    /// <summary>Not later than the one before it.</summary>
    NotNewer,

    /// <summary>Measured in our future.</summary>
    Ahead,

    /// <summary>Too old to say what is there now.</summary>
    TooOld,
}

/// <summary>What a site's meter gateway says: how much its own generation exceeds the building, before the charge points.</summary>
/// <param name="SurplusW">W; never negative, for what is missing is not live supply.</param>
/// <param name="MeasuredMs">ms since 1970 in UTC.</param>
public readonly record struct SurplusMeasurement(long SurplusW, long MeasuredMs)
{
    /// <summary>No site has more, W: a charge point refuses it too.</summary>
    public const long MaximumW = ChargePointFw.Supply.LiveSupply.MaximumSurplusW;

    /// <summary>Older than this it is not live any more, and two that are further apart say nothing of the time between, ms.</summary>
    public const long MaximumAgeMs = 10_000;

    /// <summary>How far the gateway's clock may be ahead of ours, ms.</summary>
    public const long MaximumAheadMs = 2_000;

    private const int MaximumBytes = 256;

    /// <summary>Reads the payload; null when it is none.</summary>
    public static SurplusMeasurement? Read(byte[] payload)
    {
        if (payload.Length > MaximumBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 4 });
            JsonElement json = document.RootElement;
            return json.ValueKind == JsonValueKind.Object && Number(json, "surplusW") is { } surplusW && Number(json, "measured") is { } measuredMs
                ? new SurplusMeasurement(Math.Max(0, surplusW), measuredMs)
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return null;
        }
    }

    /// <summary>Null when it can be taken, otherwise why not.</summary>
    /// <param name="lastMs">When the one before was measured, ms since 1970 in UTC; 0 without one.</param>
    /// <param name="nowMs">Our clock, ms since 1970 in UTC.</param>
    public SurplusRefusal? Refusal(long lastMs, long nowMs) =>
        SurplusW > MaximumW ? SurplusRefusal.Implausible
        : MeasuredMs > nowMs + MaximumAheadMs ? SurplusRefusal.Ahead
        : MeasuredMs < nowMs - MaximumAgeMs ? SurplusRefusal.TooOld
        : MeasuredMs <= lastMs ? SurplusRefusal.NotNewer
        : null;

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
}
