using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>What a restart finds: a torn tail is cut, a damaged record is named as lost, nothing is guessed.</summary>
[TestClass]
public class JournalRecoveryTests
{
    [TestMethod]
    public void CutAtAnyByteOfAnAppend_TheRecordIsThereOrNot()
    {
        JournalBench whole = JournalBench.Of(3, 4);
        whole.AppendMany(3);
        int full = whole.Store.Length(0);
        for (int length = full - 64; length <= full; length++)
        {
            var bench = new JournalBench(whole.Store.CutTo(0, length));
            Check.Is(length == full ? 3 : 2, bench.Journal.CommittedUpTo, "cut to " + length.ToString());
            Check.Is(0, bench.State.LostRecords, "lost");
            bench.AppendMany(4);
            bench.ReadsBack(1);
            bench.Open();
            bench.ReadsBack(1);
        }
    }

    [TestMethod]
    public void CutAtAnyByteOfANewSegment_TheRecordsBeforeAreThere()
    {
        JournalBench whole = JournalBench.Of(3, 4);
        whole.AppendMany(5);
        for (int length = 0; length <= 128; length++)
        {
            var bench = new JournalBench(whole.Store.CutTo(1, length));
            Check.Is(length == 128 ? 5 : 4, bench.Journal.CommittedUpTo, "cut to " + length.ToString());
            Check.Is(0, bench.State.LostRecords, "lost");
            bench.AppendMany(6);
            bench.ReadsBack(1);
        }
    }

