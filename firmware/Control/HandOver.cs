using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// Where the control thread and the link thread meet: each field is written by one of them and read by the other, and
/// none needs another to be of the same moment, save the status, which carries a version.
/// </summary>
public sealed class HandOver
{
    // Written by the link
    /// <summary>Which board it is, a folder of <c>boards/</c>; null where nobody says.</summary>
    public string Board;
    public SupplyPlan Plan;
    public TokenList Tokens;

    /// <summary>The site's surplus as it was told last, or null.</summary>
    public MeasuredSurplus Surplus;

    /// <summary>Why the plan that came last was refused; None when it is held.</summary>
    public SecurityEventKind PlanRefusedKind;
    public bool IsOnline;

    /// <summary>The session that the back office asks to end, 0 for none; another one is not meant.</summary>
    public int StopSessionNumber;

    /// <summary>The back office takes sessions here.</summary>
    public bool IsAvailable = true;

    /// <summary>The card that the back office presents, and how many it has presented since the boot.</summary>
    public long RemoteTokenHash;
    public int RemoteTokens;

    /// <summary>How often the back office has asked to clear faults since the boot.</summary>
    public int ClearRequests;

    /// <summary>Counts up with each self-test, and each report, that the back office asks for.</summary>
    public int SelfTestRequests;
    public int ReportRequests;

    /// <summary>The back office wants a restart, as soon as no session runs.</summary>
    public bool IsRebootAsked;
    public int RefusedCount;
    public SecurityEventKind RefusedKind;
    public long RefusedVersion;

    // Written by the control loop
    /// <summary>Counts up after each change of anything below but faults, temperature, power and register.</summary>
    public int StatusVersion;
    public ConnectorStatus ConnectorStatus;
    public ChargingState ChargingState;
    public Claim Claim;
    public SupplyVerdict Verdict;
    public long UntilUtcMs;
    public int SessionNumber;
    public FaultCode Fault;

    /// <summary>Every fault that is present, a bit for each.</summary>
    public int Faults;
    public int OfferA;
    public DeratingState Derating;

    /// <summary>Tenths of a degree, as in <see cref="Inputs.TemperatureDeciC"/>.</summary>
    public int TemperatureDeciC;
    public bool IsContactorClosed;
    public int PowerW;
    public long RegisterWh;
    public long UtcMs;
}
