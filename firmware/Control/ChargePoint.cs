using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// The charge point's decisions. <see cref="Step"/> is pure on its own state: inputs in, outputs and records out; it
/// waits for nothing and allocates nothing. Opening waits for nothing; closing waits for its record.
/// </summary>
public sealed class ChargePoint
{
    private const long Never = long.MaxValue;

    private readonly ChargePointSettings settings;
    private readonly RecordQueue queue = new RecordQueue();
    private readonly SupplyLedger ledger = new SupplyLedger();
    private readonly LiveSupply live;
    private readonly MeterWatch meter;
    private readonly MeterChange meterChange;
    private readonly Admission admission;
    private readonly SupplyRule rule;
    private readonly SessionAccount account;
    private readonly StartUp startUp;
    private readonly Notices notices;
    private readonly VehicleWatch vehicle;
    private readonly WallClockAgenda wallClock;
    private readonly ClockTrust clockTrust = new ClockTrust();
    private readonly ContactorDuty duty;
    private readonly FaultWatch faults;
    private readonly ContactorGate gate;
    private readonly Derating derating;

    private bool isReady;
    private bool isTokenRefused;
    private SessionPhase phase = SessionPhase.Idle;
    private SupplyVerdict verdict;
    private SupplyVerdict suspendVerdict;
    private StoppedReason stoppedReason;
    private long awaitedNumber;
    private long stoppingSinceMs;
    private long openedAtMs;
    private long phaseTimerMs = Never;
    private long restUntilMs = Never;
    private long idleIntervalStartUtcMs = -1;

    public ChargePoint(ChargePointSettings settings, RecoveredState recovered)
    {
        this.settings = settings;
        meter = new MeterWatch(settings);
        live = new LiveSupply(settings, ledger);
        rule = new SupplyRule(settings, meter, ledger, live);
        account = new SessionAccount(queue, meter, ledger);
        meterChange = new MeterChange(settings, queue, meter, account);
        admission = new Admission(settings);
        startUp = new StartUp(settings, recovered, queue, meter, ledger, account, meterChange);
        notices = new Notices(queue, clockTrust, meter, recovered);
        vehicle = new VehicleWatch(settings);
        wallClock = new WallClockAgenda(settings, ledger);
        duty = new ContactorDuty(settings);
        faults = new FaultWatch(settings, recovered, queue, meter);
        gate = new ContactorGate(settings, duty);
        derating = new Derating(settings);
    }

    /// <summary>The contactor follows the vehicle, which must have been offered a current before.</summary>
    public bool ClosesOnRequest => gate.ClosesOnRequest;

    /// <summary>Records asked for and not yet committed, oldest first.</summary>
    public RecordQueue Queue => queue;

    /// <summary>Where the session stands.</summary>
    public SessionPhase Phase => phase;

    /// <summary>Everything from before this boot is settled.</summary>
    public bool IsReady => isReady;

    /// <summary>What has been drawn from the interval's allocation; for display.</summary>
    public SupplyLedger Ledger => ledger;

    /// <summary>Decides once. Call it every <see cref="ChargePointSettings.StepMs"/>, or at the time it named.</summary>
    public void Step(Inputs inputs, Outputs outputs)
    {
        inputs.ClockQuality = clockTrust.Judge(inputs.NowMs, inputs.UtcMs, inputs.ClaimedClockQuality);
        queue.Release(inputs.CommittedUpTo);
        meter.Pass(inputs.NowMs);
        meter.Take(inputs.Meter);
        derating.Step(inputs.TemperatureDeciC);
        inputs.IsTooHot = derating.State >= DeratingState.TooHot;
        faults.Step(inputs);
        EnterInterval(inputs);
        isReady = startUp.IsDone;
        startUp.Step(inputs);
        if (ledger.IsClosing && account.IsOpen && phase != SessionPhase.Idle)
        {
            bool goesOn = phase != SessionPhase.Waiting && phase != SessionPhase.Settling;
            account.CloseInterval(inputs, StateNow(inputs), goesOn);
        }

        notices.Step(inputs); // behind the boundary, whose register may lie below the one of now
        Judge(inputs);
        Advance(inputs);
        Tell(inputs, outputs);
    }

