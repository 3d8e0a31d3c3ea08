using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>What <c>ps</c> knows: which process was started by which, and how.</summary>
internal static partial class ProcessTable
{
    public static IReadOnlyList<Entry> Read()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-A", "-o", "pid=,ppid=,args="]) { RedirectStandardOutput = true })!;
        string text = ps.StandardOutput.ReadToEnd();
        ps.WaitForExit();
        return
        [
            .. Row().Matches(text).Select(row => new Entry(Number(row, 1), Number(row, 2), row.Groups[3].Value)),
        ];
    }

    private static int Number(Match row, int group) => int.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(\d+)\s+(\d+)\s+(.*)$", RegexOptions.Multiline)]
    private static partial Regex Row();

    internal sealed record Entry(int Id, int Parent, string Command);
}
