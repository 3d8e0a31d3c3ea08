using System.Globalization;
using System.Numerics;
using System.Text;
using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>
/// The grid operators' half-hourly file <c>eria_jukyu_YYYYMM_NN.csv</c>: MW averaged over the half hour, by kind of
/// generation, TIME being its start in Japan's time. What counts as renewable is 水力 + 地熱 + バイオマス + 太陽光 + 風力 as
/// generated; storage and interconnection are not generation. A sum below zero counts as zero.
/// </summary>
/// <remarks>
/// The shape of the area's supply is scaled to the site: its highest half hour in the file stands for
/// <c>sitePeakW</c>. All arithmetic is exact and rounds down once.
/// </remarks>
public static class OperatorsCsv
{
    private const string Unit = "単位[MW平均]";
    private const int FileMinutes = 30;
    private const string Source = "GENERAL_GREEN";
    private static readonly TimeSpan japan = TimeSpan.FromHours(9); // no daylight saving
    private static readonly string[] renewableColumns = ["水力", "地熱", "バイオマス", "太陽光発電実績", "風力発電実績"];
    private static readonly string[] dateFormats = ["yyyy/M/d", "yyyyMMdd"];

    /// <summary>Reads a file from disk.</summary>
    /// <inheritdoc cref="Read(Stream, string, long, int, string)"/>
    public static IReadOnlyList<SupplyInterval> Read(string path, long sitePeakW, int intervalMinutes = FileMinutes, string certificateId = "")
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, Path.GetFileName(path), sitePeakW, intervalMinutes, certificateId);
    }

    /// <summary>Every interval of the file, in order of time.</summary>
    /// <param name="stream">CP932 or UTF-8.</param>
    /// <param name="fileName">For the errors.</param>
    /// <param name="sitePeakW">Power at the site in the file's best half hour, W.</param>
    /// <param name="intervalMinutes">15, 30 or 60: half hours are halved or joined.</param>
    /// <param name="certificateId">The certificate that backs this supply.</param>
    /// <exception cref="SupplyImportException">The file is not what it should be; line and reason are told.</exception>
    public static IReadOnlyList<SupplyInterval> Read(
        Stream stream, string fileName, long sitePeakW, int intervalMinutes = FileMinutes, string certificateId = "") =>
        Read(SupplyText.ReadAll(stream, fileName), fileName, sitePeakW, intervalMinutes, certificateId);

    internal static IReadOnlyList<SupplyInterval> Read(
        byte[] bytes, string fileName, long sitePeakW, int intervalMinutes, string certificateId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sitePeakW);
        List<HalfHour> halfHours = Parse(SupplyText.Decode(bytes, fileName), fileName);
        decimal peakMw = halfHours.Max(one => one.RenewableMw);
        if (peakMw <= 0)
        {
            throw new SupplyImportException(fileName, 0, Why.NothingToScale);
        }

        return
        [
            .. intervalMinutes switch
            {
                FileMinutes => halfHours.Select(one => Scaled(one.StartUtc, one.RenewableMw, one.Line)),
                15 => halfHours.SelectMany(one => new[]
                {
                    Scaled(one.StartUtc, one.RenewableMw, one.Line),
                    Scaled(one.StartUtc.AddMinutes(15), one.RenewableMw, one.Line),
                }),
                60 => Hours(halfHours, fileName).Select(pair => Scaled(pair.First.StartUtc, pair.SumMw / 2, pair.First.Line)),
                _ => throw new ArgumentOutOfRangeException(nameof(intervalMinutes), intervalMinutes, "15, 30 or 60"),
            },
        ];

        SupplyInterval Scaled(DateTimeOffset startUtc, decimal renewableMw, int line) =>
            new(startUtc, ScaledWh(renewableMw, peakMw, sitePeakW, intervalMinutes), Source, certificateId, line);
    }

    /// <summary>floor(MW ÷ peak MW × peak W × hours) without a rounding on the way, Wh.</summary>
    internal static long ScaledWh(decimal renewableMw, decimal peakMw, long sitePeakW, int intervalMinutes)
    {
        (BigInteger value, BigInteger peak) = SameScale(renewableMw, peakMw);
        return (long)BigInteger.Divide(value * sitePeakW * intervalMinutes, peak * 60);
    }

    private static (BigInteger Value, BigInteger Peak) SameScale(decimal value, decimal peak)
    {
        int scale = Math.Max(value.Scale, peak.Scale);
        return (Unscaled(value) * BigInteger.Pow(10, scale - value.Scale), Unscaled(peak) * BigInteger.Pow(10, scale - peak.Scale));
    }

    private static BigInteger Unscaled(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        BigInteger unscaled = ((BigInteger)(uint)parts[2] << 64) | ((BigInteger)(uint)parts[1] << 32) | (uint)parts[0];
        return parts[3] < 0 ? -unscaled : unscaled;
    }

    private static List<HalfHour> Parse(string text, string fileName)
    {
        var table = new CsvTable(text, fileName, headerRow: 1);
        (int unitLine, string[] unit) = table.Preface[0];
        if (unit[0].Normalize(NormalizationForm.FormKC).Trim() != Unit)
        {
            throw new SupplyImportException(fileName, unitLine, Why.NoUnit, Unit);
        }

        int date = table.Column("DATE");
        int time = table.Column("TIME");
        int[] renewable = [.. renewableColumns.Select(table.Column)];
        var halfHours = new SortedDictionary<DateTimeOffset, HalfHour>();
        table.Read((line, fields) =>
        {
            DateTimeOffset startUtc = Start(fields[date], fields[time], fileName, line);
            decimal sumMw = renewable.Sum(column => Megawatts(fields[column], fileName, line));
            var one = new HalfHour(startUtc, Math.Max(sumMw, 0), line);
            if (!halfHours.TryAdd(startUtc, one))
            {
                throw new SupplyImportException(fileName, line, Why.HalfHourRepeated, halfHours[startUtc].Line);
            }
        });

        return halfHours.Count > 0 ? [.. halfHours.Values] : throw new SupplyImportException(fileName, 0, Why.NoHalfHours);
    }

    private static DateTimeOffset Start(string date, string time, string fileName, int line)
    {
        if (!DateOnly.TryParseExact(date.Trim(), dateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            throw new SupplyImportException(fileName, line, Why.NoPlainDate, date);
        }

        if (!TimeOnly.TryParseExact(time.Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly start)
            || start.Minute % FileMinutes != 0)
        {
            throw new SupplyImportException(fileName, line, Why.NoHalfHour, time);
        }

        return new DateTimeOffset(day, start, japan).ToUniversalTime();
    }

    private static decimal Megawatts(string text, string fileName, int line) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
        && Math.Abs(value) < 10_000_000
            ? value
            : throw new SupplyImportException(fileName, line, Why.NoMegawatts, text);

    private static IEnumerable<(HalfHour First, decimal SumMw)> Hours(List<HalfHour> halfHours, string fileName)
    {
        for (int i = 0; i < halfHours.Count; i += 2)
        {
            HalfHour first = halfHours[i];
            bool isWhole = first.StartUtc.Minute == 0
                && i + 1 < halfHours.Count
                && halfHours[i + 1].StartUtc == first.StartUtc.AddMinutes(FileMinutes);
            yield return isWhole
                ? (first, first.RenewableMw + halfHours[i + 1].RenewableMw)
                : throw new SupplyImportException(fileName, first.Line, Why.OtherHalf);
        }
    }

    private sealed record HalfHour(DateTimeOffset StartUtc, decimal RenewableMw, int Line);
}
