using System.Collections;
using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>
/// A charge point with all around it, in ticks of 100 ms: clocks, a car, a charger that ramps down, a meter that
/// integrates what really flows, and a journal that commits unless told otherwise. What happened is read from
/// <see cref="Records"/>, which went through their 48 bytes.
/// </summary>
public sealed class World
{
    public const int TickMs = 100;

    /// <summary>2026-04-01T00:00:00Z.</summary>
    public const long MidnightUtcMs = 1_775_001_600_000;
    public const long MinuteMs = 60_000;
    public const long HalfHourMs = 30 * MinuteMs;
    public const long Member = 0x1122334455667788;
    public const long OtherMember = 0x2233445566778899;
    public const long Stranger = 0x0BADC0DE0BADC0DE;

    private const long WhInWattMs = 3_600_000;
    private readonly long[] seen = new long[15];
    private long flowedWattMs;
    private long disabledAtMs = -1;
    private bool isTokenNew;

    public World(ChargePointSettings settings, long utcMs)
    {
        Settings = settings;
        UtcOffsetMs = utcMs;
        Inputs.ClaimedClockQuality = ClockQuality.Synchronised;
        Inputs.JournalRoom = 10_000;
        Inputs.IsOnline = true;
        Inputs.Tokens = Members();
        Recovered = new RecoveredState();
    }

    public readonly ChargePointSettings Settings;
    public readonly Inputs Inputs = new Inputs();
    public readonly Outputs Outputs = new Outputs();

    /// <summary>Every record committed, oldest first, as its 48 bytes: a record takes ten times that of a device's heap.</summary>
    public readonly ArrayList Records = new ArrayList();

    public RecoveredState Recovered;
    public ChargePoint ChargePoint;

    /// <summary>Step only when an input changed or the charge point had named the time.</summary>
    public bool IsSparse;
    public int Steps;
    public long NowMs;
    public long UtcOffsetMs;
    public bool IsContactorClosed;

    /// <summary>The tick in which the contactor last changed.</summary>
    public long ContactorChangedAtMs;
    public int Closings;
    public long CommittedUpTo;
    public bool RefusesAppend;
    public bool IsMeterSilent;

    /// <summary>What the auxiliary contact says whatever the contactor does: 0 open, 1 closed; -1: it follows.</summary>
    public int AuxiliaryContact = -1;
    public bool IsMeterReversed;
    public bool IsMeterStuck;
    public int MeterEveryMs = 1_000;
    public long BaseRegisterWh = 1_000_000;
    public int PowerW = 50_000;

    /// <summary>The site's surplus is measured this often, ms; 0 for never.</summary>
    public int SurplusEveryMs;
    public int SurplusW;

    /// <summary>Full power flows this long after the stop request; the charger is allowed its ramp.</summary>
    public int RampDownMs = 500;

    /// <summary>Current flows this long after the coil was dropped.</summary>
    public int DropOutMs;

    public long UtcMs => NowMs + UtcOffsetMs;

    /// <summary>What really flowed, Wh, rounded down.</summary>
    public long FlowedWh => flowedWattMs / WhInWattMs;

    public static TokenList Members()
    {
        var list = new TokenList { Version = 1, Count = 2 };
        list.Hash[0] = Member;
        list.Hash[1] = OtherMember;
        list.ValidUntilUtcMs[0] = MidnightUtcMs + (48 * 60 * MinuteMs);
        list.ValidUntilUtcMs[1] = list.ValidUntilUtcMs[0];
        return list;
    }

    /// <summary>A plan of half hours (or others) from midnight on; 0 Wh leaves the interval without an allocation.</summary>
    public static SupplyPlan Plan(long version, int minutes, int[] energiesWh)
    {
        var plan = new SupplyPlan
        {
            Version = version,
            IntervalMinutes = minutes,
            ValidUntilUtcMs = MidnightUtcMs + (48 * 60 * MinuteMs),
        };
        for (int i = 0; i < energiesWh.Length; i++)
        {
            if (energiesWh[i] > 0)
            {
                plan.StartUtcMs[plan.Count] = MidnightUtcMs + (i * minutes * MinuteMs);
                plan.EnergyWh[plan.Count] = energiesWh[i];
                plan.AllocationId[plan.Count] = 100 + i;
                plan.Count++;
            }
        }

        return plan;
    }

