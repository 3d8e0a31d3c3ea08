using System.Collections.Concurrent;
using System.Text;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Live;

/// <summary>What a charge point's service console would say, sent on request.</summary>
/// <param name="Text">Lines of ASCII.</param>
/// <param name="HeardUtc">When it came.</param>
public sealed record BoardReport(string Text, DateTimeOffset HeardUtc);

/// <summary>The last report of each charge point; a view, kept in memory, never booked.</summary>
public sealed class BoardReports
{
    /// <summary>Longest report that is taken, bytes: what the device can say.</summary>
    public const int MaximumBytes = 4_096;

    private readonly ConcurrentDictionary<long, BoardReport> reports = new();

    public BoardReport? Of(ChargePoint chargePoint) => reports.GetValueOrDefault(chargePoint.Id);

    /// <summary>Takes a report; false when it is none: too long, or other letters than a console has.</summary>
    internal bool Take(ChargePoint chargePoint, byte[] payload, DateTimeOffset heardUtc)
    {
        bool isText = payload.Length is > 0 and <= MaximumBytes && Array.TrueForAll(payload, letter => letter is (byte)'\n' or (byte)'\r' or (>= 0x20 and < 0x7F));
        if (isText)
        {
            reports[chargePoint.Id] = new BoardReport(Encoding.ASCII.GetString(payload).ReplaceLineEndings("\n"), heardUtc);
        }

        return isText;
    }
}
