namespace ChargePointFw.Control;

/// <summary>
/// When the contactor moves within what the session allows. At a DC charger: always. At an AC post it follows the vehicle as
/// IEC 61851-1 wants it: closed in state C only, open at once in any other, and closed again no sooner than its duty allows.
/// The step that offers a current does not close: before, a vehicle counts as asking that could not say no.
/// </summary>
public sealed class ContactorGate
{
    private readonly ChargePointSettings settings;
    private readonly ContactorDuty duty;
    private bool isClosed;
    private bool wasOffered;

    public ContactorGate(ChargePointSettings settings, ContactorDuty duty)
    {
        this.settings = settings;
        this.duty = duty;
    }

    /// <inheritdoc cref="ChargePoint.ClosesOnRequest"/>
    public bool ClosesOnRequest => settings.ClosesOnRequest;

    /// <summary>When to look again, monotonic ms: a vehicle waits for a contactor that rests.</summary>
    public long ReviewAtMs { get; private set; } = long.MaxValue;

    /// <summary>Whether the contactor is to be closed.</summary>
    /// <param name="inputs">Time, and whether the vehicle asks for energy.</param>
    /// <param name="isDelivering">The session allows it to close.</param>
    /// <param name="isStopping">It may stay closed until the current is zero.</param>
    public bool IsToClose(Inputs inputs, bool isDelivering, bool isStopping)
    {
        ReviewAtMs = long.MaxValue;
        bool isAsked = !settings.ClosesOnRequest || inputs.VehicleRequestsEnergy;
        if (isClosed)
        {
            isClosed = isAsked && (isDelivering || isStopping);
            if (!isClosed)
            {
                duty.Open(inputs.NowMs);
            }
        }
        else if (isDelivering && isAsked)
        {
            // At a DC charger the verdict has waited for the duty before the session may deliver.
            long mayCloseAtMs = !settings.ClosesOnRequest ? inputs.NowMs
                : wasOffered ? duty.MayCloseAtMs
                : inputs.NowMs + settings.StepMs;
            isClosed = inputs.NowMs >= mayCloseAtMs;
            if (isClosed)
            {
                duty.Close(inputs.NowMs);
            }
            else
            {
                ReviewAtMs = mayCloseAtMs;
            }
        }

        wasOffered = isDelivering;
        return isClosed;
    }
}
