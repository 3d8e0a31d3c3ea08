using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// Turns registers into records. The register up to which everything is recorded moves forward only, so that every
/// watt-hour stands in exactly one record.
/// </summary>
public sealed class SessionAccount
{
    private readonly RecordQueue queue;
    private readonly MeterWatch meter;
    private readonly SupplyLedger ledger;

    public SessionAccount(RecordQueue queue, MeterWatch meter, SupplyLedger ledger)
    {
        this.queue = queue;
        this.meter = meter;
        this.ledger = ledger;
    }

    public int SessionNumber { get; private set; }

    public int LastSessionNumber { get; private set; }

    public Claim Claim { get; private set; }

    public long TokenHash { get; private set; }

    /// <summary>Register up to which energy is recorded, Wh; -1 before the first reading.</summary>
    public long RecordedWh { get; private set; } = -1;

    public bool IsOpen => SessionNumber != 0;

    /// <summary>Energy read and not yet recorded that counts against the current interval, Wh.</summary>
    public long UnbookedWh =>
        ledger.IsClosing || Claim != Claim.Renewable || RecordedWh < 0 ? 0 : meter.RegisterWh - RecordedWh;

    /// <summary>Takes up what was before this boot.</summary>
    public void Restore(RecoveredState state)
    {
        LastSessionNumber = state.LastSessionNumber;
        SessionNumber = state.OpenSessionNumber;
        Claim = state.OpenClaim;
        TokenHash = state.OpenTokenHash;
        RecordedWh = state.RegisterWh;
    }

    /// <summary>The register starts anew: another meter, or the first reading ever.</summary>
    public void Rebase(long registerWh) => RecordedWh = registerWh;

    /// <summary>Energy that moved outside any session: recorded, never lost.</summary>
    public void RecordIdleEnergy(Inputs inputs)
    {
        if (meter.RegisterWh <= RecordedWh)
        {
            return;
        }

        Record record = queue.Begin(RecordType.IdleEnergy, inputs);
        if (record != null)
        {
            record.PreviousRegisterWh = RecordedWh;
            record.RegisterWh = meter.RegisterWh;
            record.IntervalStartUtcMs = ledger.Current.StartUtcMs < 0 ? 0 : ledger.Current.StartUtcMs;
            RecordedWh = meter.RegisterWh;
        }
    }

    /// <summary>Opens a session; returns the number of its record, or -1 when the queue is full.</summary>
    public long Start(Inputs inputs, Claim claim, SupplyVerdict verdict, ChargingState state)
    {
        if (!TellLive(inputs, claim, ledger.Current, state == ChargingState.Charging))
        {
            return -1;
        }

        Record record = queue.Begin(RecordType.SessionStarted, inputs);
        if (record == null)
        {
            return -1;
        }

        SessionNumber = ++LastSessionNumber;
        Claim = claim;
        TokenHash = inputs.TokenHash;
        RecordedWh = meter.RegisterWh;
        FillSession(record, ledger.Current, meter.RegisterWh, state);
        record.Verdict = verdict;
        record.TokenHash = TokenHash;
        return record.Number;
    }

    /// <summary>Records a change of state; returns the record's number, or -1 when the queue is full.</summary>
    public long Update(Inputs inputs, SupplyVerdict verdict, ChargingState state)
    {
        CloseIntervalByForce(inputs, state);
        bool draws = meter.RegisterWh > RecordedWh || state == ChargingState.Charging;
        if (!TellLive(inputs, Claim, ledger.Current, draws))
        {
            return -1;
        }

        Record record = queue.Begin(RecordType.SessionUpdated, inputs);
        if (record == null)
        {
            return -1;
        }

        FillSession(record, ledger.Current, meter.RegisterWh, state);
        FillEnergy(record, inputs, meter.RegisterWh);
        record.Verdict = verdict;
        return record.Number;
    }

    /// <summary>Ends the session; false when the queue is full, so that the caller asks again.</summary>
    public bool End(Inputs inputs, StoppedReason reason)
    {
        CloseIntervalByForce(inputs, ChargingState.SuspendedEVSE);
        if (!TellLive(inputs, Claim, ledger.Current, meter.RegisterWh > RecordedWh))
        {
            return false;
        }

        Record record = queue.Begin(RecordType.SessionEnded, inputs);
        if (record == null)
        {
            return false;
        }

        FillSession(record, ledger.Current, meter.RegisterWh, ChargingState.EVConnected);
        FillEnergy(record, inputs, meter.RegisterWh);
        record.StoppedReason = reason;
        Forget();
        return true;
    }

