using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>
/// A quarter of an hour and more of cars, cards, meters, clocks, plans and stores that come and go by a seed; what must
/// always hold is looked at after every step.
/// </summary>
[TestClass]
public class ShakenWorldTests
{
    private const int QuarterMinutes = 15;
    private const int RunMinutes = 12;
    private static readonly int[] energiesWh = new int[] { 2_500, 4_000, 0, 3_000, 900, 9_000 };

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    public void SparseSteps_DecideAndRecordAsDenseOnesDo(int seed)
    {
        World dense = Begin(seed);
        World sparse = Begin(seed);
        sparse.IsSparse = true;
        var denseNumbers = new SeededNumbers(seed);
        var sparseNumbers = new SeededNumbers(seed);
        for (int n = 0; n < RunMinutes * 600; n++)
        {
            Shake(dense, denseNumbers, true);
            Shake(sparse, sparseNumbers, true);
            dense.Tick();
            sparse.Tick();
            string at = "seed " + seed.ToString() + ", tick " + n.ToString() + ", ";
            Check.Is((int)dense.Outputs.Verdict, (int)sparse.Outputs.Verdict, at + "verdict");
            Check.Is(dense.Outputs.UntilUtcMs, sparse.Outputs.UntilUtcMs, at + "until");
            Check.Is((int)dense.Outputs.ChargingState, (int)sparse.Outputs.ChargingState, at + "state");
            Check.That(dense.Outputs.EnableCharger == sparse.Outputs.EnableCharger, at + "enable");
            Check.That(dense.Outputs.CloseContactor == sparse.Outputs.CloseContactor, at + "contactor");
            Check.Is(dense.Outputs.SessionNumber, sparse.Outputs.SessionNumber, at + "session");
            Check.Is((int)dense.Outputs.ConnectorStatus, (int)sparse.Outputs.ConnectorStatus, at + "connector");
            Check.Is((int)dense.Outputs.Claim, (int)sparse.Outputs.Claim, at + "claim");
            Check.Is(dense.Records.Count, sparse.Records.Count, at + "records");
        }

        SameRecords(dense, sparse);
        Check.That(sparse.Steps < dense.Steps / 2, "few steps: " + sparse.Steps.ToString() + " of " + dense.Steps.ToString());
    }

    [TestMethod]
    [DataRow(11)]
    [DataRow(12)]
    [DataRow(13)]
    [DataRow(14)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(18)]
    public void WhateverHappens_TheInvariantsHold(int seed)
    {
        World world = Begin(seed);
        world.RampDownMs = seed % 2 == 0 ? 100_000 : 900;
        var numbers = new SeededNumbers(seed);
        long firstWh = world.BaseRegisterWh;
        long strayWh = 0;
        for (int n = 0; n < RunMinutes * 600; n++)
        {
            long baseWh = world.BaseRegisterWh;
            Shake(world, numbers, false);
            strayWh += world.BaseRegisterWh - baseWh;
            world.Tick();
            HoldsNow(world, "seed " + seed.ToString() + ", tick " + n.ToString() + ": ");
        }

        Heal(world);
        Check.That(world.CountOf(RecordType.SessionStarted) > 0, "sessions");
        Check.Is(world.CountOf(RecordType.SessionStarted), world.CountOf(RecordType.SessionEnded), "each session ends once");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        for (int i = 0; i < energiesWh.Length; i++)
        {
            long startUtcMs = World.MidnightUtcMs + (i * QuarterMinutes * World.MinuteMs);
            Check.That(world.CoveredWhIn(startUtcMs) <= energiesWh[i], "covered in interval " + i.ToString());
        }

        Check.Is(world.FlowedWh + strayWh, RecordedWh(world, firstWh), "every watt-hour stands in exactly one record");
        Telescopes(world);
    }

