// Supply and cars that a test writes for itself.
using System.Globalization;
using System.Text;

namespace ChargePointFw.Integration;

/// <summary>A folder with a supply file and a sessions file; it goes with the test.</summary>
internal sealed class OwnFiles : IDisposable
{
    private const string SupplyHeader =
        "DATE,TIME,エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),水力,地熱,バイオマス,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計,備考,予備";

    /// <summary>First line of a sessions file.</summary>
    public const string SessionsHeader = "charge_point,token,programme,plug_in_utc,unplug_utc,energy_wh,max_power_w";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-files-");

    public string SupplyFile => Path.Combine(folder.FullName, "own-supply.csv");

    public string SessionsFile => Path.Combine(folder.FullName, "own-sessions.csv");

    /// <summary>A folder for <c>--keep</c>.</summary>
    public string KeepFolder => Path.Combine(folder.FullName, "kept");

    /// <summary>Arguments that name both files.</summary>
    public string[] Arguments => ["--supply", SupplyFile, "--sessions", SessionsFile];

    /// <summary>
    /// Supply from 2026-05-01 0:00 in Japan, a value for each half hour, in UTF-8 with 22 columns and dates without
    /// slashes, as some operators write them.
    /// </summary>
    public OwnFiles Supply(params int[] windMw)
    {
        var text = new StringBuilder("単位[MW平均],,,供給力\r\n").Append(SupplyHeader).Append("\r\n");
        var start = new DateTime(2026, 5, 1);
        for (int i = 0; i < windMw.Length; i++)
        {
            DateTime time = start.AddMinutes(30 * i);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyyMMdd},{time:H:mm},5000,0,0,0,0,0,0,0,0,0,0,{windMw[i]},0,0,0,0,0,{windMw[i]},,\r\n");
        }

        File.WriteAllText(SupplyFile, text.ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return this;
    }

    /// <summary>The cars, a line each, below the header.</summary>
    public OwnFiles Sessions(params string[] lines)
    {
        File.WriteAllLines(SessionsFile, [SessionsHeader, .. lines]);
        return this;
    }

    /// <summary>Writes a file with these very lines.</summary>
    public static void Write(string path, string text) => File.WriteAllText(path, text);

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