    [TestMethod]
    public void BootsAndJournal_AreRemembered()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        long id = bench.Journal.JournalId;
        for (int boot = 1; boot <= 5; boot++)
        {
            Check.Is(boot, bench.Journal.BootNumber, "boot");
            bench.AppendMany(1);
            bench.Open();
            Check.Is(id, bench.Journal.JournalId, "journal");
        }
    }

    [TestMethod]
    public void AnErasedStore_IsAnotherJournal()
    {
        var numbers = new SeededNumbers(9);
        var store = new MemoryRecordStore(3, 4);
        long first = RecordJournal.Open(store, JournalBench.Hash, JournalBench.Keys, numbers, new ChargePointFw.Control.RecoveredState()).JournalId;
        long second = RecordJournal.Open(store, JournalBench.Hash, JournalBench.Keys, numbers, new ChargePointFw.Control.RecoveredState()).JournalId;
        Check.That(first != second && first > 0 && first <= 0xFFFFFFFFL, "ids");
    }

    [TestMethod]
    public void AStoreOfAnotherKey_IsNotRead()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(3);
        var other = new ChargePointFw.Keys.KeyRing(JournalBench.Hash, Ascii.Bytes("another device"), "tokyo", "cp-1", 2);
        var state = new ChargePointFw.Control.RecoveredState();
        RecordJournal journal = RecordJournal.Open(bench.Store, JournalBench.Hash, other, new SeededNumbers(77), state);
        Check.Is(0, journal.CommittedUpTo, "committed");
        Check.That(journal.JournalId != bench.Journal.JournalId, "another journal");
    }

    [TestMethod]
    public void ADamagedRecordInTheMiddle_IsCountedAndPassedOver()
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(7);
        bench.Store.Flip(0, (2 * 64) + 30);
        bench.Open();
        Check.Is(7, bench.Journal.CommittedUpTo, "committed");
        Check.Is(1, bench.State.LostRecords, "lost");
        Check.Is(7, bench.State.RegisterWh, "the register of the last");
        bench.AppendMany(2);
        bench.Open();
        Check.Is(9, bench.Journal.CommittedUpTo, "goes on");
    }

    [TestMethod]
    [DataRow(8, 0)]
    [DataRow(9, 2)]
    public void ADamagedTag_IsPutRight_AndAWreckedOneCostsItsRecordAndTheNext(int bits, int lost)
    {
        JournalBench bench = JournalBench.Of(3, 4);
        bench.AppendMany(4);
        for (int bit = 0; bit < bits; bit++)
        {
            bench.Store.Flip(0, (2 * 64) + 49 + bit);
        }

        bench.Open();
        Check.Is(lost, bench.State.LostRecords, "lost");
        Check.Is(4, bench.Journal.CommittedUpTo, "committed");
    }

    [TestMethod]
    public void ADamagedSegmentHeader_LosesNoRecordAndNoNumber()
    {
        // Three segments of four: the header of each is hurt in turn, with records in all of them.
        for (int segment = 1; segment < 3; segment++)
        {
            JournalBench bench = JournalBench.Of(3, 4);
            bench.AppendMany(10);
            bench.Store.Flip(segment, 20);
            bench.Open();
            Check.Is(10, bench.Journal.CommittedUpTo, "no number is given twice, segment " + segment.ToString());
            Check.Is(0, bench.State.LostRecords, "lost");
            bench.ReadsBack(1);
            bench.AppendMany(2);
            bench.ReadsBack(1);
        }
    }

    [TestMethod]
    public void ASegmentThatIsGone_IsCountedAsLostAndNotAsRoom()
    {
        JournalBench bench = JournalBench.Of(4, 3);
        bench.AppendMany(12);
        bench.Acknowledge(3);
        bench.AppendMany(1);

        // Numbers 7 to 9 vanish; behind them are 10 to 13 and before them 4 to 6, not acknowledged.
        bench.Store.Erase(2);
        bench.Open();
        Check.Is(13, bench.Journal.CommittedUpTo, "committed");
        Check.Is(3, bench.State.LostRecords, "lost");
        int room = bench.Journal.Room;
        Check.Is(2, room, "only what can really be appended");
        bench.AppendMany(room);
        Check.That(!bench.Append(), "full");
    }

    [TestMethod]
    public void TheStateOfASession_IsFoundAgain()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.Append(Session(3, RecordType.SessionUpdated, 1_500, 500, 480));
        bench.Open();
        Check.Is(7, bench.State.OpenSessionNumber, "open session");
        Check.Is((int)Claim.Renewable, (int)bench.State.OpenClaim, "claim");
        Check.Is(World.Member, bench.State.OpenTokenHash, "token");
        Check.Is(1_500, bench.State.RegisterWh, "register");
        Check.Is(480, bench.State.CoveredWh, "covered in the interval");
        Check.Is(17, bench.State.AllocationId, "allocation");
        Check.Is(World.MidnightUtcMs, bench.State.IntervalStartUtcMs, "interval");
        Check.Is("SDM-1", bench.State.MeterSerial, "meter");
        bench.Append(Session(4, RecordType.SessionEnded, 1_600, 100, 90));
        bench.Open();
        Check.Is(0, bench.State.OpenSessionNumber, "ended");
        Check.Is(7, bench.State.LastSessionNumber, "last session");
        Check.Is(570, bench.State.CoveredWh, "covered");
    }

    [TestMethod]
    public void ASessionsNumberIsNotGivenAgain_ThoughTheRingHasForgottenTheSession()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.Append(Session(3, RecordType.SessionEnded, 1_600, 600, 600));
        for (int i = 0; i < 40; i++)
        {
            bench.Acknowledge(bench.Journal.CommittedUpTo);
            bench.AppendMany(1);
        }

        bench.Open();
        Check.Is(0, bench.State.OpenSessionNumber, "nothing is open");
        Check.That(bench.Journal.NextHeld(1) > 3, "the session is forgotten");
        Check.Is(7, bench.State.LastSessionNumber, "its number is not");
    }

    [TestMethod]
    public void WhenTheStartOfASessionIsDamaged_ItIsStillOpenAndItsNumberIsNotGivenAgain()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.Append(Session(3, RecordType.SessionUpdated, 1_500, 500, 480));
        bench.Store.Flip(0, (2 * 64) + 30);
        bench.Open();
        Check.Is(7, bench.State.OpenSessionNumber, "open");
        Check.Is(7, bench.State.LastSessionNumber, "number");
        Check.Is((int)Claim.Renewable, (int)bench.State.OpenClaim, "claim");
    }

    [TestMethod]
    public void ALostRecord_CouldHaveDrawnAllThatTheIntervalHad()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.Append(Session(3, RecordType.SessionUpdated, 1_500, 500, 480));
        bench.Append(Session(4, RecordType.SessionEnded, 1_600, 100, 90));
        bench.Store.Flip(0, (3 * 64) + 30);
        bench.Open();
        Check.Is(RecordLayout.MaximumEnergyWh, bench.State.CoveredWh, "nothing of it may be called covered again");
        Record later = Session(5, RecordType.SessionStarted, 1_600, 0, 0);
        later.IntervalStartUtcMs += 1_800_000;
        bench.Append(later);
        bench.Open();
        Check.Is(0, bench.State.CoveredWh, "the next interval is whole");
    }

    [TestMethod]
    public void AfterALoss_TheEndThatWasWrittenAtTheStart_SaysNothingOfTheRegister()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.Append(Session(3, RecordType.SessionEnded, 1_600, 600, 600));
        bench.Store.Flip(0, (3 * 64) + 30);
        bench.Open();
        Check.That(bench.State.IsRegisterUnknown, "lost");
        Record end = Session(4, RecordType.SessionEnded, 1_000, 0, 0);
        end.StoppedReason = StoppedReason.PowerLoss;
        bench.Append(end);
        bench.Open();
        Check.That(bench.State.IsRegisterUnknown, "cut again before there was a baseline");
        bench.Append(Baseline(5));
        bench.Open();
        Check.That(!bench.State.IsRegisterUnknown, "there is one");
    }

    [TestMethod]
    public void ALostRecord_CouldHaveBeenASession()
    {
        JournalBench bench = JournalBench.Of(4, 4);
        bench.Append(Baseline(1));
        bench.Append(Session(2, RecordType.SessionStarted, 1_000, 0, 0));
        bench.AppendMany(1);
        bench.Store.Flip(0, (2 * 64) + 30);
        bench.Open();
        Check.That(bench.State.LastSessionNumber >= 1, "its number is not given again");
    }

    private static Record Baseline(long number) => new Record
    {
        Type = RecordType.MeterBaseline,
        Number = number,
        MeterSerial = "SDM-1",
        RegisterWh = 900,
    };

    private static Record Session(long number, RecordType type, long registerWh, int energyWh, int coveredWh) => new Record
    {
        Type = type,
        Number = number,
        SessionNumber = 7,
        Claim = Claim.Renewable,
        RegisterWh = registerWh,
        EnergyWh = energyWh,
        CoveredWh = coveredWh,
        AllocationId = 17,
        TokenHash = World.Member,
        IntervalStartUtcMs = World.MidnightUtcMs,
    };
}