    private void EnterInterval(Inputs inputs)
    {
        bool isTimeKnown = inputs.ClockQuality != ClockQuality.Unknown && !startUp.HasOpenSession;
        if (isTimeKnown)
        {
            bool mustClose = phase != SessionPhase.Idle;
            ledger.Enter(inputs.Plan, inputs.UtcMs, inputs.NowMs, settings.IntervalMinutes * 60_000L, mustClose);
        }

        live.Step(inputs, isTimeKnown && !ledger.IsClockBehind);
    }

    private void Judge(Inputs inputs)
    {
        bool isInSession = phase != SessionPhase.Idle;
        bool isDelivering = phase == SessionPhase.Delivering;
        rule.UnbookedWh = isInSession ? account.UnbookedWh : 0;
        bool isAuthorised = admission.Holds(inputs, account.Claim, account.TokenHash);
        verdict = rule.Judge(inputs, isDelivering, isInSession, account.Claim, isAuthorised, queue.Count);
    }

    // What may deliver still waits for a contactor that has switched too often or too lately.
    private void SpareContactor(Inputs inputs)
    {
        long mayCloseAtMs = rule.DrawsOnLive ? duty.MayCloseOnLiveAtMs : duty.MayCloseAtMs;
        if (verdict == SupplyVerdict.Allowed && inputs.NowMs < mayCloseAtMs)
        {
            verdict = SupplyVerdict.DeniedContactorRest;
            restUntilMs = mayCloseAtMs;
        }
    }

    private void Advance(Inputs inputs)
    {
        phaseTimerMs = Never;
        restUntilMs = Never;
        switch (phase)
        {
            case SessionPhase.Idle:
                Idle(inputs);
                break;
            case SessionPhase.Waiting:
                Wait(inputs);
                break;
            case SessionPhase.Closing:
                AwaitRecord(inputs);
                break;
            case SessionPhase.Delivering:
                Deliver(inputs);
                break;
            case SessionPhase.Stopping:
                Stop(inputs);
                break;
            default:
                Settle(inputs);
                break;
        }
    }

    private void Idle(Inputs inputs)
    {
        if (isReady)
        {
            meterChange.Step(inputs);
            RecordIdleEnergy(inputs);
        }

        isTokenRefused = isTokenRefused && inputs.IsVehicleConnected && inputs.TokenHash == 0;
        bool mayCharge = inputs.TokenHash != 0 && inputs.IsVehicleConnected && isReady;
        verdict = isReady || !VerdictEffects.MayStart(verdict) ? verdict : SupplyVerdict.DeniedMeterImplausible;
        if (!mayCharge || !VerdictEffects.MayStart(verdict))
        {
            verdict = isTokenRefused ? SupplyVerdict.DeniedNotMember : verdict;
            return;
        }

        Claim claim = admission.Of(inputs);
        if (claim == Claim.NoSession)
        {
            isTokenRefused = true;
            verdict = SupplyVerdict.DeniedNotMember;
            return;
        }

        account.RecordIdleEnergy(inputs);
        verdict = claim == Claim.Renewable ? verdict : SupplyVerdict.Allowed;
        SpareContactor(inputs);
        bool closeNow = verdict == SupplyVerdict.Allowed && inputs.VehicleRequestsEnergy;
        ChargingState state = closeNow ? ChargingState.Charging : ChargingState.SuspendedEVSE;
        awaitedNumber = account.Start(inputs, claim, verdict, state);
        phase = awaitedNumber < 0 ? SessionPhase.Idle : closeNow ? SessionPhase.Closing : SessionPhase.Waiting;
    }

