using System.Globalization;
using System.Text.Json;
using ChargePointFw.BackOffice.Reconciliation;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>Plain words for what the queue stores.</summary>
public static class QueueWords
{
    private static readonly string[] parts = ["coveredWh", "uncoveredWh", "unclaimedWh", "droppedWh"];

    /// <summary>How long ago: days, else hours, else minutes; what is yet to come is told as such.</summary>
    public static string Age(IStringLocalizer texts, long ageMs) => ageMs switch
    {
        < 0 => texts["Age.Future"],
        < 3_600_000 => texts["Age.Minutes", ageMs / 60_000],
        < 2 * 86_400_000 => texts["Age.Hours", ageMs / 3_600_000],
        _ => texts["Age.Days", ageMs / 86_400_000],
    };

    /// <summary>What of a finding's evidence is neither records nor intervals: names with values, as stored.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(string evidence, TimeZoneInfo zone, CultureInfo culture)
    {
        using JsonDocument json = JsonDocument.Parse(evidence);
        foreach (JsonProperty one in json.RootElement.EnumerateObject())
        {
            if (one.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
            {
                yield return (one.Name, FindingTexts.Say(one, zone, culture));
            }
        }
    }

    /// <summary>A fact's name in plain words, where there is one.</summary>
    public static string Fact(IStringLocalizer texts, string name) => texts["Fact." + name] is { ResourceNotFound: false } word ? word : name;

    /// <summary>Whole numbers that the evidence lists, for instance its records or intervals.</summary>
    public static IReadOnlyList<long> Listed(string evidence, string name)
    {
        using JsonDocument json = JsonDocument.Parse(evidence);
        return json.RootElement.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Number).Select(one => one.GetInt64())]
            : [];
    }

    /// <summary>What an entry made otherwise: state, assignee, and intervals that are booked otherwise.</summary>
    public static IEnumerable<(string What, string Before, string After)> Changes(IStringLocalizer texts, QueueEntry entry, TimeZoneInfo zone, CultureInfo culture)
    {
        using JsonDocument before = JsonDocument.Parse(entry.Before);
        using JsonDocument after = JsonDocument.Parse(entry.After);
        foreach ((string name, string prefix) in new[] { ("state", "State."), ("assignee", "") })
        {
            (string was, string isNow) = (Text(before, name), Text(after, name));
            if (was != isNow && after.RootElement.TryGetProperty(name, out _))
            {
                yield return (texts["Changed." + name], Say(was, prefix), Say(isNow, prefix));
            }
        }

        Dictionary<long, string> stood = Bookings(before);
        Dictionary<long, string> stands = Bookings(after);
        foreach (long startMs in stood.Keys.Union(stands.Keys).Order())
        {
            (string was, string isNow) = (stood.GetValueOrDefault(startMs, "–"), stands.GetValueOrDefault(startMs, "–"));
            if (was != isNow)
            {
                yield return (Wording.Local(startMs, zone)[..16], was, isNow);
            }
        }

        string Say(string word, string prefix) => word.Length == 0 ? "–" : prefix.Length == 0 ? word : FindingTexts.Title(prefix + word, culture);
    }

    private static string Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // Covered + uncovered + unclaimed + dropped, in kWh.
    private static Dictionary<long, string> Bookings(JsonDocument json) =>
        json.RootElement.TryGetProperty("bookings", out JsonElement bookings)
            ? bookings.EnumerateArray().ToDictionary(
                one => one.GetProperty("startUtcMs").GetInt64(),
                one => string.Join(" + ", parts.Select(part => Wording.Energy(one.GetProperty(part).GetInt64()))))
            : [];
}