    /// <summary>The charge point starts (anew); what it knew is gone.</summary>
    public void Boot()
    {
        CommittedUpTo = Recovered.LastNumber;
        ChargePoint = new ChargePoint(Settings, Recovered);
        Outputs.NextChangeMs = 0;
        Inputs.Meter.ReadAtMs = -1;
        Inputs.SurplusMeasuredMs = -1;
        Run(15 * TickMs);
    }

    /// <summary>The power goes and comes back: what was not committed is gone, the rest is read from the records.</summary>
    public void CutPower() => CutPower(Settings.MeterConfirmMs);

    /// <summary>The same, and so long after the boot, ms.</summary>
    public void CutPower(int afterwardsMs)
    {
        Switch(false);
        disabledAtMs = -1;
        Recovered = new RecoveredState { LastNumber = CommittedUpTo };
        for (int i = 0; i < Records.Count; i++)
        {
            StateRecovery.Apply(At(i), Recovered);
        }

        Boot();
        Run(afterwardsMs);
    }

    /// <summary>A vehicle is plugged in that wants energy.</summary>
    public void Plug()
    {
        Inputs.IsVehicleConnected = true;
        Inputs.VehicleRequestsEnergy = true;
    }

    public void Unplug()
    {
        Inputs.IsVehicleConnected = false;
        Inputs.VehicleRequestsEnergy = false;
    }

    /// <summary>A card is held to the reader; the next step sees it once.</summary>
    public void Present(long tokenHash)
    {
        Inputs.TokenHash = tokenHash;
        isTokenNew = true;
    }

    /// <summary>Plugs in, shows the member's card and waits two seconds.</summary>
    public void StartMember()
    {
        Plug();
        Present(Member);
        Run(2_000);
    }

    public void Run(long ms)
    {
        for (long end = NowMs + ms; NowMs < end;)
        {
            Tick();
        }
    }

    /// <summary>Runs until the contactor is as wanted; false when that takes longer.</summary>
    public bool RunUntilContactor(bool isClosed, long atMostMs)
    {
        for (long end = NowMs + atMostMs; NowMs < end && IsContactorClosed != isClosed;)
        {
            Tick();
        }

        return IsContactorClosed == isClosed;
    }

    public void RunUntilUtc(long utcMs)
    {
        while (UtcMs < utcMs)
        {
            Tick();
        }
    }

    public void Tick()
    {
        NowMs += TickMs;
        flowedWattMs += (long)FlowingW() * TickMs;
        Read();
        bool isChanged = HasChanged();
        if (IsSparse && !isChanged && NowMs < Outputs.NextChangeMs)
        {
            return;
        }

        Steps++;
        ChargePoint.Step(Inputs, Outputs);
        Act();
        if (Inputs.TokenHash != 0)
        {
            Inputs.TokenHash = 0;
            isTokenNew = false;
        }
    }

    public Record At(int index)
    {
        var record = new Record();
        Check.That(RecordLayout.Decode((byte[])Records[index], 0, record), "a record that can be read");
        return record;
    }

    public int CountOf(RecordType type)
    {
        int count = 0;
        for (int i = 0; i < Records.Count; i++)
        {
            count += At(i).Type == type ? 1 : 0;
        }

        return count;
    }

    /// <summary>The newest record of this type, or null.</summary>
    public Record Last(RecordType type)
    {
        Record last = null;
        for (int i = 0; i < Records.Count; i++)
        {
            Record record = At(i);
            last = record.Type == type ? record : last;
        }

        return last;
    }

    /// <summary>Energy of all session records, Wh.</summary>
    public long SessionEnergyWh() => Sum(0);

    public long CoveredWh() => Sum(1);

    public long UncoveredWh() => Sum(2);

    public long UnclaimedWh() => Sum(3);

    /// <summary>What records call covered in the interval that starts then.</summary>
    public long CoveredWhIn(long startUtcMs)
    {
        long sum = 0;
        for (int i = 0; i < Records.Count; i++)
        {
            sum += At(i).IntervalStartUtcMs == startUtcMs ? At(i).CoveredWh : 0;
        }

        return sum;
    }

    private long Sum(int kind)
    {
        long sum = 0;
        for (int i = 0; i < Records.Count; i++)
        {
            Record record = At(i);
            sum += kind == 0 ? record.EnergyWh : kind == 1 ? record.CoveredWh : kind == 2 ? record.UncoveredWh : record.UnclaimedWh;
        }

        return sum;
    }

