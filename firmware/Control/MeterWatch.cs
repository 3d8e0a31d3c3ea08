using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>
/// Stands between the meter and the accounts: lets plausible readings through, keeps the two newest, and says whether
/// they may be relied on. An implausible reading never becomes energy.
/// </summary>
public sealed class MeterWatch
{
    private readonly ChargePointSettings settings;
    private string serial;
    private long agreeingSinceMs;
    private bool isTrusted;

    public MeterWatch(ChargePointSettings settings) => this.settings = settings;

    public long RegisterWh { get; private set; }

    public int PowerW { get; private set; }

    /// <summary>Monotonic time of the newest plausible reading, -1 before the first.</summary>
    public long ReadAtMs { get; private set; } = -1;

    public long PreviousRegisterWh { get; private set; }

    public long PreviousReadAtMs { get; private set; } = -1;

    /// <summary>The meter last told something that cannot be: a register that falls or leaps, another serial.</summary>
    public bool IsImplausible { get; private set; }

    public bool HasReading => ReadAtMs >= 0;

    /// <summary>How long the readings since the start have agreed with each other, ms.</summary>
    public long AgreeingMs => HasReading ? ReadAtMs - agreeingSinceMs : 0;

    /// <summary>From now on what the register shows is the truth, and a reading that contradicts it is implausible.</summary>
    /// <param name="leastWh">The register has shown this much before; a step less is trembling.</param>
    public void Trust(long leastWh)
    {
        isTrusted = true;
        RegisterWh = RegisterWh < leastWh ? leastWh : RegisterWh;
    }

    /// <summary>Age of the newest plausible reading, ms.</summary>
    public long AgeMs(long nowMs) => nowMs - ReadAtMs;

    public bool IsFresh(long nowMs) => HasReading && AgeMs(nowMs) <= settings.MeterMaximumAgeMs;

    /// <summary>Takes over the newest reading if it is new; true when a plausible one came.</summary>
    public bool Take(MeterReading reading)
    {
        if (reading.ReadAtMs < 0 || reading.ReadAtMs == ReadAtMs)
        {
            return false;
        }

        bool contradicts = HasReading && !IsPlausible(reading);
        IsImplausible = contradicts && isTrusted;
        if (IsImplausible)
        {
            return false;
        }

        // Before anything rests on them, the later of two readings that contradict each other is as good as the earlier.
        bool startsOver = !HasReading || contradicts;
        agreeingSinceMs = startsOver ? reading.ReadAtMs : agreeingSinceMs;
        bool isGain = startsOver || reading.RegisterWh > RegisterWh;
        PreviousRegisterWh = RegisterWh;
        PreviousReadAtMs = startsOver ? -1 : ReadAtMs;
        RegisterWh = isGain ? reading.RegisterWh : RegisterWh;
        PowerW = reading.PowerW;
        ReadAtMs = reading.ReadAtMs;
        serial = reading.Serial ?? serial;
        return true;
    }

    // The ceiling is a tenth above the greatest power: a charger's rating is not its limit to the watt.
    private bool IsPlausible(MeterReading reading)
    {
        long elapsedMs = reading.ReadAtMs - ReadAtMs;
        long gainWh = reading.RegisterWh - RegisterWh;
        long mostWh = (settings.MaximumPowerW * 11L / 10 * elapsedMs / 3_600_000) + (2L * settings.MeterResolutionWh) + 1;
        bool isSame = serial == null || reading.Serial == null || reading.Serial == serial;

        // A register that trembles by its last step has gained nothing; that is no reason to open a contactor.
        return isSame && elapsedMs > 0 && gainWh >= -settings.MeterResolutionWh && gainWh <= mostWh;
    }
}
