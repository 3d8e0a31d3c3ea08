using ChargePointFw.Journal;

namespace ChargePointFw.Link;

/// <summary>
/// Which record goes out next. In order, bounded in flight, from the first that is not acknowledged; what was asked
/// for again goes first. Nothing is kept here but cursors: the journal is the queue.
/// </summary>
public sealed class Outbox
{
    /// <summary>Records sent and not yet acknowledged, at most. What is beyond waits in the journal.</summary>
    public const int MaximumInFlight = 32;

    /// <summary>Without progress for this long, sending starts again behind the last acknowledgement.</summary>
    public const int ResendAfterMs = 5_000;

    /// <summary>The longest pause between two attempts, ms.</summary>
    public const int MaximumResendAfterMs = 60_000;

    private readonly RecordJournal journal;
    private long nextNumber = 1;
    private long lastAcknowledged;
    private long progressAtMs;
    private long attemptAtMs;
    private int resendAfterMs = ResendAfterMs;
    private long againFrom;
    private long againTo;
    private bool isAwaiting;
    private int passedOver;
    private long lastPassedOver;
    private long messageNumber = 1;
    private long messageAgainFrom;
    private int messagePassedOver;

    public Outbox(RecordJournal journal) => this.journal = journal;

    /// <summary>Every committed record is acknowledged and nothing was asked for again.</summary>
    public bool IsEmpty => journal.AcknowledgedUpTo >= journal.CommittedUpTo && againFrom == 0;

    /// <summary>A new connection: whatever was in flight is forgotten.</summary>
    public void Restart(long nowMs)
    {
        StartOver(journal.AcknowledgedUpTo);
        isAwaiting = false;
        progressAtMs = nowMs;
        attemptAtMs = nowMs;
        resendAfterMs = ResendAfterMs;
    }

    /// <summary>The back office lacks these: they go out before anything else.</summary>
    public void SendAgain(long from, long to)
    {
        againFrom = from < 1 ? 1 : from;
        againTo = to < journal.CommittedUpTo ? to : journal.CommittedUpTo;
        if (againFrom > againTo)
        {
            againFrom = 0;
        }
    }

    /// <summary>How long nothing has been acknowledged although something is in flight, ms; 0 when nothing is.</summary>
    public long StalledMs(long nowMs) =>
        isAwaiting && journal.AcknowledgedUpTo == lastAcknowledged ? nowMs - progressAtMs : 0;

    /// <summary>A message begins; <see cref="TakeBack"/> returns to here.</summary>
    public void BeginMessage()
    {
        messageNumber = nextNumber;
        messageAgainFrom = againFrom;
        messagePassedOver = passedOver;
    }

    /// <summary>The connection did not take the message: its records are due again.</summary>
    public void TakeBack()
    {
        nextNumber = messageNumber;
        againFrom = messageAgainFrom;
        passedOver = messagePassedOver;
    }

    /// <summary>Number of the record to send now, or 0 when none is due; <see cref="Sent"/> moves on.</summary>
    public long Next(long nowMs)
    {
        if (againFrom != 0)
        {
            return againFrom;
        }

        WatchProgress(nowMs);
        bool isDue = nextNumber <= journal.CommittedUpTo
            && nextNumber - passedOver - journal.AcknowledgedUpTo <= MaximumInFlight;
        return isDue ? nextNumber : 0;
    }

    /// <summary>The record that <see cref="Next"/> named is gone from the ring: it is in no flight.</summary>
    public void PassOver()
    {
        if (againFrom == 0)
        {
            PassOver(nextNumber, 1);
        }

        Sent(againFrom == 0 ? nextNumber : againFrom);
    }

    /// <summary>What <see cref="Next"/> named cannot be told yet: it is looked at again when there is more.</summary>
    public void Wait() => againFrom = 0;

    /// <summary>The record that <see cref="Next"/> named has been handed to the connection.</summary>
    /// <param name="upTo">Its number, or the last of those that it says are lost: they are in no flight.</param>
    public void Sent(long upTo)
    {
        if (againFrom != 0)
        {
            againFrom = upTo < againTo ? upTo + 1 : 0;
            return;
        }

        if (upTo > nextNumber)
        {
            PassOver(upTo, (int)(upTo - nextNumber));
        }

        nextNumber = upTo + 1;
    }

    private void PassOver(long upTo, int count)
    {
        passedOver += count;
        lastPassedOver = upTo;
    }

    private void StartOver(long acknowledged)
    {
        nextNumber = acknowledged + 1;
        passedOver = 0;
    }

    private void WatchProgress(long nowMs)
    {
        bool nothingInFlight = nextNumber <= journal.AcknowledgedUpTo + 1;
        isAwaiting = true;
        if (journal.AcknowledgedUpTo != lastAcknowledged || nothingInFlight)
        {
            isAwaiting = !nothingInFlight;
            lastAcknowledged = journal.AcknowledgedUpTo;
            nextNumber = nextNumber <= lastAcknowledged ? lastAcknowledged + 1 : nextNumber;
            passedOver = lastPassedOver <= lastAcknowledged ? 0 : passedOver;
            progressAtMs = nowMs;
            attemptAtMs = nowMs;
            resendAfterMs = ResendAfterMs;
        }
        else if (nowMs - attemptAtMs >= resendAfterMs)
        {
            StartOver(lastAcknowledged);
            attemptAtMs = nowMs;
            resendAfterMs = resendAfterMs * 2 < MaximumResendAfterMs ? resendAfterMs * 2 : MaximumResendAfterMs;
        }
    }
}
