using System.Diagnostics;
using System.Globalization;

namespace ChargePointFw.Demo.Screen;

/// <summary>How far a long run has come, on one line of the terminal; a line every tenth where there is no terminal.</summary>
internal sealed class ProgressLine(DateTimeOffset start, DateTimeOffset end)
{
    private static readonly TimeSpan everySoOften = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch sinceShown = Stopwatch.StartNew();
    private int tenthShown;

    public void Show(DateTimeOffset now)
    {
        double part = (now - start) / (end - start);
        if (Console.IsErrorRedirected)
        {
            int tenth = (int)(part * 10);
            if (tenth > tenthShown)
            {
                tenthShown = tenth;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10,3} % {now:yyyy-MM-dd HH:mm} UTC"));
            }
        }
        else if (sinceShown.Elapsed > everySoOften)
        {
            sinceShown.Restart();
            int bars = (int)(part * 40);
            Console.Error.Write(string.Create(
                CultureInfo.InvariantCulture, $"\r[{new string('█', bars)}{new string('·', 40 - bars)}] {part,4:P0} {now:yyyy-MM-dd HH:mm} UTC "));
        }
    }

    public static void Done()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r" + new string(' ', 78) + "\r");
        }
    }
}
