using System;
using ChargePointFw.Indication;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>
/// Read, decide, act: one tick of the control thread. It opens before it writes and writes before it closes. A tick
/// that throws leaves the contactor open.
/// </summary>
public sealed class ControlLoop
{
    // Two clocks that are both right may differ by this much, ms; a measurement further ahead tells of a wrong one.
    private const int SurplusAheadMs = 2_000;
    private const int TickMs = 100;

    private readonly IClock clock;
    private readonly IEnergyMeter meter;
    private readonly IContactor contactor;
    private readonly ICharger charger;
    private readonly ICardReader cardReader;
    private readonly IHeartbeat heartbeat;
    private readonly RecordJournal journal;
    private readonly ChargePoint chargePoint;
    private readonly HandOver handOver;
    private readonly ISurplusMeter surplusMeter;
    private readonly SurplusReading surplus = new SurplusReading();
    private readonly Inputs inputs = new Inputs();
    private readonly Outputs outputs = new Outputs();
    private readonly ContactorTest contactorTest = new ContactorTest();
    private readonly SelfTest selfTest;
    private readonly SteadyInputs steady = new SteadyInputs(TickMs);
    private readonly Indication.Indication indication = new Indication.Indication();
    private MeasuredSurplus takenSurplus;
    private int takenRemoteTokens;
    private int takenClearRequests;
    private int takenSelfTests;
    private bool hasFailed;
    private long beatAtMs = -1;
    private int stallMs;
    private bool isToldClosed;
    private bool isEnabled;
    private int offeredA;

    public ControlLoop(
        IClock clock,
        IEnergyMeter meter,
        IContactor contactor,
        ICharger charger,
        ICardReader cardReader,
        IHeartbeat heartbeat,
        RecordJournal journal,
        ChargePoint chargePoint,
        HandOver handOver,
        ISurplusMeter surplusMeter = null)
    {
        this.clock = clock;
        this.meter = meter;
        this.contactor = contactor;
        this.charger = charger;
        this.cardReader = cardReader;
        this.heartbeat = heartbeat;
        this.journal = journal;
        this.chargePoint = chargePoint;
        this.handOver = handOver;
        this.surplusMeter = surplusMeter;
        selfTest = new SelfTest(journal);
    }

    /// <summary>
    /// A board with a heartbeat's timer sets <see cref="ChargePointSettings.NoticedStallMs"/>: so long without a beat ends
    /// the session. 0 where ticks may be skipped while nothing can change.
    /// </summary>
    public int NoticedStallMs { get; set; }

    /// <summary>The contacts that forbid charging; null where none is wired.</summary>
    public IStopContacts StopContacts { get; set; }

    /// <summary>Whether the card reader answers; null for one that cannot be asked.</summary>
    public ICardReaderHealth CardReaderHealth { get; set; }

    /// <summary>Where it gets hot; null where no sensor is wired.</summary>
    public IThermometer Thermometer { get; set; }

    /// <summary>The pilot of an AC post; null for a charger that offers nothing.</summary>
    public ICurrentOffer CurrentOffer { get; set; }

    /// <summary>The board runs with another configuration than it was given: nothing may charge.</summary>
    public bool IsConfigurationInvalid { get; set; }

    /// <summary>A technician has mended what had a fault: set by the console, taken by the next tick.</summary>
    public bool IsClearRequested { get; set; }

    /// <summary>What the last tick wanted; for display and for a simulation.</summary>
    public Outputs Outputs => outputs;

    /// <summary>Lamp and buzzer; null where there are none.</summary>
    public IIndicator Indicator { get; set; }

    /// <summary>What the last tick read; for display. None needs another to be of the same moment.</summary>
    public Inputs Inputs => inputs;

    /// <summary>The technician's test, which runs where no session does.</summary>
    public ContactorTest ContactorTest => contactorTest;

    /// <summary>What is known of each part.</summary>
    public SelfTest SelfTest => selfTest;

    /// <summary>One tick; returns the monotonic time at which the next could make a difference by itself.</summary>
    public long Tick()
    {
        try
        {
            WatchBeat();
            Read();
            if (steady.Hold(inputs, outputs.NextChangeMs) && !IsUnderWay && !contactorTest.IsAsked && !selfTest.IsAsked)
            {
                Repeat();
                return outputs.NextChangeMs;
            }

            steady.Keep(inputs);
            chargePoint.Step(inputs, outputs);
            stallMs = 0;
            Act();
            return IsUnderWay ? inputs.NowMs + TickMs : outputs.NextChangeMs;
        }
        catch (Exception)
        {
            OpenContactor();
            Enable(false);
            steady.Forget();
            hasFailed = true; // seen by the next step as a fault, which ends the session and is recorded
            throw;
        }
    }

