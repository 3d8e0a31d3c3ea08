using System;
using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Link;

namespace ChargePointFw.Service;

/// <summary>
/// What the back office asked for and the link's thread does: a report in the console's words, and a restart once no session runs
/// and the answer is out. A restart is asked for once: another boot has forgotten it.
/// </summary>
public sealed class RemoteCare
{
    private const int PartBytes = ConsoleText.MaximumBytes;

    private readonly HandOver handOver;
    private readonly BackOfficeLink link;
    private readonly ConsoleText text = new ConsoleText();
    private readonly StatusReport status;
    private readonly EventReport events;
    private int reported;

    public RemoteCare(ControlLoop loop, HandOver handOver, RecordJournal journal, BackOfficeLink link)
    {
        this.handOver = handOver;
        this.link = link;
        status = new StatusReport(text, loop, handOver, journal);
        events = new EventReport(text, journal);
    }

    /// <summary>The board is to start anew, now.</summary>
    public bool IsRebootDue => handOver.IsRebootAsked && handOver.SessionNumber == 0 && !handOver.IsContactorClosed && link.IsStateTold;

    /// <summary>Sends the report that is asked for; tried again until it is taken.</summary>
    public void Poll()
    {
        int asked = handOver.ReportRequests;
        if (asked != reported && link.Report(Report()))
        {
            reported = asked;
        }
    }

    // The console's answers, one after the other; each is bounded as there.
    private byte[] Report()
    {
        var report = new byte[2 * PartBytes];
        text.Clear();
        status.Status();
        status.SelfTest();
        status.Meter();
        status.Network();
        int length = Take(report, 0);
        text.Clear();
        events.Last();
        length += Take(report, length);
        var whole = new byte[length];
        Array.Copy(report, whole, length);
        return whole;
    }

    private int Take(byte[] report, int at)
    {
        Array.Copy(text.Bytes, 0, report, at, text.Length);
        return text.Length;
    }
}