    // Stray energy is recorded once an interval: often enough to be placed in time, seldom enough for the store.
    private void RecordIdleEnergy(Inputs inputs)
    {
        if (ledger.Current.StartUtcMs != idleIntervalStartUtcMs)
        {
            idleIntervalStartUtcMs = ledger.Current.StartUtcMs;
            account.RecordIdleEnergy(inputs);
        }
    }

    private void Wait(Inputs inputs)
    {
        SpareContactor(inputs);
        StoppedReason cause = EndCauses.Of(inputs, verdict, account.TokenHash);
        cause = cause == StoppedReason.None && meter.IsSettled ? StoppedReason.Other : cause;
        if (cause != StoppedReason.None)
        {
            stoppedReason = cause;
            BeginSettling(inputs);
            return;
        }

        // A charge that resumes at the boundary waits for the first reading after it: energy of the new interval must
        // not be split into the old one.
        if (verdict != SupplyVerdict.Allowed || !inputs.VehicleRequestsEnergy || ledger.IsClosing)
        {
            return;
        }

        awaitedNumber = account.Update(inputs, SupplyVerdict.Allowed, ChargingState.Charging);
        if (awaitedNumber > 0)
        {
            phase = SessionPhase.Closing;
        }
    }

    private void AwaitRecord(Inputs inputs)
    {
        StoppedReason cause = EndCauses.Of(inputs, verdict, account.TokenHash);
        if (cause != StoppedReason.None)
        {
            stoppedReason = cause;
            BeginSettling(inputs);
        }
        else if (VerdictEffects.Suspends(verdict))
        {
            suspendVerdict = verdict;
            BeginSettling(inputs);
        }
        else if (inputs.CommittedUpTo >= awaitedNumber)
        {
            phase = SessionPhase.Delivering;
            vehicle.Reset();
        }
    }

    private void Deliver(Inputs inputs)
    {
        StoppedReason cause = EndCauses.Of(inputs, verdict, account.TokenHash);
        if (cause == StoppedReason.None)
        {
            cause = vehicle.HasFinished(inputs) ? StoppedReason.StoppedByEV : StoppedReason.None;
            phaseTimerMs = vehicle.FinishesAtMs;
        }

        if (cause == StoppedReason.None && !VerdictEffects.Suspends(verdict))
        {
            return;
        }

        stoppedReason = cause;
        suspendVerdict = verdict;
        stoppingSinceMs = inputs.NowMs;

        // A fault opens at once, and so does an empty socket: there is no current to wait for.
        bool openAtOnce = inputs.Fault != FaultCode.None || !inputs.IsVehicleConnected;
        if (openAtOnce)
        {
            BeginSettling(inputs);
        }
        else
        {
            phase = SessionPhase.Stopping;
            phaseTimerMs = stoppingSinceMs + settings.ForceOpenMs;
        }
    }

    private void Stop(Inputs inputs)
    {
        TakeLateCause(inputs);
        bool isCurrentZero = meter.ReadAtMs > stoppingSinceMs && meter.PowerW <= settings.ZeroCurrentW;
        bool isForced = inputs.NowMs - stoppingSinceMs >= settings.ForceOpenMs;
        bool openAtOnce = inputs.Fault != FaultCode.None || !inputs.IsVehicleConnected;
        if (isCurrentZero || isForced || openAtOnce)
        {
            BeginSettling(inputs);
        }
        else
        {
            phaseTimerMs = stoppingSinceMs + settings.ForceOpenMs;
        }
    }

    private void BeginSettling(Inputs inputs)
    {
        phase = SessionPhase.Settling;
        openedAtMs = inputs.NowMs;
        phaseTimerMs = openedAtMs + settings.MeterMaximumAgeMs;
    }

