using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>All that a step knows of the world. Filled before each step; the clock is read once.</summary>
public sealed class Inputs
{
    /// <summary>Monotonic clock, ms since boot.</summary>
    public long NowMs;

    /// <summary>Wall clock, ms since 1970 in UTC.</summary>
    public long UtcMs;

    /// <summary>How far the clock says that it may be trusted.</summary>
    public ClockQuality ClaimedClockQuality;

    /// <summary>What the step makes of that: Unknown while the wall clock has jumped (<see cref="ClockTrust"/>).</summary>
    public ClockQuality ClockQuality;

    public readonly MeterReading Meter = new MeterReading();

    /// <summary>What its auxiliary contact says.</summary>
    public bool IsContactorClosed;

    /// <summary>What the contactor was last told: true for closed.</summary>
    public bool IsContactorTold;
    public bool IsVehicleConnected;
    public bool VehicleRequestsEnergy;

    /// <summary>Keyed hash of a token presented since the last step, 0 for none.</summary>
    public long TokenHash;

    /// <summary>The back office asks to end the session.</summary>
    public bool IsStopRequested;
    public bool IsAvailable = true;

    /// <summary>A fault of the board itself: a step that threw, a stall.</summary>
    public FaultCode BoardFault;

    /// <summary>The card reader does not answer.</summary>
    public bool HasCardReaderFailed;

    /// <summary>What the step makes of it all: every fault that is present, a bit for each <see cref="FaultCode"/> …</summary>
    public int Faults;

    /// <summary>… and the one that counts; None when what is present is but told.</summary>
    public FaultCode Fault;

    /// <summary>The lasting faults that somebody says are mended, a bit for each <see cref="FaultCode"/>; for one step.</summary>
    public int ClearedFaults;

    /// <summary>Contacts that forbid charging and are open, as read: 1 emergency stop, 2 door, 4 residual current, 8 thermostat.</summary>
    public int OpenStopContacts;

    /// <summary>Tenths of a degree Celsius; <see cref="int.MinValue"/> when the sensor has failed. Means nothing where none is wired.</summary>
    public int TemperatureDeciC;

    /// <summary>What the step makes of it: it is too hot, or nobody knows how hot it is.</summary>
    public bool IsTooHot;

    /// <summary>With <see cref="FaultCode.Stalled"/> of the board: how long no step was made, ms.</summary>
    public int StallMs;

    /// <summary>The plan held, or null.</summary>
    public SupplyPlan Plan;

    /// <summary>Why the plan that came last was refused; None when it is held.</summary>
    public SecurityEventKind PlanRefusedKind;

    /// <summary>Power that the site has left over, W, and when it was measured, monotonic ms; -1 for never.</summary>
    public int SurplusW;
    public long SurplusMeasuredMs = -1;

    /// <summary>The token list held, or null.</summary>
    public TokenList Tokens;

    /// <summary>Highest record number that survives a power cut.</summary>
    public long CommittedUpTo;

    /// <summary>Records that the journal can still take without losing one that is not acknowledged.</summary>
    public int JournalRoom;
    public bool IsOnline;

    /// <summary>Documents and messages refused since the boot.</summary>
    public int RefusedCount;

    /// <summary>Why the last one was refused.</summary>
    public SecurityEventKind RefusedKind;

    /// <summary>Version that the last one claimed, 0 for none.</summary>
    public long RefusedVersion;
}
