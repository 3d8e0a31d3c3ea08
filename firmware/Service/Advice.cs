using ChargePointFw.Control;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Service;

/// <summary>What a technician does next, in words.</summary>
public static class Advice
{
    private static readonly string[] verdicts =
    {
        /* Allowed                */ "a member may charge now",
        /* DeniedNoPlan           */ "no supply plan yet: bring up the network ('network'), then let the back office publish one",
        /* DeniedPlanExpired      */ "the supply plan has run out: bring up the network ('network'), then look at planning in the back office",
        /* DeniedPlanSignatureBad */ "the plan is signed with another key: give board and back office the same device key",
        /* DeniedNoAllocationNow  */ "no renewable supply is allocated now: nothing to repair, wait for the time below",
        /* DeniedAllocationSpent  */ "what was allocated for this interval is used up: nothing to repair, wait for the time below",
        /* DeniedLiveSupplyStale  */ "no fresh measurement of the surplus: check the surplus meter and its feed",
        /* DeniedClockUnknown     */ "the time is not known: bring up the network, check TimeServer in config.json",
        /* DeniedMeterStale       */ "the meter does not answer: check its power, its address and A/B wires ('meter')",
        /* DeniedMeterImplausible */ "the meter contradicts itself: check the wires; if it was exchanged, switch the board off and on",
        /* DeniedNotMember        */ "the card is on no list: have it entered in the back office",
        /* DeniedJournalFull      */ "the journal is full of records that nobody has fetched: bring up the network ('network')",
        /* DeniedFault            */ "a fault is present: 'self-test' says which, and what to do",
        /* DeniedSiteLimit        */ "the site's limit is reached: nothing to repair",
        /* DeniedUnavailable      */ "set out of service by the back office",
        /* DeniedContactorRest    */ "the contactor rests between two closures: wait for the time below",
        /* DeniedLiveSupplyLow    */ "the sun gives too little now: nothing to repair",
    };

    private static readonly string[] contactorTests =
    {
        /* None        */ "not tested since the boot",
        /* Running     */ "running",
        /* Passed      */ "passed: closed and opened as told",
        /* StaysOpen   */ "FAILED: told to close, reports open. Check the coil's supply, the heartbeat timer's relay and the auxiliary contact",
        /* StaysClosed */ "FAILED: told to open, reports closed. Switch off the supply; a welded contactor must be replaced",
        /* Interrupted */ "interrupted: a vehicle, a session, a fault or the supply's end came; the contactor is open",
        /* Refused     */ "refused: needs verdict Allowed ('status'), no vehicle, no fault, an open contactor, 30 s since the last test",
    };

    private static readonly string[] deratings =
    {
        /* NotWired     */ "no sensor",
        /* Full         */ "not too hot",
        /* Derated      */ "hot, so it offers less: check fan, filter, load",
        /* TooHot       */ "too hot to charge: check fan, filter, load",
        /* SensorFailed */ "the sensor tells what cannot be: check its three wires",
    };

    private static readonly string[] faults =
    {
        /* None                  */ "none",
        /* ContactorWelded       */ "stays closed when told to open: switch off the supply, replace the contactor, 'clear fault'",
        /* ContactorDoesNotClose */ "the contactor does not close: check coil, heartbeat timer, auxiliary contact, 'clear fault'",
        /* StepFailed            */ "the program failed: switch the board off and on, and report it",
        /* StoreFailed           */ "the flash takes no records: if it stays so, replace the board",
        /* MeterRollback         */ "the register fell: check the meter",
        /* MeterReversed         */ "the meter is wired backwards: turn the current transformers or swap line and load, restart",
        /* Stalled               */ "the program stood still: report it if it happens again",
        /* MetersDisagree        */ "register and S0 pulses disagree: check S0 wires and constants, restart",
        /* ContactorChatters     */ "the contactor chatters: check the coil's supply, heartbeat timer, 'clear fault'",
        /* ContactorOpens        */ "the contactor opened by itself: check the coil's supply, heartbeat timer, auxiliary contact, 'clear fault'",
        /* CurrentWhileOpen      */ "current flows, and the contactor reports open: switch off the supply, check it and its auxiliary contact, 'clear fault'",
        /* EmergencyStop         */ "the emergency stop is pressed, or its wire is broken",
        /* DoorOpen              */ "the door is open, or its wire is broken",
        /* ResidualCurrent       */ "the residual-current device has tripped, or its wire is broken: find the cause first",
        /* OverTemperature       */ "too hot, or a wire of thermostat or sensor is broken ('status'): check fan, filter, load",
        /* ChargerFault          */ "the charger reports a fault, or the vehicle's pilot circuit does: read the charger's display, check cable and plug",
        /* CardReaderFailed      */ "the card reader does not answer: check its wires and its 3.3 V",
        /* ConfigurationInvalid  */ "config.json is missing or wrong (the board's serial port says where): flash a right one with the provisioning tool",
    };

    /// <summary>What a fault means and what to do.</summary>
    public static string On(FaultCode fault) => faults[(int)fault];

    /// <summary>How many faults have words; a test compares it with the faults.</summary>
    public static int FaultCount => faults.Length;

    /// <summary>What the temperature leaves of the offer, in words.</summary>
    public static string On(DeratingState derating) => deratings[(int)derating];

    /// <summary>Words and what to do, for each verdict.</summary>
    public static string On(SupplyVerdict verdict) => verdicts[(int)verdict];

    /// <summary>The same for each result of the contactor's test.</summary>
    public static string On(ContactorTestResult result) => contactorTests[(int)result];

    /// <summary>How many verdicts have words; a test compares it with the verdicts.</summary>
    public static int VerdictCount => verdicts.Length;
}
