using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>
/// Stands between the meter and the accounts: lets plausible readings through, keeps the two newest, and says whether
/// they may be relied on. What it believes is bounded by how long the contactor could have let current flow. A reading
/// that disagrees never becomes energy by itself: it has to agree with those after it (<see cref="IsSettled"/>).
/// </summary>
public sealed class MeterWatch
{
    private const long UnmovedMs = 8_000;
    private readonly ChargePointSettings settings;
    private readonly DisputedReading disputed;
    private readonly FlowTime flow;
    private string serial;
    private string shownSerial;
    private long takenAtMs = -1;
    private long agreeingSinceMs;

    // What the modulus counts on from, Wh: the register recorded last, later the one believed.
    private long anchorWh = -1;
    private long shownWh;
    private bool isTrusted;
    private bool wasNegative;
    private bool isContradicted;

    // What the power says has flowed since the register last moved, W x ms.
    private long unmovedWattMs;
    private bool isStuck;

    public MeterWatch(ChargePointSettings settings)
    {
        this.settings = settings;
        disputed = new DisputedReading(settings);
        flow = new FlowTime(settings);
    }

    /// <summary>The register believed, Wh; counts on where the meter's own starts again at 0 by its configured modulus.</summary>
    public long RegisterWh { get; private set; }

    /// <summary>Power of the newest plausible reading, W; never below minus <see cref="ChargePointSettings.ZeroCurrentW"/>.</summary>
    public int PowerW { get; private set; }

    /// <summary>Monotonic time of the newest plausible reading, -1 before the first.</summary>
    public long ReadAtMs { get; private set; } = -1;

    public long PreviousRegisterWh { get; private set; }

    public long PreviousReadAtMs { get; private set; } = -1;

    /// <summary>
    /// The meter last told something that cannot be: a register that falls or leaps, or stands still under load, another serial,
    /// negative power.
    /// </summary>
    public bool IsImplausible { get; private set; }

    /// <summary>
    /// Two readings told negative power, and none between them that current flows as it should: the meter is wired backwards,
    /// its import register does not count. Holds until the restart, because an open contactor hides it.
    /// </summary>
    public bool IsReversed { get; private set; }

    /// <summary>What is wrong with the meter itself until a technician has seen to it, or None.</summary>
    public FaultCode Fault => IsReversed ? FaultCode.MeterReversed : isContradicted ? FaultCode.MetersDisagree : FaultCode.None;

    public bool HasReading => ReadAtMs >= 0;

    /// <summary>What the register shows is the truth by now; before, the first readings after a start may be anything.</summary>
    public bool IsTrusted => isTrusted;

    /// <summary>How long the readings since the start have agreed with each other, ms.</summary>
    public long AgreeingMs => HasReading ? ReadAtMs - agreeingSinceMs : 0;

    /// <summary>The newest reading disagrees with what is believed.</summary>
    public bool IsInDispute => isTrusted && disputed.ReadAtMs >= 0;

    /// <summary>Readings that disagree with what is believed have agreed with each other long enough to count.</summary>
    public bool IsSettled => isTrusted && disputed.AgreeingMs >= settings.MeterConfirmMs;

    /// <summary>Of settled readings: the same meter, and no more than can have flowed since. Otherwise it is another baseline.</summary>
    public bool IsSettledGain
    {
        get
        {
            long gainWh = disputed.RegisterWh - RegisterWh;
            return IsSame(disputed.Serial) && gainWh >= -settings.MeterResolutionWh
                && gainWh <= settings.MostWh(disputed.ReadAtMs - ReadAtMs);
        }
    }

    /// <summary>Serial number that a new baseline would have; null when the meter tells none.</summary>
    public string BaselineSerial => IsSettled ? disputed.Serial : shownSerial;

    /// <summary>What a new baseline would start at, as the meter itself shows it, Wh.</summary>
    public long BaselineWh => IsSettled ? disputed.ShownWh : shownWh;

    /// <summary>What the register was when it was recorded last: the modulus counts on from there.</summary>
    /// <param name="registerWh">Wh; -1 for never.</param>
    /// <param name="recordedSerial">Of that meter; null when it told none.</param>
    public void Resume(long registerWh, string recordedSerial)
    {
        anchorWh = registerWh;
        serial = recordedSerial;
    }

    /// <summary>From now on what the register shows is the truth, and a reading that contradicts it is implausible.</summary>
    /// <param name="leastWh">The register has shown this much before; a step less is trembling.</param>
    public void Trust(long leastWh)
    {
        isTrusted = true;
        RegisterWh = RegisterWh < leastWh ? leastWh : RegisterWh;
        anchorWh = RegisterWh;
    }

    /// <summary>The settled readings count: as a gain, or as the start of another baseline.</summary>
    public void Settle()
    {
        bool isGain = IsSettledGain;
        long settledWh = isGain && disputed.RegisterWh < RegisterWh ? RegisterWh : disputed.RegisterWh;
        RegisterWh = isGain ? settledWh : disputed.ShownWh;
        anchorWh = RegisterWh;
        PreviousRegisterWh = RegisterWh;
        PreviousReadAtMs = -1; // what the register was meanwhile nobody knows
        PowerW = disputed.PowerW;
        ReadAtMs = disputed.ReadAtMs;
        serial = isGain ? disputed.Serial ?? serial : disputed.Serial;
        IsImplausible = false;
        isStuck = false;
        unmovedWattMs = 0;
        disputed.Drop();
        flow.Restart(ReadAtMs);
    }