    private int FlowingW()
    {
        if (!IsContactorClosed || !Inputs.IsVehicleConnected)
        {
            return 0;
        }

        bool isRamping = disabledAtMs >= 0 && NowMs - disabledAtMs <= RampDownMs;
        return (disabledAtMs < 0 && Inputs.VehicleRequestsEnergy) || isRamping ? PowerW : 0;
    }

    private void Read()
    {
        Inputs.NowMs = NowMs;
        Inputs.UtcMs = UtcMs;
        Inputs.CommittedUpTo = CommittedUpTo;
        Inputs.IsContactorTold = IsContactorClosed;
        Inputs.IsContactorClosed = AuxiliaryContact >= 0 ? AuxiliaryContact > 0 : IsContactorClosed;
        if (!IsMeterSilent && NowMs % MeterEveryMs == 0)
        {
            long registerWh = IsMeterReversed || IsMeterStuck ? Inputs.Meter.RegisterWh : BaseRegisterWh + FlowedWh;
            Inputs.Meter.RegisterWh = registerWh - (registerWh % Settings.MeterResolutionWh);
            Inputs.Meter.PowerW = IsMeterReversed ? -FlowingW() : FlowingW();
            Inputs.Meter.ReadAtMs = NowMs;
        }

        if (SurplusEveryMs > 0 && NowMs % SurplusEveryMs == 0)
        {
            Inputs.SurplusW = SurplusW;
            Inputs.SurplusMeasuredMs = NowMs;
        }
    }

    private bool HasChanged()
    {
        int at = 0;
        bool isChanged = isTokenNew;
        isChanged |= Differs(at++, Inputs.TokenHash);
        isChanged |= Differs(at++, Inputs.Meter.ReadAtMs);
        isChanged |= Differs(at++, Inputs.Meter.RegisterWh);
        isChanged |= Differs(at++, UtcOffsetMs);
        isChanged |= Differs(at++, (int)Inputs.ClaimedClockQuality);
        isChanged |= Differs(at++, (int)Inputs.BoardFault);
        isChanged |= Differs(at++, Inputs.Plan == null ? 0 : Inputs.Plan.Version);
        isChanged |= Differs(at++, Inputs.Tokens == null ? 0 : Inputs.Tokens.Version);
        isChanged |= Differs(at++, Inputs.CommittedUpTo);
        isChanged |= Differs(at++, Inputs.JournalRoom);
        isChanged |= Differs(at++, Inputs.RefusedCount);
        isChanged |= Differs(at++, Inputs.SurplusMeasuredMs);
        isChanged |= Differs(at++, (int)Inputs.PlanRefusedKind);
        int flags = (Inputs.IsVehicleConnected ? 1 : 0) | (Inputs.VehicleRequestsEnergy ? 2 : 0) | (Inputs.IsAvailable ? 4 : 0)
            | (Inputs.IsStopRequested ? 8 : 0) | (Inputs.IsContactorClosed ? 16 : 0) | (Inputs.IsContactorTold ? 32 : 0)
            | (Inputs.ClearedFaults != 0 ? 64 : 0) | (Inputs.IsOnline ? 128 : 0) | (Inputs.OpenStopContacts << 8);
        isChanged |= Differs(at, flags);
        return isChanged;
    }

    private bool Differs(int index, long value)
    {
        bool differs = seen[index] != value;
        seen[index] = value;
        return differs;
    }

    // In the order of the real loop: stop, open, append, close.
    private void Act()
    {
        disabledAtMs = Outputs.EnableCharger ? -1 : disabledAtMs < 0 ? NowMs : disabledAtMs;
        if (!Outputs.CloseContactor)
        {
            Switch(false);
        }

        Append();
        if (Outputs.CloseContactor)
        {
            Switch(true);
        }
    }

    private void Switch(bool isClosed)
    {
        if (IsContactorClosed != isClosed)
        {
            flowedWattMs += (long)FlowingW() * DropOutMs;
            IsContactorClosed = isClosed;
            ContactorChangedAtMs = NowMs;
            Closings += isClosed ? 1 : 0;
        }
    }

    private void Append()
    {
        RecordQueue queue = ChargePoint.Queue;
        for (int i = 0; i < queue.Count && !RefusesAppend; i++)
        {
            Record record = queue.At(i);
            if (record.Number > CommittedUpTo)
            {
                Check.Is(CommittedUpTo + 1, record.Number, "the number follows the last one");
                var bytes = new byte[RecordLayout.SignedBytes];
                RecordLayout.Encode(record, bytes, 0);
                Records.Add(bytes);
                CommittedUpTo = record.Number;
            }
        }
    }
}
