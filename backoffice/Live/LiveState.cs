using System.Globalization;
using System.Text.Json;

namespace ChargePointFw.BackOffice.Live;

/// <summary>What a charge point last said of itself (topics <c>state</c> and <c>telemetry</c>); a view, never booked.</summary>
public sealed record LiveState
{
    /// <summary>Longest payload that is read.</summary>
    public const int MaximumBytes = 4096;

    private const int MaximumWordLetters = 40;
    private const int MaximumTroubleLetters = 160;

    /// <summary>OCPP's charging state, or "lost".</summary>
    public string State { get; init; } = "";

    public string Connector { get; init; } = "";

    /// <summary>Name of a <c>SupplyVerdict</c>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Name of the <c>FaultCode</c> that counts, "None" for none; empty when it does not say.</summary>
    public string Fault { get; init; } = "";

    /// <summary>What an AC post offers, A; 0 when it does not say.</summary>
    public long OfferA { get; init; }

    /// <summary>Name of a <c>DeratingState</c>; empty when no temperature sensor is wired.</summary>
    public string Derating { get; init; } = "";

    /// <summary>How hot it is there; null when it does not say.</summary>
    public long? TemperatureC { get; init; }

    /// <summary>When the verdict may change; null when nobody knows.</summary>
    public DateTimeOffset? UntilUtc { get; init; }

    public string Claim { get; init; } = "";

    /// <summary>Number of the open session; 0 for none.</summary>
    public long Session { get; init; }

    public long PowerW { get; init; }

    public long RegisterWh { get; init; }

    public long Boot { get; init; }

    public long JournalId { get; init; }

    public long CommittedNumber { get; init; }

    public long AcknowledgedNumber { get; init; }

    public long PlanVersion { get; init; }

    public long TokensVersion { get; init; }

    public long SecurityEvents { get; init; }

    /// <summary>Version of the settings from here that are in force over its own file; 0: none are.</summary>
    public long SettingsVersion { get; init; }

    /// <summary>The newest version that it cannot run with, 0 for none, and why.</summary>
    public long RefusedSettings { get; init; }

    public string SettingsTrouble { get; init; } = "";

    /// <summary>Which board it says it is; empty when it does not.</summary>
    public string Board { get; init; } = "";

    /// <summary>Number of the last command that it took since its boot, 0 for none, and what came of it.</summary>
    public long CommandId { get; init; }

    public string CommandResult { get; init; } = "";

    /// <summary>When it said so, by its own clock; null while it did not know the time.</summary>
    public DateTimeOffset? SaidUtc { get; init; }

    /// <summary>Since when it has been as it is, as far as was heard.</summary>
    public DateTimeOffset SinceUtc { get; init; }

    /// <summary>How often its connection was lost since this program started.</summary>
    public int TimesLost { get; init; }

    /// <summary>When the back office last heard from it.</summary>
    public DateTimeOffset LastContactUtc { get; init; }

    public bool IsLost => State == "lost";

    /// <summary>This state as what follows another: since when, and how often lost.</summary>
    internal LiveState After(LiveState? before)
    {
        bool isAsBefore = before is not null && (before.State, before.Connector, before.Verdict, before.Session) == (State, Connector, Verdict, Session);
        return this with
        {
            SinceUtc = isAsBefore ? before!.SinceUtc : IsLost ? LastContactUtc : SaidUtc ?? LastContactUtc,
            TimesLost = (before?.TimesLost ?? 0) + (IsLost && before is { IsLost: false } ? 1 : 0),
        };
    }

    /// <summary>Reads a state; null when it is none. A last will only changes what it tells.</summary>
    public static LiveState? FromState(byte[] payload, LiveState? before, DateTimeOffset nowUtc) =>
        Read(payload, json => Word(json, "state"u8) switch
        {
            "" => null,
            "lost" => (before ?? new LiveState()) with { State = "lost", PowerW = 0, LastContactUtc = nowUtc },
            string state => new LiveState
            {
                State = state,
                Connector = Word(json, "connector"u8),
                Verdict = Word(json, "verdict"u8),
                Fault = Word(json, "fault"u8),
                OfferA = Number(json, "offerA"u8),
                Derating = Word(json, "derating"u8),
                SettingsVersion = Number(json, "configuration"u8),
                RefusedSettings = Number(json, "configurationRefused"u8),
                SettingsTrouble = Word(json, "configurationTrouble"u8, MaximumTroubleLetters),
                Board = Word(json, "board"u8),
                TemperatureC = json.TryGetProperty("temperatureC"u8, out _) ? Number(json, "temperatureC"u8) : null,
                UntilUtc = Time(json, "until"u8),
                Claim = Word(json, "claim"u8),
                Session = Number(json, "session"u8),
                PowerW = Number(json, "powerW"u8),
                RegisterWh = Number(json, "registerWh"u8),
                Boot = Number(json, "boot"u8),
                JournalId = Number(json, "journal"u8),
                CommittedNumber = Number(json, "committed"u8),
                AcknowledgedNumber = Number(json, "acknowledged"u8),
                PlanVersion = Number(json, "plan"u8),
                TokensVersion = Number(json, "tokens"u8),
                SecurityEvents = Number(json, "securityEvents"u8),
                CommandId = Number(json, "command"u8),
                CommandResult = Word(json, "commandResult"u8),
                SaidUtc = Time(json, "utc"u8),
                LastContactUtc = nowUtc,
            },
        });

    /// <summary>Takes power and register from telemetry; null when it is none.</summary>
    public static LiveState? FromTelemetry(byte[] payload, LiveState? before, DateTimeOffset nowUtc) =>
        Read(payload, json => json.TryGetProperty("powerW"u8, out _)
            ? (before ?? new LiveState()) with
            {
                PowerW = Number(json, "powerW"u8),
                RegisterWh = Number(json, "registerWh"u8),
                LastContactUtc = nowUtc,
            }
            : null);

    private static LiveState? Read(byte[] payload, Func<JsonElement, LiveState?> read)
    {
        if (payload.Length > MaximumBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return null;
        }
    }

    private static string Word(JsonElement json, ReadOnlySpan<byte> name, int mostLetters = MaximumWordLetters)
    {
        if (!json.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return "";
        }

        string text = value.GetString()!;
        return text.Length <= mostLetters ? text : text[..mostLetters];
    }

    private static long Number(JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : 0;

    private static DateTimeOffset? Time(JsonElement json, ReadOnlySpan<byte> name) =>
        DateTimeOffset.TryParse(Word(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : null;
}
