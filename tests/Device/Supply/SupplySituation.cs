using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Device.Tests.Supply;

/// <summary>A member's charge point five minutes after midnight with 60 kWh and nothing in the way.</summary>
public sealed class SupplySituation
{
    public readonly ChargePointSettings Settings;
    public readonly Inputs Inputs = new Inputs();
    public readonly SupplyLedger Ledger = new SupplyLedger();
    public readonly MeterWatch Meter;
    public readonly LiveSupply Live;
    public readonly SupplyRule Rule;
    public bool IsInSession;
    public bool IsDelivering;
    public bool IsAuthorised = true;
    public Claim Claim = Claim.Renewable;
    public int WaitingRecords;

    public SupplySituation()
        : this(new ChargePointSettings())
    {
    }

    public SupplySituation(ChargePointSettings settings)
    {
        Settings = settings;
        Meter = new MeterWatch(Settings);
        Meter.Trust(0);
        Live = new LiveSupply(Settings, Ledger);
        Rule = new SupplyRule(Settings, Meter, Ledger, Live);
        Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 60_000, 60_000 });
        Inputs.ClockQuality = ClockQuality.Synchronised;
        Inputs.JournalRoom = 100;
        At(5 * World.MinuteMs);
    }

    /// <summary>So long after midnight, with a reading of just now.</summary>
    public void At(long afterMidnightMs)
    {
        Inputs.NowMs = afterMidnightMs + 1_000;
        Inputs.UtcMs = World.MidnightUtcMs + afterMidnightMs;
        Meter.Take(new MeterReading { ReadAtMs = Inputs.NowMs, RegisterWh = 1_000 });
        Ledger.Enter(Inputs.Plan, Inputs.UtcMs, Inputs.NowMs, World.HalfHourMs, false);
    }

    /// <summary>Time passes and nothing else happens.</summary>
    public void Wait(long ms)
    {
        Inputs.NowMs += ms;
        Inputs.UtcMs += ms;
    }

    /// <summary>The meter is read now.</summary>
    public void Read() => Meter.Take(new MeterReading { ReadAtMs = Inputs.NowMs, RegisterWh = 1_000 });

    /// <summary>The site's surplus is measured now.</summary>
    public void Measure(int surplusW)
    {
        Inputs.SurplusW = surplusW;
        Inputs.SurplusMeasuredMs = Inputs.NowMs;
        Live.Step(Inputs, true);
    }

    public SupplyVerdict Judge() =>
        Rule.Judge(Inputs, IsDelivering, IsInSession, Claim, IsAuthorised, WaitingRecords);
}
