using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>
/// Records what a meter has told for long enough although it contradicts what was recorded: energy outside any session,
/// or a new baseline. Only while no session is open; the charge point ends one that is.
/// </summary>
public sealed class MeterChange
{
    private readonly ChargePointSettings settings;
    private readonly RecordQueue queue;
    private readonly MeterWatch meter;
    private readonly SessionAccount account;

    public MeterChange(ChargePointSettings settings, RecordQueue queue, MeterWatch meter, SessionAccount account)
    {
        this.settings = settings;
        this.queue = queue;
        this.meter = meter;
        this.account = account;
    }

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; } = long.MaxValue;

    /// <summary>Once a step while no session is open.</summary>
    public void Step(Inputs inputs)
    {
        bool isSettled = meter.IsSettled;
        ReviewAtMs = isSettled ? inputs.NowMs + settings.StepMs : meter.IsInDispute ? inputs.NowMs + settings.MeterMaximumAgeMs : long.MaxValue;
        if (!isSettled)
        {
            return;
        }

        if (meter.IsSettledGain)
        {
            meter.Settle();
            account.RecordIdleEnergy(inputs);
        }
        else if (TellBaseline(inputs, account.RecordedWh < 0 ? 0 : account.RecordedWh))
        {
            meter.Settle();
        }
    }

    /// <summary>Records the old meter's last register and the new one's first; false when the queue is full.</summary>
    /// <param name="inputs">This step's.</param>
    /// <param name="previousWh">The old one's last register, Wh; 0 when nobody knows it.</param>
    public bool TellBaseline(Inputs inputs, long previousWh)
    {
        Record record = queue.Begin(RecordType.MeterBaseline, inputs);
        if (record == null)
        {
            return false;
        }

        record.MeterSerial = meter.BaselineSerial;
        record.RegisterWh = meter.BaselineWh;
        record.PreviousRegisterWh = previousWh;
        record.MeterResolutionWh = settings.MeterResolutionWh;
        account.Rebase(meter.BaselineWh);
        return true;
    }
}