    // What takes several ticks in a row.
    private bool IsUnderWay => contactorTest.IsRunning || isEnabled != outputs.EnableCharger;

    // Nothing has changed: the outputs stay, and are put out again, as pins may be disturbed.
    private void Repeat()
    {
        if (outputs.CloseContactor)
        {
            contactor.Close();
        }
        else
        {
            contactor.Open();
        }

        handOver.UtcMs = inputs.ClockQuality == ClockQuality.Unknown ? 0 : inputs.UtcMs;
        Beat();
    }

    private void Read()
    {
        inputs.NowMs = clock.UptimeMs;
        inputs.UtcMs = clock.UtcMs;
        inputs.ClaimedClockQuality = clock.Quality;
        meter.Read(inputs.Meter);
        inputs.IsContactorClosed = contactor.IsClosed;
        inputs.IsContactorTold = isToldClosed;
        inputs.OpenStopContacts = OpenStopContacts();
        if (Thermometer != null)
        {
            inputs.TemperatureDeciC = Thermometer.ReadDecidegreesC();
        }

        TakeClearing();
        TakeSelfTest();
        charger.Look();
        inputs.IsVehicleConnected = charger.IsVehicleConnected;
        inputs.VehicleRequestsEnergy = charger.VehicleRequestsEnergy;
        inputs.TokenHash = cardReader.TakeTokenHash();
        inputs.HasCardReaderFailed = CardReaderHealth != null && CardReaderHealth.HasFailed;
        TakeRemoteToken();
        inputs.IsStopRequested = handOver.StopSessionNumber != 0 && handOver.StopSessionNumber == outputs.SessionNumber;
        inputs.IsAvailable = handOver.IsAvailable;
        inputs.BoardFault = hasFailed ? FaultCode.StepFailed
            : stallMs > 0 ? FaultCode.Stalled
            : IsConfigurationInvalid ? FaultCode.ConfigurationInvalid
            : charger.HasFault ? FaultCode.ChargerFault
            : FaultCode.None;
        inputs.StallMs = stallMs;
        inputs.Plan = handOver.Plan;
        inputs.PlanRefusedKind = handOver.PlanRefusedKind;
        inputs.Tokens = handOver.Tokens;
        ReadSurplus();
        inputs.CommittedUpTo = journal.CommittedUpTo;
        inputs.JournalRoom = journal.Room;
        inputs.IsOnline = handOver.IsOnline;
        inputs.RefusedKind = handOver.RefusedKind;
        inputs.RefusedVersion = handOver.RefusedVersion;
        inputs.RefusedCount = handOver.RefusedCount;
    }

    private void TakeClearing()
    {
        int asked = handOver.ClearRequests;
        inputs.ClearedFaults = IsClearRequested ? FaultWatch.Lasting : asked != takenClearRequests ? FaultWatch.ClearedFromAfar : 0;
        takenClearRequests = asked;
        IsClearRequested = false;
    }

    private void TakeSelfTest()
    {
        if (takenSelfTests != handOver.SelfTestRequests)
        {
            takenSelfTests = handOver.SelfTestRequests;
            selfTest.IsAsked = true;
        }
    }

    private int OpenStopContacts() => StopContacts == null ? 0
        : (StopContacts.IsEmergencyStopPressed ? 1 : 0)
        | (StopContacts.IsDoorOpen ? 2 : 0)
        | (StopContacts.HasResidualCurrentTripped ? 4 : 0)
        | (StopContacts.IsTooHot ? 8 : 0);

    private void OpenContactor()
    {
        contactor.Open();
        isToldClosed = false;
    }

    private void Enable(bool isEnabled)
    {
        charger.SetEnabled(isEnabled);
        this.isEnabled = isEnabled;
    }

    // Once, and only to start: presented to a session that has begun meanwhile it would end it.
    private void TakeRemoteToken()
    {
        int presented = handOver.RemoteTokens;
        if (presented != takenRemoteTokens)
        {
            takenRemoteTokens = presented;
            bool isFree = outputs.SessionNumber == 0 && inputs.TokenHash == 0;
            inputs.TokenHash = isFree ? handOver.RemoteTokenHash : inputs.TokenHash;
        }
    }

