using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>
/// The readings that contradict what is believed, and for how long they have agreed with each other. Two that are further
/// apart than <see cref="GapMs"/> agree about nothing: what the meter told between them nobody heard.
/// </summary>
public sealed class DisputedReading
{
    private readonly ChargePointSettings settings;
    private long sinceMs;

    public DisputedReading(ChargePointSettings settings) => this.settings = settings;

    /// <summary>Readings further apart than this start anew, ms: two that a charge would have been stopped for.</summary>
    public int GapMs => 2 * settings.MeterMaximumAgeMs;

    /// <summary>When the newest was read, on the monotonic clock; -1 when there is none.</summary>
    public long ReadAtMs { get; private set; } = -1;

    /// <summary>What the register would be if this meter were the one before, Wh.</summary>
    public long RegisterWh { get; private set; }

    /// <summary>What the register shows, Wh; differs by whole moduli.</summary>
    public long ShownWh { get; private set; }

    public int PowerW { get; private set; }

    public string Serial { get; private set; }

    /// <summary>How long they have agreed, ms.</summary>
    public long AgreeingMs => ReadAtMs < 0 ? 0 : ReadAtMs - sinceMs;

    /// <summary>One more; it agrees with the last one, or all starts anew with it.</summary>
    public void Take(MeterReading reading, long registerWh)
    {
        bool agrees = ReadAtMs >= 0 && Agrees(reading, registerWh);
        sinceMs = agrees ? sinceMs : reading.ReadAtMs;
        Serial = agrees ? reading.Serial ?? Serial : reading.Serial;
        if (!agrees || registerWh > RegisterWh)
        {
            RegisterWh = registerWh;
            ShownWh = reading.RegisterWh;
        }

        PowerW = reading.PowerW;
        ReadAtMs = reading.ReadAtMs;
    }

    /// <summary>There is nothing in dispute any more.</summary>
    public void Drop() => ReadAtMs = -1;

    private bool Agrees(MeterReading reading, long registerWh)
    {
        long elapsedMs = reading.ReadAtMs - ReadAtMs;
        long gainWh = registerWh - RegisterWh;
        bool isSame = Serial == null || reading.Serial == null || Serial == reading.Serial;
        return isSame && elapsedMs > 0 && elapsedMs <= GapMs && gainWh >= -settings.MeterResolutionWh
            && gainWh <= settings.MostWh(elapsedMs);
    }
}
