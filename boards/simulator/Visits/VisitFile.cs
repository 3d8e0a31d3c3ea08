// Reads who comes when: charge_point,token,programme,plug_in_utc,unplug_utc,energy_wh,max_power_w.
using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointFw.Simulator.World;
using CsvHelper;

namespace ChargePointFw.Simulator.Visits;

/// <summary>The sessions file. All or nothing: the first bad line stops the reading and names itself.</summary>
public static partial class VisitFile
{
    private const int MaximumEnergyWh = 1_000_000;
    private const int MaximumPowerW = 1_000_000;

    private static readonly string[] columns =
        ["charge_point", "token", "programme", "plug_in_utc", "unplug_utc", "energy_wh", "max_power_w"];

    private static readonly string[] timeForms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    private static readonly CsvReaderOptions csvOptions = new()
    {
        Separator = ',',
        HasHeader = false,
        DetectSeparatorHint = false,
        AllowLineBreaksInQuotes = false, // one bad quotation mark must not swallow the rest of the file
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    /// <summary>Reads the file; the visits come back in the order of plug-in.</summary>
    /// <exception cref="VisitFileException">The file is missing, malformed, or two visits overlap.</exception>
    public static IReadOnlyList<Visit> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new VisitFileException(path, 0, "no such file.");
        }

        List<Line> lines = Lines(path);
        if (lines.Count == 0)
        {
            throw new VisitFileException(path, 1, $"the file is empty; its first line must be {string.Join(',', columns)}.");
        }

        int[] places = [.. columns.Select(column => Place(lines[0], column))];
        List<(Visit Visit, long Line)> visits = [.. lines.Skip(1).Select(line => (ReadVisit(line, lines[0].Fields.Length, places), line.Number))];
        RefuseOverlaps(visits, path);
        return [.. visits.Select(entry => entry.Visit).OrderBy(visit => visit.PlugInUtcMs).ThenBy(visit => visit.ChargePoint, StringComparer.Ordinal)];
    }

    private static List<Line> Lines(string path)
    {
        var lines = new List<Line>();
        using CsvReader reader = CsvReader.FromText(File.ReadAllText(path), csvOptions);
        try
        {
            while (reader.Read())
            {
                string[] fields = [.. reader.Current.ToArray().Select(field => field.Trim())];
                if (fields.Length > 1 || fields[0].Length > 0)
                {
                    lines.Add(new Line(path, reader.LineNumber, fields));
                }
            }
        }
        catch (CsvFormatException malformed)
        {
            throw new VisitFileException(path, malformed.LineNumber, "a quotation mark is out of place.");
        }

        return lines;
    }

    private static int Place(Line header, string column)
    {
        int place = Array.IndexOf(header.Fields, column);
        return place >= 0
            ? place
            : throw header.Error($"column '{column}' is missing; the first line must be {string.Join(',', columns)}.");
    }

    private static Visit ReadVisit(Line line, int width, int[] places)
    {
        if (line.Fields.Length != width)
        {
            throw line.Error($"{line.Fields.Length} columns instead of {width}.");
        }

        string[] cells = [.. places.Select(place => line.Fields[place])];
        if (!NamePattern().IsMatch(cells[0]))
        {
            throw line.Error($"charge_point '{cells[0]}' is not a name of lower-case letters, digits and dashes (32 at most).");
        }

        if (!TokenPattern().IsMatch(cells[1]))
        {
            throw line.Error($"token '{cells[1]}' is not 1 to 36 letters, digits or dashes.");
        }

        bool isMember = cells[2] switch
        {
            "zesp3" => true,
            "none" => false,
            _ => throw line.Error($"programme '{cells[2]}' is neither zesp3 nor none."),
        };
        long plugInUtcMs = Time(line, "plug_in_utc", cells[3]);
        long unplugUtcMs = Time(line, "unplug_utc", cells[4]);
        if (unplugUtcMs <= plugInUtcMs)
        {
            throw line.Error("unplug_utc is not after plug_in_utc.");
        }

        int energyWh = Number(line, "energy_wh", cells[5], MaximumEnergyWh);
        int powerW = Number(line, "max_power_w", cells[6], MaximumPowerW);
        return new Visit(cells[0], cells[1], isMember, plugInUtcMs, unplugUtcMs, energyWh, powerW);
    }

    private static long Time(Line line, string column, string text)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, timeForms, CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : throw line.Error($"{column} '{text}' is not a time like 2026-04-01T03:30:00Z.");
    }

    private static int Number(Line line, string column, string text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 && value <= maximum
            ? value
            : throw line.Error($"{column} '{text}' is not a whole number from 1 to {maximum}.");

    private static void RefuseOverlaps(List<(Visit Visit, long Line)> visits, string path)
    {
        foreach (IGrouping<string, (Visit Visit, long Line)> group in visits.GroupBy(entry => entry.Visit.ChargePoint))
        {
            (Visit Visit, long Line)? former = null;
            foreach ((Visit Visit, long Line) entry in group.OrderBy(entry => entry.Visit.PlugInUtcMs))
            {
                if (former is { } before && entry.Visit.PlugInUtcMs <= before.Visit.UnplugUtcMs)
                {
                    throw new VisitFileException(path, entry.Line, $"{group.Key} is still occupied by the visit of line {before.Line}.");
                }

                former = entry;
            }
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[A-Za-z0-9-]{1,36}$")]
    private static partial Regex TokenPattern();

    private sealed record Line(string Path, long Number, string[] Fields)
    {
        public VisitFileException Error(string reason) => new(Path, Number, reason);
    }
}