    private static World Begin(int seed)
    {
        var settings = new ChargePointSettings
        {
            IntervalMinutes = QuarterMinutes,
            GuestsAllowed = seed % 3 == 0,
            ReclosePauseMs = 5_000,
            MinimumOnMs = 10_000,
            VehicleFinishedMs = 8_000,
        };
        var world = new World(settings, World.MidnightUtcMs + ((QuarterMinutes * (1 + (seed % 3))) - 5) * World.MinuteMs);
        world.Inputs.Plan = PlanOf(seed, 1);
        world.Boot();
        return world;
    }

    private static SupplyPlan PlanOf(int seed, long version)
    {
        SupplyPlan plan = World.Plan(version, QuarterMinutes, energiesWh);
        if (seed % 4 == 0)
        {
            plan.ValidUntilUtcMs = World.MidnightUtcMs + (37 * World.MinuteMs) + 30_050;
        }

        return plan;
    }

    // The same numbers are drawn whatever the world's state, so that two worlds see the same.
    private static void Shake(World world, SeededNumbers numbers, bool stepsClock)
    {
        int what = numbers.Below(900);
        int amount = numbers.Next();
        Inputs inputs = world.Inputs;
        switch (what)
        {
            case 0 or 1:
                world.Plug();
                break;
            case 2:
                world.Unplug();
                break;
            case 3 or 4 or 5 or 6 or 7 or 8 or 9 or 10:
                world.Plug();
                world.Present(World.Member);
                break;
            case 11:
                world.Present(World.Stranger);
                break;
            case 12:
                inputs.VehicleRequestsEnergy = inputs.IsVehicleConnected && amount % 3 != 0;
                break;
            case 13:
                world.PowerW = amount % 4 == 0 ? 50_000 : amount % 4 == 1 ? 0 : amount % 40_000;
                break;
            case 14:
                inputs.ClaimedClockQuality = ClockQuality.Unknown;
                break;
            case 15:
                world.UtcOffsetMs += stepsClock ? (amount % 60_000) - 20_000 : 0;
                break;
            case 16:
                world.IsMeterSilent = true;
                break;
            case 17:
                inputs.Plan = PlanOf(amount % 5, world.Inputs.Plan == null ? 1 : world.Inputs.Plan.Version + 1);
                break;
            case 18:
                inputs.Plan = null;
                break;
            case 19:
                inputs.BoardFault = FaultCode.StoreFailed;
                break;
            case 20:
                world.RefusesAppend = true;
                break;
            case 21:
                inputs.JournalRoom = amount % 14;
                break;
            case 22:
                inputs.RefusedCount += 1 + (amount % 50);
                break;
            case 23:
                inputs.IsAvailable = false;
                break;
            case 24:
                inputs.Tokens = new TokenList { Version = 9 };
                break;
            case 25:
                world.MeterEveryMs = 700 + (100 * (amount % 10));
                break;
            case 26:
                world.BaseRegisterWh += world.Outputs.SessionNumber != 0 || world.IsContactorClosed ? 0 : 1;
                break;
            case 27:
                inputs.IsStopRequested = true;
                break;
            case 28:
                TokenList shortly = World.Members();
                shortly.Version = 10 + (amount % 1_000);
                shortly.ValidUntilUtcMs[0] = world.UtcMs + (amount % 60_000);
                inputs.Tokens = shortly;
                break;
            default:
                HealSome(world, what);
                break;
        }
    }

    private static void HealSome(World world, int what)
    {
        Inputs inputs = world.Inputs;
        switch (what)
        {
            case < 50:
                inputs.ClaimedClockQuality = ClockQuality.Synchronised;
                inputs.IsStopRequested = false;
                break;
            case < 70:
                world.IsMeterSilent = false;
                break;
            case < 80:
                inputs.BoardFault = FaultCode.None;
                inputs.IsAvailable = true;
                break;
            case < 90:
                world.RefusesAppend = false;
                inputs.JournalRoom = 10_000;
                break;
            case < 100:
                inputs.Tokens = World.Members();
                inputs.Plan = inputs.Plan ?? PlanOf(1, 50 + what);
                break;
            default:
                break;
        }
    }

