using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// The first steps after a restart: the boot is recorded, the meter's baseline checked, and a session that the power
/// loss cut is ended with the register read now. Until then nothing charges.
/// </summary>
public sealed class StartUp
{
    // From the last reading before a power cut to a contactor that the missing power has opened, with a margin.
    private const long LikelyMs = 10_000;

    // Energy is recorded at every boundary, the longest interval being an hour; a second one for a boundary that failed.
    private const long LongestMs = 2 * 3_600_000;

    private readonly ChargePointSettings settings;
    private readonly RecoveredState recovered;
    private readonly RecordQueue queue;
    private readonly MeterWatch meter;
    private readonly SupplyLedger ledger;
    private readonly SessionAccount account;
    private readonly MeterChange change;
    private bool isBootRecorded;
    private bool isMeterKnown;

    public StartUp(
        ChargePointSettings settings,
        RecoveredState recovered,
        RecordQueue queue,
        MeterWatch meter,
        SupplyLedger ledger,
        SessionAccount account,
        MeterChange change)
    {
        this.settings = settings;
        this.recovered = recovered;
        this.queue = queue;
        this.meter = meter;
        this.ledger = ledger;
        this.account = account;
        this.change = change;
        queue.StartAfter(recovered.LastNumber);
        account.Restore(recovered);
        meter.Resume(recovered.RegisterWh, recovered.MeterSerial);
        HasOpenSession = recovered.OpenSessionNumber != 0;
        if (recovered.IntervalStartUtcMs >= 0)
        {
            ledger.Restore(recovered.IntervalStartUtcMs, recovered.CoveredWh, recovered.LiveWh, recovered.AllocationId);
            ledger.Owe(recovered.OwedWh);
        }
    }

    /// <summary>Everything from before this boot is settled.</summary>
    public bool IsDone => isBootRecorded && isMeterKnown && !HasOpenSession;

    /// <summary>A session from before this boot waits for its end.</summary>
    public bool HasOpenSession { get; private set; }

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; } = long.MaxValue;

    public void Step(Inputs inputs)
    {
        if (IsDone)
        {
            ReviewAtMs = long.MaxValue;
            return;
        }

        if (!isBootRecorded)
        {
            RecordBoot(inputs);
        }

        if (!isMeterKnown && meter.HasReading)
        {
            CheckBaseline(inputs);
        }

        if (isMeterKnown && HasOpenSession)
        {
            EndSession(inputs);
        }

        // What is left waits for a reading: that comes from outside.
        ReviewAtMs = isBootRecorded && !isMeterKnown ? long.MaxValue : inputs.NowMs + settings.StepMs;
    }

    // Energy after the end of an interval belongs to the one that followed, of which nothing is recorded yet.
    private void EnterFollowingInterval(SupplyPlan plan)
    {
        long intervalMs = plan != null ? plan.IntervalMs : settings.IntervalMinutes * 60_000L;
        long followingUtcMs = recovered.FollowingUtcMs - (recovered.FollowingUtcMs % intervalMs);
        if (recovered.FollowingUtcMs > 0 && followingUtcMs > recovered.IntervalStartUtcMs)
        {
            ledger.Restore(followingUtcMs, 0, 0, 0);
        }
    }

    private void RecordBoot(Inputs inputs)
    {
        Record record = queue.Begin(RecordType.Boot, inputs);
        if (record != null)
        {
            record.FirmwareVersion = Firmware.Version;
            record.Version = inputs.Plan == null ? 0 : inputs.Plan.Version;
            record.TokensVersion = inputs.Tokens == null ? 0 : inputs.Tokens.Version;
            record.Count = recovered.LastNumber;
            record.LostRecords = recovered.LostRecords;
            record.SessionNumber = recovered.OpenSessionNumber;
            isBootRecorded = true;
        }
    }

    // A lower register, another serial, or more than can have flowed since the last record is another baseline: the
    // difference to the old one is no energy. Unless it is about what was recorded last, or a meter that nobody has read
    // before, the readings must agree for a while: the first ones after a power cut may be anything. After a lost record,
    // which may have stated energy and may be in the ledger, nobody knows from where to count either.
    private void CheckBaseline(Inputs inputs)
    {
        bool isFirst = account.RecordedWh < 0;
        bool isOther = recovered.MeterSerial != null && inputs.Meter.Serial != null && recovered.MeterSerial != inputs.Meter.Serial;
        long gainWh = meter.RegisterWh - account.RecordedWh;
        bool isPossible = !recovered.IsRegisterUnknown && gainWh >= -settings.MeterResolutionWh && gainWh <= settings.MostWh(LongestMs);
        bool isLikely = isFirst || (!isOther && isPossible && gainWh <= settings.MostWh(LikelyMs));
        if (!isLikely && meter.AgreeingMs < settings.MeterConfirmMs)
        {
            return;
        }

        if (!isFirst && !isOther && isPossible)
        {
            isMeterKnown = true;
            meter.Trust(account.RecordedWh);
            return;
        }

        if (HasOpenSession && !EndSessionAt(inputs, account.RecordedWh))
        {
            return;
        }

        if (change.TellBaseline(inputs, isFirst || recovered.IsRegisterUnknown ? 0 : account.RecordedWh))
        {
            isMeterKnown = true;
            meter.Rebase();
        }
    }

    private void EndSession(Inputs inputs) => EndSessionAt(inputs, meter.RegisterWh);

    private bool EndSessionAt(Inputs inputs, long registerWh)
    {
        EnterFollowingInterval(inputs.Plan);
        ledger.Recall(inputs.Plan);
        HasOpenSession = !account.EndAfterPowerLoss(inputs, registerWh);
        return !HasOpenSession;
    }
}
