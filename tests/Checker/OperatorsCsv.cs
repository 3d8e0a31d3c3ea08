using System.Globalization;
using System.Text;

namespace ChargePointFw.Checker;

/// <summary>
/// Reads the grid operators' half-hour area supply (<c>eria_jukyu_YYYYMM_NN.csv</c>): CP932 or UTF-8, a first line with
/// the unit, a header with 20 or 22 names, then means over the half hour in MW. DATE and TIME are its start in Japan.
/// </summary>
internal static class OperatorsCsv
{
    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);
    private static readonly string[] Renewable = ["水力", "地熱", "バイオマス", "太陽光発電実績", "風力発電実績"];
    private static readonly string[] DateForms = ["yyyy/M/d", "yyyyMMdd"];

    /// <summary>Renewable generation by start of the half hour (ms since 1970 in UTC), in kW; never negative.</summary>
    public static SortedDictionary<long, long> RenewableKw(string path)
    {
        string[] lines = Decode(File.ReadAllBytes(path)).Split('\n');
        if (lines.Length < 2 || !lines[0].Contains("単位[MW平均]", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: the first line does not name the unit 単位[MW平均].");
        }

        string[] header = Fields(lines[1]);
        int date = Column(header, "DATE");
        int time = Column(header, "TIME");
        int[] renewable = [.. Renewable.Select(name => Column(header, name))];
        var halfHours = new SortedDictionary<long, long>();
        for (int i = 2; i < lines.Length; i++)
        {
            string[] row = Fields(lines[i]);
            if (row.All(string.IsNullOrEmpty))
            {
                continue;
            }

            if (row.Length < header.Length || !halfHours.TryAdd(Start(row[date], row[time], i + 1), Math.Max(0, renewable.Sum(c => Kilowatts(row[c], i + 1)))))
            {
                throw new InvalidDataException($"{path}: line {i + 1} is short or repeats a half hour.");
            }
        }

        return halfHours;
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes);
        }
    }

    /// <summary>The format has no commas or line breaks inside quotes.</summary>
    private static string[] Fields(string line) => [.. line.Split(',').Select(field => field.Trim().Trim('"').Trim())];

    private static int Column(string[] header, string name)
    {
        int found = Array.IndexOf(header, name);
        return found >= 0 ? found : throw new InvalidDataException($"The header has no column {name}.");
    }

    private static long Start(string date, string time, int line)
    {
        if (DateTime.TryParseExact(date, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)
            && TimeOnly.TryParseExact(time, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly hour)
            && hour.Minute % 30 == 0)
        {
            return new DateTimeOffset(day + hour.ToTimeSpan(), Japan).ToUnixTimeMilliseconds();
        }

        throw new InvalidDataException($"Line {line}: \"{date}\" \"{time}\" is not the start of a half hour.");
    }

    private static long Kilowatts(string megawatts, int line)
    {
        if (megawatts.Length == 0)
        {
            return 0;
        }

        if (decimal.TryParse(megawatts, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal mw)
            && mw * 1000 == decimal.Truncate(mw * 1000))
        {
            return (long)(mw * 1000);
        }

        throw new InvalidDataException($"Line {line}: \"{megawatts}\" is not a power in MW with at most three decimals.");
    }
}
