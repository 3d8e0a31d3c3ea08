using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Service;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>The contactor against its auxiliary contact: every row of the table, and what it does to a charge.</summary>
[TestClass]
public class ContactorWatchTests
{
    private const int StepMs = World.TickMs;

    // Told, auxiliary contact, current: open/open/none, open/open/flows, open/closed/none …; - cannot be: who agrees has followed.
    private static readonly string[] table =
    {
        /* pending  */ "--....--",
        /* overdue  */ "--WWDF--",
        /* followed */ ".F......",
        /* deviates */ "--WWOF--",
        /* restless */ "CFCCCCCC",
    };

    // The letter of each fault: none, welded, does not close, chatters, opens, current flows.
    private const string Letters = ".WD......COF";

    [TestMethod]
    public void EveryBehaviourWithEveryInput_HasTheOutcomeOfTheTable()
    {
        Check.Is(table.Length * 8, ContactorWatch.RowCount, "rows");
        for (int behaviour = 0; behaviour < table.Length; behaviour++)
        {
            string row = "";
            for (int i = 0; i < 8; i++)
            {
                row += Outcome(behaviour, (i & 4) != 0, (i & 2) != 0, (i & 1) != 0);
            }

            Check.Is(table[behaviour], row, "behaviour " + behaviour.ToString());
        }
    }

    private static string Outcome(int behaviour, bool isTold, bool isClosed, bool isFlowing)
    {
        bool mustDiffer = behaviour == 0 || behaviour == 1 || behaviour == 3;
        if (mustDiffer && isTold == isClosed)
        {
            return "-";
        }

        var bench = new Bench();
        bool wasToldOtherwise = behaviour < 2;
        bench.Step(isTold != wasToldOtherwise, wasToldOtherwise ? isClosed : isTold, false);
        for (int i = 0; behaviour == 4 && i < (isTold == isClosed ? 4 : 3); i++)
        {
            bench.Step(isTold, i % 2 == 0 ? !isTold : isTold, false);
        }

        if (behaviour == 1 || behaviour == 3)
        {
            bench.Step(isTold, isClosed, false);
            bench.NowMs += ContactorWatch.SettleMs - StepMs;
        }

        return Letters.Substring((int)bench.Step(isTold, isClosed, isFlowing), 1);
    }

    [TestMethod]
    public void EveryFault_HasItsPlaceAndItsWords()
    {
        Check.Is((int)FaultCode.ConfigurationInvalid, FaultWatch.OrderedCount, "places");
        Check.Is((int)FaultCode.ConfigurationInvalid + 1, Advice.FaultCount, "words");
        for (int i = 1; i <= (int)FaultCode.ConfigurationInvalid; i++)
        {
            Check.Is(i, (int)FaultWatch.First(1 << i), "alone");
            Check.That(Advice.On((FaultCode)i).Length > 10, "words " + i.ToString());
        }
    }

    // What the auxiliary contact says after the charge has begun (-1: it follows), whether it is told to open then, the fault.
    [TestMethod]
    [DataRow(1, true, (int)FaultCode.ContactorWelded, (int)StoppedReason.Remote)]
    [DataRow(0, false, (int)FaultCode.ContactorOpens, (int)StoppedReason.Other)]
    public void AContactorThatDoesOtherwise_IsAFaultWithinASecond_UntilATechnicianClearsIt(int auxiliary, bool isStopped, int fault, int reason)
    {
        World world = MemberStory.Charging();
        world.Inputs.IsStopRequested = isStopped;
        world.Tick();
        Check.That(world.RunUntilContactor(!isStopped, 5_000), "as told");
        world.AuxiliaryContact = auxiliary;
        long sinceMs = world.NowMs;
        while (world.Inputs.Fault == FaultCode.None && world.NowMs < sinceMs + 5_000)
        {
            world.Tick();
        }

        Check.Is(fault, (int)world.Inputs.Fault, "fault");
        Check.That(world.NowMs - sinceMs <= 1_000, "after " + (world.NowMs - sinceMs).ToString());
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open, and the charger is told");
        MemberStory.Ends(world, (StoppedReason)reason);
        Check.Is(fault, (int)world.Last(RecordType.Fault).FaultCode, "recorded");
        world.Inputs.IsStopRequested = false;
        world.AuxiliaryContact = -1;
        MustRefuse(world, "well again, and not cleared");
        world.CutPower();
        MustRefuse(world, "after a restart");
        Clear(world);
        Check.That(!world.Last(RecordType.Fault).IsRaised, "cleared in the records");
        world.CutPower();
        world.Present(World.Member);
        world.Run(2_000);
        Check.That(world.IsContactorClosed, "charges again");
    }

    [TestMethod]
    public void AContactorThatDoesNotClose_EndsTheSessionWithinASecond()
    {
        World world = MemberStory.Ready(new int[] { 60_000, 60_000 }, World.MinuteMs);
        world.AuxiliaryContact = 0;
        world.Plug();
        world.Present(World.Member);
        Check.That(world.RunUntilContactor(true, 2_000), "told to close");
        long closedAtMs = world.NowMs;
        Check.That(world.RunUntilContactor(false, 2_000), "told to open");
        Check.That(world.NowMs - closedAtMs <= 1_000, "after " + (world.NowMs - closedAtMs).ToString());
        MemberStory.Ends(world, StoppedReason.Other);
        Check.Is((int)FaultCode.ContactorDoesNotClose, (int)world.Last(RecordType.Fault).FaultCode, "recorded");
    }

