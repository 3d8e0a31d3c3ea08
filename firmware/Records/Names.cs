using ChargePointFw.Supply;

namespace ChargePointFw.Records;

/// <summary>The words for the numbers: on the device <c>ToString()</c> of an enum prints its number.</summary>
public static class Names
{
    private static readonly string[] types =
    {
        "None", "Boot", "SessionStarted", "SessionUpdated", "IntervalClosed", "SessionEnded", "MeterBaseline",
        "ClockStepped", "PlanAccepted", "SecurityEvent", "Fault", "IdleEnergy", "LiveSupplied", "RecordsLost",
        "SelfTest",
    };

    private static readonly string[] chargingStates =
    {
        "Idle", "EVConnected", "Charging", "SuspendedEV", "SuspendedEVSE",
    };

    private static readonly string[] claims = { "noSession", "renewable", "none" };

    private static readonly string[] verdicts =
    {
        "Allowed", "DeniedNoPlan", "DeniedPlanExpired", "DeniedPlanSignatureBad", "DeniedNoAllocationNow",
        "DeniedAllocationSpent", "DeniedLiveSupplyStale", "DeniedClockUnknown", "DeniedMeterStale",
        "DeniedMeterImplausible", "DeniedNotMember", "DeniedJournalFull", "DeniedFault", "DeniedSiteLimit",
        "DeniedUnavailable", "DeniedContactorRest", "DeniedLiveSupplyLow",
    };

    private static readonly string[] stoppedReasons =
    {
        "None", "DeAuthorized", "EmergencyStop", "EnergyLimitReached", "EVDisconnected", "GroundFault",
        "ImmediateReset", "Local", "LocalOutOfCredit", "MasterPass", "Other", "OvercurrentFault", "PowerLoss",
        "PowerQuality", "Reboot", "Remote", "SOCLimitReached", "StoppedByEV", "TimeLimitReached", "Timeout",
    };

    private static readonly string[] faults =
    {
        "None", "ContactorWelded", "ContactorDoesNotClose", "StepFailed", "StoreFailed", "MeterRollback", "MeterReversed", "Stalled",
        "MetersDisagree", "ContactorChatters", "ContactorOpens", "CurrentWhileOpen", "EmergencyStop", "DoorOpen", "ResidualCurrent",
        "OverTemperature", "ChargerFault", "CardReaderFailed", "ConfigurationInvalid",
    };

    private static readonly string[] securityEvents =
    {
        "None", "Malformed", "BadSignature", "Foreign", "Older", "Implausible", "ForeignTag", "Expired", "DamagedRecord", "KeysChanged",
    };

    private static readonly string[] clockQualities = { "Unknown", "Informative", "Synchronised" };

    public static string Of(RecordType value) => Pick(types, (int)value);

    public static string Of(ChargingState value) => Pick(chargingStates, (int)value);

    public static string Of(Claim value) => Pick(claims, (int)value);

    public static string Of(SupplyVerdict value) => Pick(verdicts, (int)value);

    public static string Of(StoppedReason value) => Pick(stoppedReasons, (int)value);

    public static string Of(FaultCode value) => Pick(faults, (int)value);

    public static string Of(SecurityEventKind value) => Pick(securityEvents, (int)value);

    public static string Of(Seams.ClockQuality value) => Pick(clockQualities, (int)value);

    // A number from a newer format is shown as a number instead of failing the whole message.
    private static string Pick(string[] words, int index) =>
        index >= 0 && index < words.Length ? words[index] : index.ToString();
}
