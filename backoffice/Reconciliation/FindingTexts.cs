using System.Globalization;
using System.Resources;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>
/// Findings in words: <c>FindingTexts.resx</c> in English, <c>FindingTexts.ja.resx</c> in Japanese. Each kind has a title and
/// an explanation that says what was found and what to do; names in braces are taken from the evidence.
/// </summary>
public static partial class FindingTexts
{
    private static readonly ResourceManager texts = new(typeof(FindingTexts));

    /// <summary>What it is, in a few words; the kind itself where there is no word for it.</summary>
    public static string Title(string kind, CultureInfo culture) => texts.GetString(kind, culture) ?? kind;

    /// <summary>What was found and what to do.</summary>
    /// <param name="kind">Kind of the finding.</param>
    /// <param name="evidence">Its evidence, JSON.</param>
    /// <param name="zone">The site's zone: times are told on its clock.</param>
    /// <param name="culture">Language; numbers are grouped as it does.</param>
    public static string Explain(string kind, string evidence, TimeZoneInfo zone, CultureInfo culture)
    {
        string text = texts.GetString(kind + ".Text", culture) ?? texts.GetString("Other.Text", culture) ?? "";
        using JsonDocument json = JsonDocument.Parse(evidence);
        var told = new StringBuilder(text);
        foreach (JsonProperty one in json.RootElement.EnumerateObject())
        {
            told.Replace("{" + one.Name + "}", Say(one, zone, culture));
        }

        return Unknown().Replace(told.ToString(), "");
    }

    // What this finding's evidence does not tell.
    [GeneratedRegex("\\{[A-Za-z]+\\}")]
    private static partial Regex Unknown();

    /// <summary>A value of the evidence; its name ends in the unit.</summary>
    internal static string Say(JsonProperty one, TimeZoneInfo zone, CultureInfo culture) => one.Value.ValueKind switch
    {
        JsonValueKind.Number when one.Name.EndsWith("UtcMs", StringComparison.Ordinal) =>
            TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.Value.GetInt64()), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        JsonValueKind.Number when one.Value.TryGetInt64(out long number) => number.ToString("N0", culture),
        JsonValueKind.String => one.Value.GetString()!,
        _ => one.Value.GetRawText(),
    };
}