    /// <summary>
    /// Ends a session that a power loss cut. Its energy belongs to the last interval begun: a boundary would have been
    /// a record.
    /// </summary>
    public bool EndAfterPowerLoss(Inputs inputs, long registerWh)
    {
        Record record = queue.Begin(RecordType.SessionEnded, inputs);
        if (record == null)
        {
            return false;
        }

        FillSession(record, ledger.Open, registerWh, ChargingState.Idle);
        FillEnergy(record, inputs, registerWh);
        record.StoppedReason = StoppedReason.PowerLoss;
        Forget();
        return true;
    }

    /// <summary>
    /// Closes the interval that has ended once a reading after the boundary is there: the register at the boundary is
    /// interpolated on the monotonic clock and rounded down for the earlier interval.
    /// </summary>
    /// <param name="inputs">This step's.</param>
    /// <param name="state">The session's.</param>
    /// <param name="goesOn">
    /// Energy may flow on: the boundary is then recorded even if none did yet, so that a power loss finds the interval.
    /// </param>
    public void CloseInterval(Inputs inputs, ChargingState state, bool goesOn)
    {
        if (ledger.IsClosing && meter.ReadAtMs >= ledger.BoundaryMs)
        {
            CloseIntervalAt(inputs, BoundaryRegisterWh(), meter.PreviousRegisterWh, state, goesOn);
        }
    }

    // A record that ends or suspends cannot wait for a meter that has fallen silent: what was read counts for the
    // interval that was open.
    private void CloseIntervalByForce(Inputs inputs, ChargingState state)
    {
        if (ledger.IsClosing)
        {
            CloseIntervalAt(inputs, meter.RegisterWh, meter.RegisterWh, state, false);
        }
    }

    private void CloseIntervalAt(Inputs inputs, long boundaryWh, long lastBeforeWh, ChargingState state, bool goesOn)
    {
        if (boundaryWh > RecordedWh || goesOn)
        {
            bool isTold = TellLive(inputs, Claim, ledger.Closing, boundaryWh > RecordedWh);
            Record record = isTold ? queue.Begin(RecordType.IntervalClosed, inputs) : null;
            if (record == null)
            {
                return; // still closing: the next step asks again
            }

            record.SplitBeforeWh = (int)(boundaryWh - lastBeforeWh);
            record.SplitAfterWh = (int)(meter.RegisterWh - boundaryWh);
            FillSession(record, ledger.Closing, boundaryWh, state);
            FillEnergy(record, inputs, boundaryWh);
        }

        ledger.FinishClosing();
    }

    private long BoundaryRegisterWh()
    {
        if (meter.PreviousReadAtMs < 0 || meter.PreviousReadAtMs >= ledger.BoundaryMs)
        {
            return RecordedWh;
        }

        long gainWh = meter.RegisterWh - meter.PreviousRegisterWh;
        long spanMs = meter.ReadAtMs - meter.PreviousReadAtMs;
        long partMs = ledger.BoundaryMs - meter.PreviousReadAtMs;
        return meter.PreviousRegisterWh + (gainWh * partMs / spanMs);
    }

    // What the interval has been credited stands in a record before the first that may draw on it, so that whoever reads
    // in order never finds more covered than supplied. False when the queue is full.
    private bool TellLive(Inputs inputs, Claim claim, SupplyAccount interval, bool draws)
    {
        if (claim != Claim.Renewable || !draws || interval.LiveWh == interval.RecordedLiveWh)
        {
            return true;
        }

        Record record = queue.Begin(RecordType.LiveSupplied, inputs);
        if (record == null)
        {
            return false;
        }

        record.IntervalStartUtcMs = interval.StartUtcMs;
        record.AllocationId = interval.AllocationId;
        record.LiveWh = interval.LiveWh;
        record.Measurements = interval.Measurements;
        interval.RecordedLiveWh = interval.LiveWh;
        return true;
    }

    private void FillSession(Record record, SupplyAccount account, long registerWh, ChargingState state)
    {
        record.SessionNumber = SessionNumber;
        record.Claim = Claim;
        record.ChargingState = state;
        record.RegisterWh = registerWh;
        record.IntervalStartUtcMs = account.StartUtcMs < 0 ? 0 : account.StartUtcMs;
        record.AllocationId = Claim == Claim.Renewable ? account.AllocationId : 0;
    }

    private void FillEnergy(Record record, Inputs inputs, long registerWh)
    {
        record.EnergyWh = (int)(registerWh - RecordedWh);
        record.CoveredWh = Claim == Claim.Renewable ? ledger.Cover(record.EnergyWh) : 0;
        record.ReadingAgeMs = (int)meter.AgeMs(inputs.NowMs);
        RecordedWh = registerWh;
    }

    private void Forget()
    {
        SessionNumber = 0;
        Claim = Claim.NoSession;
        TokenHash = 0;
    }
}