    /// <summary>Starts another baseline at what the meter shows, before anything rested on it.</summary>
    public void Rebase()
    {
        RegisterWh = shownWh;
        PreviousReadAtMs = -1;
        Trust(shownWh);
    }

    /// <summary>Age of the newest plausible reading, ms.</summary>
    public long AgeMs(long nowMs) => nowMs - ReadAtMs;

    public bool IsFresh(long nowMs) => HasReading && AgeMs(nowMs) <= settings.MeterMaximumAgeMs;

    /// <summary>A step begins: the contactor has been since the last one as that one left it.</summary>
    public void Pass(long nowMs) => flow.Pass(nowMs);

    /// <summary>A step ends: until the next one current may flow, or not.</summary>
    public void Leave(bool mayFlow) => flow.MayFlow = mayFlow;

    /// <summary>Takes over the newest reading if it is new; true when a plausible one came.</summary>
    public bool Take(MeterReading reading)
    {
        if (reading.ReadAtMs < 0 || reading.ReadAtMs == takenAtMs)
        {
            return false;
        }

        takenAtMs = reading.ReadAtMs;
        isContradicted |= reading.IsContradicted;
        bool isNegative = reading.PowerW < -settings.ZeroCurrentW;
        IsReversed |= isNegative && wasNegative;
        wasNegative = isNegative || (wasNegative && reading.PowerW <= settings.ZeroCurrentW);
        if (isNegative)
        {
            // Energy that the import register does not see: no reading to charge by, and none to take zero current from.
            IsImplausible = true;
            disputed.Drop();
            return false;
        }

        long registerWh = Continued(reading);
        bool contradicts = HasReading && !IsPlausible(reading, registerWh);
        IsImplausible = contradicts && isTrusted;
        if (IsImplausible)
        {
            disputed.Take(reading, registerWh);
            return false;
        }

        disputed.Drop();
        if (IsStuck(reading, registerWh))
        {
            IsImplausible = true;
            return false;
        }

        Believe(reading, registerWh, contradicts);
        return true;
    }

    // Two steps of the register and eight seconds of full power: what a register that moves again may catch up with at once.
    private bool IsStuck(MeterReading reading, long registerWh)
    {
        bool hasMoved = !HasReading || registerWh > RegisterWh;
        int powerW = reading.PowerW < PowerW ? reading.PowerW : PowerW;
        unmovedWattMs = hasMoved ? 0 : unmovedWattMs + (powerW * (reading.ReadAtMs - ReadAtMs));
        long mostWattMs = (2L * settings.MeterResolutionWh * 3_600_000) + (settings.MaximumPowerW * UnmovedMs);
        isStuck = isTrusted && !hasMoved && (isStuck || unmovedWattMs > mostWattMs);
        return isStuck;
    }

    // Before anything rests on them, the later of two readings that contradict each other is as good as the earlier.
    private void Believe(MeterReading reading, long registerWh, bool contradicts)
    {
        bool startsOver = !HasReading || contradicts;
        agreeingSinceMs = startsOver ? reading.ReadAtMs : agreeingSinceMs;
        bool isGain = startsOver || registerWh > RegisterWh;
        PreviousRegisterWh = RegisterWh;
        PreviousReadAtMs = startsOver ? -1 : ReadAtMs;
        RegisterWh = isGain ? registerWh : RegisterWh;
        PowerW = reading.PowerW;
        ReadAtMs = reading.ReadAtMs;
        serial = reading.Serial ?? serial;
        shownWh = reading.RegisterWh;
        shownSerial = reading.Serial;
        anchorWh = isTrusted ? RegisterWh : anchorWh;
        flow.Restart(ReadAtMs);
    }

    private bool IsPlausible(MeterReading reading, long registerWh)
    {
        long elapsedMs = reading.ReadAtMs - ReadAtMs;
        long gainWh = registerWh - RegisterWh;

        // A register that trembles by its last step has gained nothing; that is no reason to open a contactor.
        return IsSame(reading.Serial) && elapsedMs > 0 && gainWh >= -settings.MeterResolutionWh
            && gainWh <= settings.MostWh(flow.MostMs(elapsedMs));
    }

    private bool IsSame(string other) => serial == null || other == null || other == serial;

    // The register as if it had not started again at 0: of the values that it can mean, the one nearest to the last.
    private long Continued(MeterReading reading)
    {
        long modulusWh = settings.MeterRolloverWh;
        if (modulusWh == 0 || anchorWh < 0 || !IsSame(reading.Serial))
        {
            return reading.RegisterWh;
        }

        long nearestWh = anchorWh - (anchorWh % modulusWh) + reading.RegisterWh;
        return nearestWh - anchorWh > modulusWh / 2 ? nearestWh - modulusWh
            : anchorWh - nearestWh > modulusWh / 2 ? nearestWh + modulusWh
            : nearestWh;
    }
}
