namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>Words of the work queue's pages: <c>QueueTexts.resx</c> in English, <c>QueueTexts.ja.resx</c> in Japanese.</summary>
public sealed class QueueTexts
{
    private QueueTexts()
    {
    }
}
