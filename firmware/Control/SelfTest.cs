using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// What is known of each part of the charge point since the boot, for the technician's report and as a record. A part that
/// nothing has tried yet has neither passed nor failed.
/// </summary>
public sealed class SelfTest
{
    public const int Meter = 1;

    /// <summary>The register has moved while the contactor was closed.</summary>
    public const int Register = 2;

    /// <summary>The contactor has closed and opened as told, in the technician's test.</summary>
    public const int Contactor = 4;

    /// <summary>A card has been read.</summary>
    public const int CardReader = 8;
    public const int Clock = 16;

    /// <summary>The journal takes records and has room.</summary>
    public const int Storage = 32;
    public const int Link = 64;

    /// <summary>No fault is present.</summary>
    public const int Faults = 128;

    private const int SmallRoom = 20;
    private const int PauseMs = 60_000;
    private readonly RecordJournal journal;
    private readonly int meterMaximumAgeMs;
    private long closedAtWh = -1;
    private bool hasRegisterMoved;
    private bool hasReadCard;
    private bool wasTesting;
    private bool isDue;
    private long nextAtMs;

    public SelfTest(RecordJournal journal)
    {
        this.journal = journal;
        meterMaximumAgeMs = new ChargePointSettings().MeterMaximumAgeMs;
    }

    /// <summary>A record of it is wanted: set by the console, taken by the next tick; a minute lies between two.</summary>
    public bool IsAsked { get; set; }

    /// <summary>The parts that have passed.</summary>
    public int Passed { get; private set; }

    /// <summary>The parts that have failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Once a tick, after the step.</summary>
    public void Step(Inputs inputs, Outputs outputs, ContactorTest test, RecordQueue queue)
    {
        Watch(inputs);
        if (test.IsRunning && !wasTesting)
        {
            journal.CountClosure(); // no record of a session tells it
        }

        isDue |= (wasTesting && !test.IsRunning) || (IsAsked && inputs.NowMs >= nextAtMs);
        IsAsked = false;
        wasTesting = test.IsRunning;
        Judge(inputs, outputs, test.Result);
        if (isDue && queue.Count < RecordQueue.Congested && inputs.JournalRoom >= SupplyRule.NewSessionRecords)
        {
            Tell(inputs, queue);
        }
    }

    private void Watch(Inputs inputs)
    {
        bool isLoaded = inputs.IsContactorTold && inputs.Meter.PowerW > 0;
        closedAtWh = !isLoaded ? -1 : closedAtWh < 0 ? inputs.Meter.RegisterWh : closedAtWh;
        hasRegisterMoved |= isLoaded && inputs.Meter.RegisterWh > closedAtWh;
        hasReadCard |= inputs.TokenHash != 0;
    }

    private void Judge(Inputs inputs, Outputs outputs, ContactorTestResult test)
    {
        bool isMeterFresh = inputs.Meter.ReadAtMs >= 0 && inputs.NowMs - inputs.Meter.ReadAtMs <= meterMaximumAgeMs;
        bool isImplausible = outputs.Verdict == SupplyVerdict.DeniedMeterImplausible;
        bool hasContactorFailed = (inputs.Faults & FaultWatch.Lasting) != 0
            || test == ContactorTestResult.StaysOpen || test == ContactorTestResult.StaysClosed;
        Passed = 0;
        Failed = 0;
        Put(Meter, isMeterFresh, !isMeterFresh);
        Put(Register, hasRegisterMoved && !isImplausible, isImplausible);
        Put(Contactor, test == ContactorTestResult.Passed && !hasContactorFailed, hasContactorFailed);
        Put(CardReader, hasReadCard && !inputs.HasCardReaderFailed, inputs.HasCardReaderFailed);
        Put(Clock, inputs.ClockQuality != ClockQuality.Unknown, inputs.ClockQuality == ClockQuality.Unknown);
        bool isStored = inputs.JournalRoom > SmallRoom && (inputs.Faults & FaultWatch.Bit(FaultCode.StoreFailed)) == 0;
        Put(Storage, isStored, !isStored);
        Put(Link, inputs.IsOnline, !inputs.IsOnline);
        Put(Faults, inputs.Faults == 0, inputs.Faults != 0);
    }

    private void Put(int part, bool hasPassed, bool hasFailed)
    {
        Passed |= hasPassed ? part : 0;
        Failed |= hasFailed ? part : 0;
    }

    private void Tell(Inputs inputs, RecordQueue queue)
    {
        Record record = queue.Begin(RecordType.SelfTest, inputs);
        record.PassedParts = Passed;
        record.FailedParts = Failed;
        record.Closures = journal.Closures;
        record.MeterSerial = inputs.Meter.Serial;
        isDue = false;
        nextAtMs = inputs.NowMs + PauseMs;
    }
}
