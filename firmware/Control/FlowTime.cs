namespace ChargePointFw.Control;

/// <summary>
/// How long the contactor could have let current flow since the last reading that was believed. What a meter may have
/// gained over a long silence follows from that, not from the silence.
/// </summary>
public sealed class FlowTime
{
    private readonly ChargePointSettings settings;
    private long passedAtMs = -1;
    private long closedMs;

    public FlowTime(ChargePointSettings settings) => this.settings = settings;

    /// <summary>The contactor is told to be closed, or its auxiliary contact says so.</summary>
    public bool MayFlow { get; set; }

    /// <summary>Time passes, with the contactor as it was left.</summary>
    public void Pass(long nowMs)
    {
        closedMs += MayFlow && passedAtMs >= 0 ? nowMs - passedAtMs : 0;
        passedAtMs = nowMs;
    }

    /// <summary>A reading is believed; what flowed after it counts anew.</summary>
    public void Restart(long readAtMs) => closedMs = MayFlow && passedAtMs > readAtMs ? passedAtMs - readAtMs : 0;

    /// <summary>
    /// For so long, ms, current may have flowed: while closed, and for the time that a stop takes at worst with a reading at
    /// its oldest, which also covers what lies between a reading and the step that takes it.
    /// </summary>
    /// <param name="elapsedMs">From the one reading to the other.</param>
    public long MostMs(long elapsedMs)
    {
        long mostMs = closedMs + settings.StopLeadMs + settings.MeterMaximumAgeMs;
        return elapsedMs < mostMs ? elapsedMs : mostMs;
    }
}
