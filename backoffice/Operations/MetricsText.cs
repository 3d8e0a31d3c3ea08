using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>
/// The text that Prometheus reads (exposition format 0.0.4), from one meter's observable instruments, asked at the moment. There is
/// room for <see cref="MostSeries"/>: whatever is more is left out and counted.
/// </summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Series in one answer.</summary>
    public const int MostSeries = 500;

    public static string Write(Meter meter)
    {
        var families = new SortedDictionary<string, (Instrument Instrument, List<string> Series)>(StringComparer.Ordinal);
        int left = MostSeries;
        long dropped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, asking) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)) // other programs of this process have theirs
            {
                asking.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value.ToString("R", CultureInfo.InvariantCulture), tags));
        listener.Start();
        listener.RecordObservableInstruments();

        var text = new StringBuilder();
        foreach ((string name, (Instrument instrument, List<string> series)) in families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {(IsCounter(instrument) ? "counter" : "gauge")}\n");
            series.ForEach(line => text.Append(line).Append('\n'));
        }

        text.Append(CultureInfo.InvariantCulture, $"# HELP cpfw_metrics_dropped Series that there was no room for\n# TYPE cpfw_metrics_dropped gauge\ncpfw_metrics_dropped {dropped}\n");
        return text.ToString();

        void Take(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (left-- <= 0)
            {
                dropped++;
                return;
            }

            string name = NameOf(instrument);
            var labels = new List<string>();
            foreach ((string key, object? tag) in tags)
            {
                labels.Add($"{Word(key)}=\"{Escaped(Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "")}\"");
            }

            if (!families.TryGetValue(name, out (Instrument Instrument, List<string> Series) family))
            {
                families[name] = family = (instrument, []);
            }

            family.Series.Add(name + (labels.Count > 0 ? "{" + string.Join(',', labels) + "}" : "") + " " + value);
        }
    }

    // Units as Prometheus spells them; what is counted in things has none.
    private static string NameOf(Instrument instrument)
    {
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return Word(instrument.Name) + unit + (IsCounter(instrument) ? "_total" : "");
    }

    private static bool IsCounter(Instrument instrument) => instrument is ObservableCounter<long>;

    private static string Word(string name) => new([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
