using System;
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
    private readonly IClock clock;
    private readonly IEnergyMeter meter;
    private readonly IContactor contactor;
    private readonly ICharger charger;
    private readonly ICardReader cardReader;
    private readonly IHeartbeat heartbeat;
    private readonly RecordJournal journal;
    private readonly ChargePoint chargePoint;
    private readonly HandOver handOver;
    private readonly Inputs inputs = new Inputs();
    private readonly Outputs outputs = new Outputs();
    private bool hasFailed;

    public ControlLoop(
        IClock clock,
        IEnergyMeter meter,
        IContactor contactor,
        ICharger charger,
        ICardReader cardReader,
        IHeartbeat heartbeat,
        RecordJournal journal,
        ChargePoint chargePoint,
        HandOver handOver)
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
    }

    /// <summary>What the last tick wanted; for display and for a simulation.</summary>
    public Outputs Outputs => outputs;

    /// <summary>One tick; returns the monotonic time at which the next could make a difference by itself.</summary>
    public long Tick()
    {
        try
        {
            Read();
            chargePoint.Step(inputs, outputs);
            Act();
            return outputs.NextChangeMs;
        }
        catch (Exception)
        {
            contactor.Open();
            charger.SetEnabled(false);
            hasFailed = true; // seen by the next step as a fault, which ends the session and is recorded
            throw;
        }
    }

    private void Read()
    {
        inputs.NowMs = clock.UptimeMs;
        inputs.UtcMs = clock.UtcMs;
        inputs.ClaimedClockQuality = clock.Quality;
        meter.Read(inputs.Meter);
        inputs.IsContactorClosed = contactor.IsClosed;
        inputs.IsVehicleConnected = charger.IsVehicleConnected;
        inputs.VehicleRequestsEnergy = charger.VehicleRequestsEnergy;
        inputs.TokenHash = cardReader.TakeTokenHash();
        inputs.IsStopRequested = handOver.IsStopRequested;
        inputs.IsAvailable = handOver.IsAvailable;
        inputs.Fault = hasFailed ? FaultCode.StepFailed : FaultCode.None;
        inputs.Plan = handOver.Plan;
        inputs.Tokens = handOver.Tokens;
        inputs.CommittedUpTo = journal.CommittedUpTo;
        inputs.JournalRoom = journal.Room;
        inputs.IsOnline = handOver.IsOnline;
        inputs.RefusedKind = handOver.RefusedKind;
        inputs.RefusedVersion = handOver.RefusedVersion;
        inputs.RefusedCount = handOver.RefusedCount;
    }

    private void Act()
    {
        charger.SetEnabled(outputs.EnableCharger);
        if (!outputs.CloseContactor)
        {
            contactor.Open();
        }

        Append();
        if (outputs.CloseContactor)
        {
            contactor.Close();
        }

        heartbeat.Toggle();
        Show();
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
            && handOver.SessionNumber == outputs.SessionNumber;
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
        handOver.StatusVersion++;
    }
}