    private static void Heal(World world)
    {
        for (int what = 49; what < 100; what += 10)
        {
            HealSome(world, what);
        }

        world.Unplug();
        world.Run(20_000);

        // The next interval's first step records what moved outside sessions.
        long nextUtcMs = world.UtcMs + (QuarterMinutes * World.MinuteMs);
        world.IsSparse = true;
        world.RunUntilUtc(nextUtcMs);
        world.Run(10_000);
    }

    private static void HoldsNow(World world, string at)
    {
        Inputs inputs = world.Inputs;
        Outputs outputs = world.Outputs;
        Check.That(!outputs.EnableCharger || outputs.CloseContactor, at + "enabled behind an open contactor");
        if (outputs.EnableCharger)
        {
            VerdictEffect effect = VerdictEffects.Of(outputs.Verdict);
            Check.That(effect == VerdictEffect.Deliver || effect == VerdictEffect.RefuseNew, at + "delivers under a denial");
            Check.That(inputs.Fault == FaultCode.None && inputs.IsVehicleConnected, at + "fault or no vehicle");
            Check.That(inputs.ClockQuality != ClockQuality.Unknown, at + "no clock");
            Check.That(inputs.NowMs - inputs.Meter.ReadAtMs <= world.Settings.MeterMaximumAgeMs, at + "no meter");
            Check.That(outputs.Claim != Claim.NoSession && outputs.SessionNumber != 0, at + "no session");
        }

        Check.That(inputs.Fault == FaultCode.None || !world.IsContactorClosed, at + "closed in a fault");
        Check.That(outputs.NextChangeMs > inputs.NowMs, at + "the next change lies ahead");
        SupplyAccount account = world.ChargePoint.Ledger.Current;
        Check.That(account.CoveredWh <= account.AllocatedWh, at + "covered beyond the allocation");
    }

    private static long RecordedWh(World world, long firstWh)
    {
        long registerWh = firstWh;
        long sumWh = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            Record record = world.At(i);
            bool isEnergy = record.SessionNumber > 0 && record.Type != RecordType.Boot;
            if (record.Type == RecordType.IdleEnergy)
            {
                Check.Is(registerWh, record.PreviousRegisterWh, "stray energy follows what was recorded");
                sumWh += record.RegisterWh - record.PreviousRegisterWh;
            }
            else if (isEnergy)
            {
                sumWh += record.EnergyWh;
            }

            bool hasRegister = isEnergy || record.Type == RecordType.IdleEnergy;
            Check.That(!hasRegister || record.RegisterWh >= registerWh, "registers never fall");
            registerWh = hasRegister ? record.RegisterWh : registerWh;
        }

        return sumWh;
    }

    private static void Telescopes(World world)
    {
        long startWh = 0;
        long energyWh = 0;
        int session = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            Record record = world.At(i);
            if (record.Type == RecordType.SessionStarted)
            {
                Check.Is(session + 1, record.SessionNumber, "sessions are numbered");
                session = record.SessionNumber;
                startWh = record.RegisterWh;
                energyWh = 0;
            }
            else if (record.SessionNumber != 0 && record.Type != RecordType.Boot)
            {
                Check.Is(session, record.SessionNumber, "record of the session that is open");
                energyWh += record.EnergyWh;
                Check.Is(record.RegisterWh - startWh, energyWh, "energies telescope, record " + record.Number.ToString());
                Check.That(record.CoveredWh >= 0 && record.CoveredWh <= record.EnergyWh, "covered is part of it");
            }
        }
    }

    private static void SameRecords(World dense, World sparse)
    {
        for (int i = 0; i < dense.Records.Count; i++)
        {
            var bytes = (byte[])dense.Records[i];
            Check.Same(bytes, (byte[])sparse.Records[i], bytes.Length, "record " + i.ToString() + " of type " + bytes[1].ToString());
        }
    }
}
