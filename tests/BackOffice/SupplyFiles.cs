using System.Text;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The layouts in which the operators publish their half-hourly files.</summary>
public enum Layout
{
    Cp932,
    Utf8,
    Utf8WithMark,
    TwentyTwoColumns,
    Quoted,
    CompactDate,
    OtherColumnOrder,
    WindowsLines,
    LeadingZeros,
}

/// <summary>Makes such files.</summary>
public static class SupplyFiles
{
    public const string Columns =
        "DATE,TIME,エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),水力,地熱,バイオマス,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計";

    private const string UnitLine = "単位[MW平均],,,供給力";

    public static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    /// <summary>One half hour with five renewable and five other numbers, the others large enough to be noticed.</summary>
    public static string Row(string date, string time, string hydro = "0", string geothermal = "0", string biomass = "0", string solar = "0", string wind = "0") =>
        $"{date},{time},26147,900,10177,6861,416,1766,{hydro},{geothermal},{biomass},{solar},7000,{wind},8000,-120,-50,3000,77,30000";

    public static string Text(params string[] rows) => string.Join('\n', [UnitLine, Columns, .. rows]) + "\n";

    public static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Two half hours (0:00 and 0:30 on 2026-01-02 in Japan) with 40 and 100 MW renewable, in this layout.</summary>
    public static byte[] TwoHalfHours(Layout layout)
    {
        string date = layout switch
        {
            Layout.CompactDate => "20260102",
            Layout.LeadingZeros => "2026/01/02",
            _ => "2026/1/2",
        };
        string[] times = layout == Layout.LeadingZeros ? ["00:00", "00:30"] : ["0:00", "0:30"];
        string text = Text(Row(date, times[0], "10", "5", "5", "15", "5"), Row(date, times[1], "30", "10", "10", "40", "10"));
        text = layout switch
        {
            Layout.TwentyTwoColumns => WithTwoMoreColumns(text),
            Layout.Quoted => Quoted(text),
            Layout.OtherColumnOrder => Reordered(text),
            Layout.WindowsLines => text.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n",
            _ => text,
        };
        return layout switch
        {
            Layout.Utf8 => Encoding.UTF8.GetBytes(text),
            Layout.Utf8WithMark => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            _ => Cp932.GetBytes(text),
        };
    }

    // Hokkaido's and Chubu's: what thermal and biomass plants were held back, before the renewable columns.
    private static string WithTwoMoreColumns(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        lines[1] = lines[1].Replace("火力(その他),", "火力(その他),火力出力制御量,", StringComparison.Ordinal)
            .Replace("バイオマス,", "バイオマス,バイオマス出力制御量,", StringComparison.Ordinal);
        for (int i = 2; i < lines.Length; i++)
        {
            List<string> fields = [.. lines[i].Split(',')];
            fields.Insert(8, "555");
            fields.Insert(12, "666");
            lines[i] = string.Join(',', fields);
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Quoted(string text) =>
        string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => string.Join(',', line.Split(',').Select(field => $"\"{field}\"")))) + "\n";

    private static string Reordered(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        return string.Join('\n', [lines[0], .. lines.Skip(1).Select(line => string.Join(',', line.Split(',').Reverse()))]) + "\n";
    }
}
