using ChargePointFw.BackOffice.Live;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Where other processes store the records: looks by the second how far the journals have come, and tells whoever follows them. A look
/// is one small statement, misses nothing, and needs no connection of its own that could break unnoticed.
/// </summary>
internal sealed class JournalWatch(JournalCursors cursors, Progress progress, Action stored)
{
    /// <summary>Looks once.</summary>
    /// <exception cref="System.Data.Common.DbException">The database refuses; the next look tells what this one would have told.</exception>
    public void Look()
    {
        cursors.Load();
        bool isMore = false;
        foreach (JournalCursor cursor in cursors.All)
        {
            if (progress.AcknowledgedNumber(cursor.ChargePoint.Site.Name, cursor.ChargePoint.Name, cursor.JournalId) < cursor.Number)
            {
                progress.Acknowledged(cursor.ChargePoint, cursor.JournalId, cursor.Number);
                isMore = true;
            }
        }

        if (isMore)
        {
            stored();
        }
    }
}
