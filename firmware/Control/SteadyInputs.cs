using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// Remembers what a step was made with, so that the next ticks can tell that nothing has changed: then its outputs hold until
/// the time that it named, and deciding again would decide the same. A tick that only looks costs a fraction of a step.
/// </summary>
public sealed class SteadyInputs
{
    /// <summary>However steady everything is, a step is made so often, ms.</summary>
    public const int LongestMs = 1_000;

    // The two clocks are read one after the other; the steps' own margin bears more.
    private const int JitterMs = 20;

    private readonly int stepMs;
    private bool isKept;
    private long steppedAtMs;
    private long offsetMs;
    private long readAtMs;
    private long registerWh;
    private int powerW;
    private string serial;
    private int flags;
    private int openStopContacts;
    private int temperatureDeciC;
    private ClockQuality clockQuality;
    private FaultCode boardFault;
    private SupplyPlan plan;
    private SecurityEventKind planRefusedKind;
    private long surplusMeasuredMs;
    private TokenList tokens;
    private long committedUpTo;
    private int journalRoom;
    private int refusedCount;

    /// <param name="stepMs">Period of the ticks, ms: a step is made at the last one before the time that was named.</param>
    public SteadyInputs(int stepMs) => this.stepMs = stepMs;

    /// <summary>These inputs are those of the last step, and what it decided holds beyond this tick.</summary>
    /// <param name="inputs">What this tick has read.</param>
    /// <param name="nextChangeMs">The time that the last step named.</param>
    public bool Hold(Inputs inputs, long nextChangeMs)
    {
        long nowMs = inputs.NowMs;
        if (!isKept || nowMs + stepMs >= nextChangeMs || nowMs - steppedAtMs >= LongestMs || inputs.Meter.ReadAtMs != readAtMs)
        {
            return false;
        }

        long driftMs = inputs.UtcMs - nowMs - offsetMs;
        return driftMs <= JitterMs && driftMs >= -JitterMs
            && Flags(inputs) == flags
            && inputs.OpenStopContacts == openStopContacts
            && inputs.TokenHash == 0
            && inputs.BoardFault == boardFault
            && inputs.StallMs == 0
            && inputs.ClearedFaults == 0
            && inputs.Plan == plan
            && inputs.Tokens == tokens
            && inputs.CommittedUpTo == committedUpTo
            && inputs.JournalRoom == journalRoom
            && inputs.SurplusMeasuredMs == surplusMeasuredMs
            && inputs.TemperatureDeciC == temperatureDeciC
            && inputs.ClaimedClockQuality == clockQuality
            && inputs.PlanRefusedKind == planRefusedKind
            && inputs.RefusedCount == refusedCount
            && inputs.Meter.RegisterWh == registerWh
            && inputs.Meter.PowerW == powerW
            && inputs.Meter.Serial == serial;
    }

    /// <summary>A step is made with these.</summary>
    public void Keep(Inputs inputs)
    {
        isKept = true;
        steppedAtMs = inputs.NowMs;
        offsetMs = inputs.UtcMs - inputs.NowMs;
        readAtMs = inputs.Meter.ReadAtMs;
        registerWh = inputs.Meter.RegisterWh;
        powerW = inputs.Meter.PowerW;
        serial = inputs.Meter.Serial;
        flags = Flags(inputs);
        openStopContacts = inputs.OpenStopContacts;
        boardFault = inputs.BoardFault;
        plan = inputs.Plan;
        tokens = inputs.Tokens;
        committedUpTo = inputs.CommittedUpTo;
        journalRoom = inputs.JournalRoom;
        surplusMeasuredMs = inputs.SurplusMeasuredMs;
        temperatureDeciC = inputs.TemperatureDeciC;
        clockQuality = inputs.ClaimedClockQuality;
        planRefusedKind = inputs.PlanRefusedKind;
        refusedCount = inputs.RefusedCount;
    }

    /// <summary>The next tick makes a step, whatever it reads.</summary>
    public void Forget() => isKept = false;

    private static int Flags(Inputs inputs) =>
        (inputs.IsContactorClosed ? 1 : 0) | (inputs.IsContactorTold ? 2 : 0) | (inputs.IsVehicleConnected ? 4 : 0)
        | (inputs.VehicleRequestsEnergy ? 8 : 0) | (inputs.IsStopRequested ? 16 : 0) | (inputs.IsAvailable ? 32 : 0)
        | (inputs.IsOnline ? 64 : 0) | (inputs.HasCardReaderFailed ? 128 : 0) | (inputs.Meter.IsContradicted ? 256 : 0);
}
