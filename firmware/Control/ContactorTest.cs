using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// A technician's test: the contactor closes for a second and opens again, with the charger disabled, no session and no
/// vehicle, so that no current can flow; the auxiliary contact must follow both times. As for a charge, only in steps whose
/// verdict allows it; whatever comes in between opens it at once.
/// </summary>
public sealed class ContactorTest
{
    private const int StateMs = 1_000;
    private const int RestMs = 30_000;
    private long sinceMs;
    private long restUntilMs;
    private bool isOpening;
    private bool hasClosed;

    /// <summary>How the last test ended; written by the control thread only.</summary>
    public ContactorTestResult Result { get; private set; }

    /// <summary>A test is wanted: set by the console, cleared by the control thread when it begins or refuses.</summary>
    public bool IsAsked;

    /// <summary>The contactor is being tested.</summary>
    public bool IsRunning => Result == ContactorTestResult.Running;

    /// <summary>True while the contactor is to be closed for the test.</summary>
    public bool Step(Inputs inputs, Outputs outputs)
    {
        if (!IsRunning)
        {
            if (IsAsked)
            {
                Begin(inputs, outputs);
                IsAsked = false; // last, so that whoever asked never takes the result of an earlier test for this one's
            }

            return IsRunning;
        }

        bool isOver = inputs.NowMs - sinceMs >= StateMs;
        if (isOpening)
        {
            if (isOver)
            {
                End(inputs, inputs.IsContactorClosed ? ContactorTestResult.StaysClosed
                    : hasClosed ? ContactorTestResult.Passed
                    : ContactorTestResult.StaysOpen);
            }

            return false;
        }

        if (!MayRun(inputs, outputs))
        {
            bool staysOpen = inputs.Fault == FaultCode.ContactorDoesNotClose;
            End(inputs, staysOpen ? ContactorTestResult.StaysOpen : ContactorTestResult.Interrupted);
            return false;
        }

        if (isOver)
        {
            hasClosed = inputs.IsContactorClosed;
            isOpening = true;
            sinceMs = inputs.NowMs;
        }

        return !isOpening;
    }

    private void Begin(Inputs inputs, Outputs outputs)
    {
        bool begins = MayRun(inputs, outputs) && !inputs.IsContactorClosed && inputs.NowMs >= restUntilMs;
        Result = begins ? ContactorTestResult.Running : ContactorTestResult.Refused;
        isOpening = false;
        sinceMs = inputs.NowMs;
    }

    private void End(Inputs inputs, ContactorTestResult result)
    {
        Result = result;
        restUntilMs = inputs.NowMs + RestMs;
    }

    private static bool MayRun(Inputs inputs, Outputs outputs) =>
        outputs.Verdict == SupplyVerdict.Allowed
        && outputs.SessionNumber == 0
        && !outputs.EnableCharger
        && !outputs.CloseContactor
        && !inputs.IsVehicleConnected
        && inputs.Fault == FaultCode.None;
}
