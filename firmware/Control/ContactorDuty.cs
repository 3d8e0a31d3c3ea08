namespace ChargePointFw.Control;

/// <summary>
/// Spares the contactor: a pause between opening and closing, and a budget of closures an hour and a day. Counted from
/// this boot.
/// </summary>
public sealed class ContactorDuty
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;
    private const long LongAgoMs = -DayMs;

    private readonly ChargePointSettings settings;

    // The last closures, as many as a day may have; the place to write next holds the oldest.
    private readonly long[] closedAtMs;
    private int next;
    private long openedAtMs;
    private bool hasOpened;

    public ContactorDuty(ChargePointSettings settings)
    {
        this.settings = settings;
        closedAtMs = new long[settings.MaximumClosuresPerDay];
        for (int i = 0; i < closedAtMs.Length; i++)
        {
            closedAtMs[i] = LongAgoMs;
        }
    }

    /// <summary>From when on the contactor may close again, monotonic ms; may lie in the past.</summary>
    public long MayCloseAtMs => Latest(settings.MaximumClosuresPerHour, settings.MaximumClosuresPerDay);

    /// <summary>The same for a start that draws on live supply: clouds get half of each budget, allocations all of it.</summary>
    public long MayCloseOnLiveAtMs => Latest(Half(settings.MaximumClosuresPerHour), Half(settings.MaximumClosuresPerDay));

    /// <summary>The contactor closes now.</summary>
    public void Close(long nowMs)
    {
        closedAtMs[next] = nowMs;
        next = (next + 1) % closedAtMs.Length;
    }

    /// <summary>The contactor opens now.</summary>
    public void Open(long nowMs)
    {
        openedAtMs = nowMs;
        hasOpened = true;
    }

    private long Latest(int perHour, int perDay)
    {
        long afterPauseMs = hasOpened ? openedAtMs + settings.ReclosePauseMs : 0;
        int hourly = perHour < perDay ? perHour : perDay;
        long afterHourMs = ClosedAtMs(hourly) + HourMs;
        long afterDayMs = ClosedAtMs(perDay) + DayMs;
        long latest = afterPauseMs > afterHourMs ? afterPauseMs : afterHourMs;
        return latest > afterDayMs ? latest : afterDayMs;
    }

    // The closure so many before the next one.
    private long ClosedAtMs(int before) => closedAtMs[(next + closedAtMs.Length - before) % closedAtMs.Length];

    private static int Half(int budget) => (budget + 1) / 2;
}