    private void Settle(Inputs inputs)
    {
        TakeLateCause(inputs);
        bool hasLastReading = meter.ReadAtMs > openedAtMs;
        bool hasWaited = inputs.NowMs - openedAtMs >= settings.MeterMaximumAgeMs;
        if (!hasLastReading && !hasWaited)
        {
            phaseTimerMs = openedAtMs + settings.MeterMaximumAgeMs;
            return;
        }

        if (stoppedReason != StoppedReason.None)
        {
            if (account.End(inputs, stoppedReason))
            {
                GoIdle();
            }
        }
        else if (account.Update(inputs, suspendVerdict, ChargingState.SuspendedEVSE) > 0)
        {
            phase = SessionPhase.Waiting;
        }

        phaseTimerMs = inputs.NowMs + settings.StepMs;
    }

    private void GoIdle()
    {
        phase = SessionPhase.Idle;
        stoppedReason = StoppedReason.None;
    }

    // A suspension becomes an end when the driver leaves meanwhile.
    private void TakeLateCause(Inputs inputs)
    {
        if (stoppedReason == StoppedReason.None)
        {
            stoppedReason = EndCauses.Of(inputs, verdict, account.TokenHash);
        }
    }

    private void Tell(Inputs inputs, Outputs outputs)
    {
        bool isDelivering = phase == SessionPhase.Delivering;
        outputs.EnableCharger = isDelivering;
        outputs.CloseContactor = gate.IsToClose(inputs, isDelivering, phase == SessionPhase.Stopping);
        outputs.OfferA = derating.OfferA;
        outputs.Derating = derating.State;
        outputs.ChargingState = StateNow(inputs);
        outputs.Claim = account.Claim;
        outputs.Verdict = verdict;
        outputs.UntilUtcMs = restUntilMs == Never ? rule.UntilUtcMs : inputs.UtcMs + (restUntilMs - inputs.NowMs);
        outputs.SessionNumber = account.SessionNumber;
        outputs.ConnectorStatus =
            inputs.Fault != FaultCode.None ? ConnectorStatus.Faulted
            : !inputs.IsAvailable ? ConnectorStatus.Unavailable
            : inputs.IsVehicleConnected ? ConnectorStatus.Occupied
            : ConnectorStatus.Available;
        outputs.NextOwnChangeMs = NextOwnChangeMs(inputs);
        outputs.NextChangeMs = rule.StaleAtMs < outputs.NextOwnChangeMs ? rule.StaleAtMs : outputs.NextOwnChangeMs;
        meter.Leave(outputs.CloseContactor || inputs.IsContactorClosed);
    }

    private long NextOwnChangeMs(Inputs inputs)
    {
        long next = queue.Count > 0 ? inputs.NowMs + settings.StepMs : Never;
        long wallClockMs = wallClock.NextMs(inputs, admission.MemberUntilUtcMs);
        next = wallClockMs < next ? wallClockMs : next;
        next = rule.ReviewAtMs < next ? rule.ReviewAtMs : next;
        next = phaseTimerMs < next ? phaseTimerMs : next;
        next = restUntilMs < next ? restUntilMs : next;
        next = gate.ReviewAtMs < next ? gate.ReviewAtMs : next;
        next = startUp.ReviewAtMs < next ? startUp.ReviewAtMs : next;
        next = notices.ReviewAtMs < next ? notices.ReviewAtMs : next;
        next = meterChange.ReviewAtMs < next ? meterChange.ReviewAtMs : next;
        next = clockTrust.ReviewAtMs < next ? clockTrust.ReviewAtMs : next;
        next = faults.ReviewAtMs < next ? faults.ReviewAtMs : next;
        return next > inputs.NowMs ? next : inputs.NowMs + settings.StepMs;
    }

    private ChargingState StateNow(Inputs inputs) => phase switch
    {
        SessionPhase.Idle => inputs.IsVehicleConnected ? ChargingState.EVConnected : ChargingState.Idle,
        SessionPhase.Delivering => inputs.VehicleRequestsEnergy ? ChargingState.Charging : ChargingState.SuspendedEV,
        SessionPhase.Closing => ChargingState.EVConnected,
        SessionPhase.Stopping or SessionPhase.Settling when stoppedReason != StoppedReason.None => ChargingState.EVConnected,
        _ => ChargingState.SuspendedEVSE,
    };
}
