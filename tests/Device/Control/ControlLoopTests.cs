using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Read, decide, act: what reaches the contactor, in which order, and what happens when a step throws.</summary>
[TestClass]
public class ControlLoopTests
{
    [TestMethod]
    public void AMemberCharges_WithTheRecordInTheStoreFirst()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.Token = World.Member;
        hardware.Ticks(5);
        Check.That(hardware.IsClosed && hardware.IsEnabled, "charges");
        Check.Is(hardware.Bench.Journal.CommittedUpTo, hardware.CommittedWhenClosed, "all records were committed then");
        Check.Is(hardware.HandOver.SessionNumber, 1, "shown");
        Check.Is(25, hardware.Beats, "a beat a tick");
    }

    [TestMethod]
    public void TheContactor_ClosesWithoutLoad()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.Token = World.Member;
        for (int i = 0; i < 5 && !hardware.IsClosed; i++)
        {
            hardware.Ticks(1);
        }

        Check.That(hardware.IsClosed && !hardware.IsEnabled, "closed, and the charger does not deliver yet");
        hardware.Ticks(1);
        Check.That(hardware.IsEnabled, "then it may");
    }

    [TestMethod]
    public void WhenTheStoreGoesOnRefusing_TheSessionEnds_AndItIsToldWhenItCan()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.Token = World.Member;
        hardware.Ticks(5);
        hardware.Bench.Store.AppendsUntilFailure = 0;
        hardware.HandOver.Plan = World.Plan(2, 30, new int[] { 9_000, 9_000 }); // a record that nothing waits for
        hardware.Ticks(15);
        Check.That(hardware.IsClosed, "for a while it may");
        hardware.Ticks(15);
        Check.That(!hardware.IsClosed, "then it opens");
        hardware.Bench.Store.AppendsUntilFailure = -1;
        hardware.Ticks(60);
        Check.Is(0, hardware.HandOver.SessionNumber, "ended");
        Check.Is("StoreFailed raised 0, StoreFailed cleared 0", Faults(hardware.Bench), "recorded");
    }

    [TestMethod]
    public void ACardFromTheBackOffice_StartsOnce_AndEndsNoSession()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.HandOver.RemoteTokenHash = World.Member;
        hardware.HandOver.RemoteTokens++;
        hardware.Ticks(5);
        Check.That(hardware.IsClosed, "charges");
        hardware.HandOver.RemoteTokens++; // the driver's own card was quicker, and this one comes late
        hardware.Ticks(5);
        Check.That(hardware.IsClosed, "charges on");
        hardware.HandOver.StopSessionNumber = 2;
        hardware.Ticks(5);
        Check.That(hardware.IsClosed, "another session was meant");
        hardware.HandOver.StopSessionNumber = 1;
        hardware.Ticks(60);
        Check.That(!hardware.IsClosed && hardware.HandOver.SessionNumber == 0, "ended");
        hardware.Token = World.Member;
        hardware.Ticks(20);
        Check.Is(2, hardware.HandOver.SessionNumber, "the next one is not stopped");
    }

    [TestMethod]
    public void WhenTheStoreRefuses_TheContactorStaysOpen()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.Bench.Store.AppendsUntilFailure = 0;
        hardware.Token = World.Member;
        hardware.Ticks(15);
        Check.That(!hardware.IsClosed, "open");
        hardware.Bench.Store.AppendsUntilFailure = -1;
        hardware.Ticks(3);
        Check.That(hardware.IsClosed, "closed once it is committed");
    }

    [TestMethod]
    public void AStepThatThrows_OpensTheContactorAndEndsTheSession()
    {
        var hardware = new Hardware();
        hardware.Ticks(20);
        hardware.Token = World.Member;
        hardware.Ticks(5);
        hardware.MeterThrows = true;
        bool threw = false;
        try
        {
            hardware.Ticks(1);
        }
        catch (System.Exception)
        {
            threw = true;
        }

        Check.That(threw && !hardware.IsClosed && !hardware.IsEnabled, "open, disabled, and told");
        hardware.MeterThrows = false;
        hardware.Ticks(60);
        Check.That(!hardware.IsClosed, "stays open");
        Check.Is((int)ConnectorStatus.Faulted, (int)hardware.HandOver.ConnectorStatus, "faulted");
        Check.Is(0, hardware.HandOver.SessionNumber, "ended");
        hardware.Bench.Open();
        Check.Is(0, hardware.Bench.State.OpenSessionNumber, "in the journal too");
    }

    // The heartbeat's timer has dropped the coil: nothing comes back by itself with the next beat.
    [TestMethod]
    [DataRow(1_100, 0, false)]
    [DataRow(1_200, 0, true)]
    [DataRow(90_000, 0, true)]
    [DataRow(0, 1_100, false)]
    [DataRow(0, 1_200, true)]
    public void AStall_OpensBeforeTheNextBeat_EndsTheSessionAndIsRecorded(int betweenStepsMs, int inTheStepMs, bool isStall)
    {
        var hardware = new Hardware();
        hardware.NoticeStalls();
        hardware.Ticks(20);
        hardware.Token = World.Member;
        hardware.Ticks(5);
        Check.That(hardware.IsClosed, "charges");
        hardware.ClosedBeats = 0;
        hardware.Stall(betweenStepsMs);
        hardware.SlowStepMs = inTheStepMs;
        hardware.Ticks(1);
        hardware.SlowStepMs = 0;
        Check.Is(isStall ? 0 : 1, hardware.ClosedBeats, "beats with the coil energised");
        hardware.Ticks(60);
        Check.Is(isStall ? 0 : 1, hardware.HandOver.SessionNumber, "the session");
        Check.That(hardware.IsClosed != isStall, "the contactor");
        int stalledMs = betweenStepsMs > 0 ? betweenStepsMs : inTheStepMs;
        int toldMs = stalledMs < 65_535 ? stalledMs : 65_535;
        Check.Is(isStall ? "Stalled raised " + toldMs.ToString() + ", Stalled cleared 0" : "", Faults(hardware.Bench), "recorded");
        hardware.Ticks(400);
        hardware.Token = World.Member;
        hardware.Ticks(5);
        Check.That(hardware.IsClosed == isStall, "a card starts the next one, or ends the one that goes on");
    }

    // How far the time of measurement lies behind this step's wall clock, ms, and how old it counts then; -1: not taken.
    [TestMethod]
    [DataRow(3_000, 3_000)]
    [DataRow(0, 0)]
    [DataRow(-1_500, 0)]
    [DataRow(-2_001, -1)]
    [DataRow(12_000, -1)]
    public void ASurplusToldByTheLink_IsAsOldAsTheWallClockSays(int behindMs, int ageMs)
    {
        var hardware = new Hardware(true, false);
        hardware.Ticks(200);
        hardware.HandOver.Surplus = new MeasuredSurplus(20_000, hardware.UtcMs + World.TickMs - behindMs);
        hardware.Ticks(1);
        hardware.Token = World.Member;
        hardware.Ticks(1);
        bool isTaken = hardware.HandOver.Verdict == SupplyVerdict.DeniedLiveSupplyLow;
        Check.That(isTaken == (ageMs >= 0), "taken");
        for (int i = 2; isTaken && i < (10_000 - ageMs) / World.TickMs; i++)
        {
            hardware.Ticks(1);
            Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)hardware.HandOver.Verdict, "until it is ten seconds old");
        }

        hardware.Ticks(3);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)hardware.HandOver.Verdict, "then no longer");
    }

    [TestMethod]
    public void ASurplusMeterOfItsOwn_CountsInsteadOfTheLink()
    {
        var hardware = new Hardware(true, true);
        hardware.Ticks(20);
        hardware.Token = World.Member;
        hardware.OwnSurplusW = 20_000;
        hardware.Ticks(2);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)hardware.HandOver.Verdict, "measured, not yet credited");
        hardware.OwnSurplusW = -1;
        hardware.HandOver.Surplus = new MeasuredSurplus(20_000, hardware.UtcMs + 5_000);
        hardware.Ticks(102);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)hardware.HandOver.Verdict, "silent");
    }

    private static string Faults(JournalBench bench)
    {
        string told = "";
        var bytes = new byte[RecordLayout.RecordBytes];
        var record = new Record();
        for (long number = 1; bench.Journal.Read(number, bytes) && RecordLayout.Decode(bytes, 0, record); number++)
        {
            if (record.Type == RecordType.Fault)
            {
                told += told.Length > 0 ? ", " : "";
                told += Names.Of(record.FaultCode) + (record.IsRaised ? " raised " : " cleared ") + record.StallMs.ToString();
            }
        }

        return told;
    }

    /// <summary>Everything behind the seams, in one.</summary>
    private sealed class Hardware : IClock, IEnergyMeter, IContactor, ICharger, ICardReader, IHeartbeat, ISurplusMeter
    {
        public readonly JournalBench Bench = JournalBench.Of(3, 40);
        public readonly HandOver HandOver = new HandOver();
        public long Token;
        public int OwnSurplusW = -1;
        public bool IsEnabled;
        public bool MeterThrows;
        public int Beats;
        public long CommittedWhenClosed;
        public int ClosedBeats;
        public int SlowStepMs;
        private readonly ControlLoop loop;

        public Hardware()
            : this(false, false)
        {
        }

        /// <param name="isLive">Nothing is allocated, but all of the site's surplus.</param>
        /// <param name="hasSurplusMeter">The surplus is measured here.</param>
        public Hardware(bool isLive, bool hasSurplusMeter)
        {
            HandOver.Plan = isLive
                ? LivePlans.Of(new int[] { 0, 0 }, 1_000)
                : World.Plan(1, 30, new int[] { 9_000, 9_000 });
            HandOver.Tokens = World.Members();
            var chargePoint = new ChargePoint(new ChargePointSettings(), Bench.State);
            ISurplusMeter surplusMeter = hasSurplusMeter ? this : null;
            loop = new ControlLoop(this, this, this, this, this, this, Bench.Journal, chargePoint, HandOver, surplusMeter);
        }

        public long UptimeMs { get; private set; }

        public long UtcMs => World.MidnightUtcMs + UptimeMs;

        public ClockQuality Quality => ClockQuality.Synchronised;

        public int ResolutionWh => 1;

        public bool IsClosed { get; private set; }

        public bool IsVehicleConnected => true;

        public bool VehicleRequestsEnergy => true;

        public void NoticeStalls() => loop.NoticedStallMs = new ChargePointSettings().NoticedStallMs;

        // So much between two beats, of which a tick is one part.
        public void Stall(int forMs) => UptimeMs += forMs > World.TickMs ? forMs - World.TickMs : 0;

        public void Ticks(int count)
        {
            for (int i = 0; i < count; i++)
            {
                UptimeMs += World.TickMs;
                loop.Tick();
            }
        }

        public void Read(MeterReading reading)
        {
            if (MeterThrows)
            {
                throw new System.InvalidOperationException();
            }

            reading.RegisterWh = 1_000;
            reading.ReadAtMs = UptimeMs;
        }

        public void Read(SurplusReading reading)
        {
            if (OwnSurplusW >= 0)
            {
                reading.SurplusW = OwnSurplusW;
                reading.MeasuredMs = UptimeMs;
            }
        }

        public void Open() => IsClosed = false;

        public void Close()
        {
            CommittedWhenClosed = IsClosed ? CommittedWhenClosed : Bench.Journal.CommittedUpTo;
            IsClosed = true;
        }

        public bool HasFault { get; set; }

        public void Look()
        {
        }

        public string TakeNews() => null;

        // Where the step is slow: after it has read, before it closes.
        public void SetEnabled(bool enabled)
        {
            IsEnabled = enabled;
            UptimeMs += SlowStepMs > World.TickMs ? SlowStepMs - World.TickMs : 0;
            SlowStepMs = 0;
        }

        public long TakeTokenHash()
        {
            long token = Token;
            Token = 0;
            return token;
        }

        public void Toggle()
        {
            Beats++;
            ClosedBeats += IsClosed ? 1 : 0;
        }
    }
}