    [TestMethod]
    public void AContactorThatChatters_IsAFaultWithinASecond_AndOneThatBouncesOnceIsNot()
    {
        World world = MemberStory.Charging();
        world.AuxiliaryContact = 0;
        world.Tick();
        world.AuxiliaryContact = -1;
        world.Run(61_000);
        Check.That(world.IsContactorClosed, "once is none");
        long sinceMs = world.NowMs;
        for (int i = 0; i < 20 && world.Inputs.Fault == FaultCode.None; i++)
        {
            world.AuxiliaryContact = i % 2 == 0 ? 0 : -1;
            world.Tick();
        }

        world.AuxiliaryContact = -1;
        Check.Is((int)FaultCode.ContactorChatters, (int)world.Inputs.Fault, "fault");
        Check.That(world.NowMs - sinceMs <= 1_000, "after " + (world.NowMs - sinceMs).ToString());
        MemberStory.Ends(world, StoppedReason.Other);
    }

    [TestMethod]
    public void CurrentThroughAContactorThatReportsOpen_IsAFaultWithTheReadingThatTellsIt()
    {
        World world = MemberStory.Ready(new int[] { 60_000, 60_000 }, World.MinuteMs);
        world.Run(10_000);
        world.IsMeterSilent = true;
        world.Inputs.Meter.PowerW = 2_000;
        world.Inputs.Meter.RegisterWh += 1;
        world.Inputs.Meter.ReadAtMs = world.NowMs + World.TickMs;
        world.Tick();
        Check.Is((int)FaultCode.CurrentWhileOpen, (int)world.Inputs.Fault, "fault");
        world.IsMeterSilent = false;
        world.BaseRegisterWh += 1;
        world.Run(5_000);
        MustRefuse(world, "not cleared");
    }

    [TestMethod]
    public void FromAfar_NothingIsClearedThatNeedsSomebodyOnSite()
    {
        Check.Is(FaultWatch.Lasting, FaultWatch.ClearedFromAfar | (1 << (int)FaultCode.ContactorWelded) | (1 << (int)FaultCode.CurrentWhileOpen), "all");
        Check.Is(0, FaultWatch.ClearedFromAfar & ~FaultWatch.Lasting, "of those that stay");
        for (int fault = 1; fault <= (int)FaultCode.ConfigurationInvalid; fault++)
        {
            bool stays = (FaultWatch.Lasting & (1 << fault)) != 0;
            World world = MemberStory.Ready(new int[] { 60_000, 60_000 }, World.MinuteMs);
            world.Recovered = new RecoveredState { LastNumber = world.CommittedUpTo, Faults = 1 << fault };
            world.Boot();
            Check.That(((world.Inputs.Faults & (1 << fault)) != 0) == stays, "after a restart");
            world.Inputs.ClearedFaults = FaultWatch.ClearedFromAfar;
            world.Tick();
            world.Inputs.ClearedFaults = 0;
            world.Run(1_000);
            bool isHandsOn = fault == (int)FaultCode.ContactorWelded || fault == (int)FaultCode.CurrentWhileOpen;
            Check.That(((world.Inputs.Faults & (1 << fault)) != 0) == isHandsOn, "fault " + fault.ToString());
        }
    }

    private static void MustRefuse(World world, string what)
    {
        int started = world.CountOf(RecordType.SessionStarted);
        world.Plug();
        world.Present(World.Member);
        world.Run(40_000);
        Check.Is(started, world.CountOf(RecordType.SessionStarted), what);
        Check.Is((int)ConnectorStatus.Faulted, (int)world.Outputs.ConnectorStatus, what);
    }

    private static void Clear(World world)
    {
        world.Inputs.ClearedFaults = FaultWatch.Lasting;
        world.Tick();
        world.Inputs.ClearedFaults = 0;
        world.Run(5_000);
    }

    /// <summary>A watch and what it sees.</summary>
    private sealed class Bench
    {
        private readonly ChargePointSettings settings = new ChargePointSettings { PowerLagMs = 0 };
        private readonly ContactorWatch watch;
        private readonly MeterWatch meter;
        private readonly Inputs inputs = new Inputs();

        public Bench()
        {
            watch = new ContactorWatch(settings);
            meter = new MeterWatch(settings);
        }

        public long NowMs { get; set; }

        public FaultCode Step(bool isTold, bool isClosed, bool isFlowing)
        {
            NowMs += StepMs;
            inputs.NowMs = NowMs;
            inputs.IsContactorTold = isTold;
            inputs.IsContactorClosed = isClosed;
            inputs.Meter.ReadAtMs = NowMs;
            inputs.Meter.PowerW = isFlowing ? 1_000 : 0;
            meter.Take(inputs.Meter);
            return watch.Step(inputs, meter);
        }
    }
}