    // A meter of our own, or what the link was told; the age of that is told by the wall clock, once.
    private void ReadSurplus()
    {
        if (surplusMeter != null)
        {
            surplusMeter.Read(surplus);
            inputs.SurplusW = surplus.SurplusW;
            inputs.SurplusMeasuredMs = surplus.MeasuredMs;
            return;
        }

        MeasuredSurplus newest = handOver.Surplus;
        if (newest == takenSurplus || inputs.ClaimedClockQuality == ClockQuality.Unknown)
        {
            return;
        }

        takenSurplus = newest;
        long ageMs = inputs.UtcMs - newest.MeasuredUtcMs;
        if (ageMs >= -SurplusAheadMs)
        {
            inputs.SurplusW = newest.SurplusW;
            inputs.SurplusMeasuredMs = inputs.NowMs - (ageMs > 0 ? ageMs : 0);
        }
    }

    // The timer may have dropped the coil meanwhile: the next beat must not bring it back before a step has decided.
    private void WatchBeat()
    {
        long nowMs = clock.UptimeMs;
        long silentMs = nowMs - beatAtMs;
        if (NoticedStallMs > 0 && beatAtMs >= 0 && silentMs > NoticedStallMs)
        {
            OpenContactor();
            Enable(false);
            stallMs = silentMs < int.MaxValue ? (int)silentMs : int.MaxValue;
            beatAtMs = nowMs;
        }
    }

    private void Act()
    {
        bool isTesting = contactorTest.Step(inputs, outputs);
        bool isToClose = outputs.CloseContactor || isTesting;

        if (outputs.OfferA != offeredA && CurrentOffer != null)
        {
            CurrentOffer.Offer(outputs.OfferA);
            offeredA = outputs.OfferA;
        }

        // The contactor closes without load: the charger may deliver once it has closed. At an AC post the vehicle waits for it.
        Enable(outputs.EnableCharger && (isEnabled || inputs.IsContactorClosed || chargePoint.ClosesOnRequest));
        if (!isToClose)
        {
            OpenContactor();
        }

        selfTest.Step(inputs, outputs, contactorTest, chargePoint.Queue);
        Append();
        if (isToClose)
        {
            contactor.Close();
            isToldClosed = true;
        }

        WatchBeat(); // a slow flash stalls as well
        Show();
        Beat();
    }

    private void Beat()
    {
        heartbeat.Toggle();
        beatAtMs = clock.UptimeMs;
        if (Indicator != null)
        {
            int on = indication.Step(inputs, outputs);
            Indicator.Show((on & IndicatorTable.Green) != 0, (on & IndicatorTable.Red) != 0, (on & IndicatorTable.Buzzer) != 0);
        }
    }

    private void Append()
    {
        RecordQueue queue = chargePoint.Queue;
        for (int i = 0; i < queue.Count; i++)
        {
            Record record = queue.At(i);
            if (record.Number > journal.CommittedUpTo && !journal.Append(record))
            {
                return; // stays in the queue; the next tick tries again
            }
        }
    }

    private void Show()
    {
        bool isSame = handOver.ConnectorStatus == outputs.ConnectorStatus
            && handOver.ChargingState == outputs.ChargingState
            && handOver.Claim == outputs.Claim
            && handOver.Verdict == outputs.Verdict
            && handOver.UntilUtcMs == outputs.UntilUtcMs
            && handOver.SessionNumber == outputs.SessionNumber
            && handOver.Fault == inputs.Fault
            && handOver.OfferA == outputs.OfferA
            && handOver.Derating == outputs.Derating;
        handOver.TemperatureDeciC = inputs.TemperatureDeciC;
        handOver.Faults = inputs.Faults;
        handOver.IsContactorClosed = isToldClosed;
        handOver.PowerW = inputs.Meter.PowerW;
        handOver.RegisterWh = inputs.Meter.RegisterWh;
        handOver.UtcMs = inputs.ClockQuality == ClockQuality.Unknown ? 0 : inputs.UtcMs;
        if (isSame)
        {
            return;
        }

        handOver.ConnectorStatus = outputs.ConnectorStatus;
        handOver.ChargingState = outputs.ChargingState;
        handOver.Claim = outputs.Claim;
        handOver.Verdict = outputs.Verdict;
        handOver.UntilUtcMs = outputs.UntilUtcMs;
        handOver.SessionNumber = outputs.SessionNumber;
        handOver.Fault = inputs.Fault;
        handOver.OfferA = outputs.OfferA;
        handOver.Derating = outputs.Derating;
        handOver.StatusVersion++;
    }
}
