using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>
/// Whatever a meter does by a seed (silence, leaps, falls, another serial, power the other way), session energies
/// telescope, are never negative and never more than can have flowed, and where the records end is what the meter shows.
/// </summary>
[TestClass]
public class ShakenMeterTests
{
    private const int Minutes = 16;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void WhateverTheMeterDoes_ItsEnergyIsBoundedAndRecorded(int seed)
    {
        World world = Begin();
        var numbers = new SeededNumbers(seed);
        long closedMs = 0;
        for (int second = 0; second < Minutes * 60; second++)
        {
            Shake(world, numbers);
            for (int tick = 0; tick < 10; tick++)
            {
                closedMs += world.IsContactorClosed ? World.TickMs : 0;
                world.Tick();
            }
        }

        world.IsMeterSilent = false;
        world.IsMeterReversed = false;
        world.Unplug();
        world.Run(2 * world.Settings.MeterConfirmMs);
        world.Inputs.BoardFault = FaultCode.None;
        world.CutPower(2 * world.Settings.MeterConfirmMs);
        world.IsSparse = true;
        world.RunUntilUtc(World.MidnightUtcMs + World.HalfHourMs + 2_000);
        string at = "seed " + seed.ToString() + ", ";
        Check.Is(world.Inputs.Meter.RegisterWh, LastWh(world, at), at + "the records end where the meter stands");
        Check.That(world.CountOf(RecordType.SessionEnded) > 2, at + "sessions");
        Check.That(world.CountOf(RecordType.MeterBaseline) > 1, at + "baselines");

        // What is believed without asking twice: a stop's time after each opening, and two steps of the register a reading.
        long mostWh = world.Settings.MostWh(closedMs + ((world.Closings + 1) * (world.Settings.StopLeadMs + 5_000L)));
        Check.That(world.SessionEnergyWh() <= mostWh, at + "energy " + world.SessionEnergyWh().ToString() + " of at most " + mostWh.ToString());
    }

    [TestMethod]
    [DataRow(21)]
    [DataRow(22)]
    public void SparseSteps_RecordTheSame(int seed)
    {
        World dense = Begin();
        World sparse = Begin();
        sparse.IsSparse = true;
        var denseNumbers = new SeededNumbers(seed);
        var sparseNumbers = new SeededNumbers(seed);
        for (int second = 0; second < Minutes * 30; second++)
        {
            Shake(dense, denseNumbers);
            Shake(sparse, sparseNumbers);
            dense.Run(1_000);
            sparse.Run(1_000);
            string at = "seed " + seed.ToString() + ", second " + second.ToString() + ", ";
            Check.Is((int)dense.Outputs.Verdict, (int)sparse.Outputs.Verdict, at + "verdict");
            Check.That(dense.IsContactorClosed == sparse.IsContactorClosed, at + "contactor");
            Check.Is(dense.Records.Count, sparse.Records.Count, at + "records");
        }

        for (int i = 0; i < dense.Records.Count; i++)
        {
            Check.Is((int)dense.At(i).Type, (int)sparse.At(i).Type, "type of record " + i.ToString());
            Check.Is(dense.At(i).RegisterWh, sparse.At(i).RegisterWh, "register of record " + i.ToString());
            Check.Is(dense.At(i).EnergyWh, sparse.At(i).EnergyWh, "energy of record " + i.ToString());
        }
    }

    private static World Begin()
    {
        var settings = new ChargePointSettings { ReclosePauseMs = 5_000, MaximumClosuresPerHour = 90, MaximumClosuresPerDay = 400 };
        var world = new World(settings, World.MidnightUtcMs + World.MinuteMs);
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 60_000, 60_000, 60_000 });
        world.Inputs.Meter.Serial = "M-0";
        world.Boot();
        return world;
    }

    private static void Shake(World world, SeededNumbers numbers)
    {
        int what = numbers.Below(120);
        int amount = numbers.Next();
        switch (what)
        {
            case < 20:
                world.Plug();
                world.Present(World.Member);
                break;
            case 20 or 21:
                world.Unplug();
                break;
            case 22:
                world.IsMeterSilent = true;
                break;
            case < 30:
                world.IsMeterSilent = false;
                world.IsMeterReversed = false;
                break;
            case 30:
                world.BaseRegisterWh += amount % 20_000;
                break;
            case 31:
                world.BaseRegisterWh -= amount % 900;
                break;
            case 32:
                world.BaseRegisterWh += amount % 3 == 0 ? 500_000 : amount % 3;
                break;
            case 33:
                world.Inputs.Meter.Serial = amount % 2 == 0 ? "M-1" : null;
                break;
            case 34:
                world.IsMeterReversed = amount % 4 == 0;
                break;
            case 35 or 36 when world.Outputs.SessionNumber == 0: // in a session, what has settled after it is the session's
                world.Inputs.BoardFault = FaultCode.None;
                world.CutPower(0);
                break;
        }
    }

    private static long LastWh(World world, string at)
    {
        long registerWh = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            Record record = world.At(i);
            bool isEnergy = record.SessionNumber > 0 && record.Type != RecordType.Boot;
            bool follows = record.Type == RecordType.IdleEnergy || record.Type == RecordType.MeterBaseline;
            string where = at + "record " + i.ToString();
            Check.That(!follows || record.PreviousRegisterWh == registerWh, where + " follows what was recorded");
            Check.That(!isEnergy || record.RegisterWh == registerWh + record.EnergyWh, where + " telescopes");
            Check.That(record.EnergyWh >= 0 && record.CoveredWh <= record.EnergyWh, where + " is no negative energy");
            registerWh = isEnergy || follows ? record.RegisterWh : registerWh;
        }

        return registerWh;
    }
}
