using ChargePointFw.Seams;

namespace ChargePointFw.Pilot;

/// <summary>
/// An AC post whose control pilot we drive: enabled, it offers its current; else +12 V, upon which the vehicle stops by
/// itself. While nothing is offered a vehicle cannot ask (state B): it counts as asking until it has been offered something.
/// </summary>
public sealed class PilotCharger : ICharger, ICurrentOffer
{
    private const int Steady = 10_000;

    private readonly PilotLine line;
    private readonly IClock clock;
    private readonly PilotWatch watch = new PilotWatch();
    private int duty;
    private PilotOffer offer = PilotOffer.Unavailable;
    private PilotFinding told = PilotFinding.A;

    /// <param name="line">The pilot's wire, at -12 V.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="currentLimitA">What it offers, 6 to 80 A.</param>
    public PilotCharger(PilotLine line, IClock clock, int currentLimitA)
    {
        this.line = line;
        this.clock = clock;
        duty = PilotDuty.TenThousandths(currentLimitA);
        SetEnabled(false);
    }

    /// <summary>The pilot's state.</summary>
    public PilotState State => watch.State;

    public bool IsVehicleConnected => watch.IsVehicleConnected;

    public bool VehicleRequestsEnergy =>
        watch.State == PilotState.C || (watch.State == PilotState.B && offer == PilotOffer.Nothing);

    public bool HasFault => watch.State == PilotState.E;

    public void Look() => watch.Look(clock.UptimeMs, line.PositiveMv, line.NegativeMv);

    public void SetEnabled(bool enabled)
    {
        PilotOffer wanted = enabled ? PilotOffer.Current : PilotOffer.Nothing;
        if (wanted == offer)
        {
            return;
        }

        offer = wanted;
        line.Drive(enabled ? duty : Steady);
        watch.Change(wanted, clock.UptimeMs);
    }

    public void Offer(int currentA)
    {
        duty = PilotDuty.TenThousandths(currentA);
        if (offer == PilotOffer.Current)
        {
            line.Drive(duty);
        }
    }

    public string TakeNews()
    {
        PilotFinding finding = watch.Finding;
        bool isTrouble = finding >= PilotFinding.D && finding != PilotFinding.F;
        bool wasTrouble = told >= PilotFinding.D && told != PilotFinding.F;
        if (finding == told || (!isTrouble && !wasTrouble))
        {
            return null;
        }

        told = finding;
        return finding switch
        {
            PilotFinding.D => "control pilot: the vehicle wants ventilation, which this post has not: it gets no energy",
            PilotFinding.ShortCircuit => "control pilot: no voltage: look for a short circuit to earth in cable and plug",
            PilotFinding.NoDiode => "control pilot: the vehicle loads the negative half wave: no diode, or a wet plug",
            PilotFinding.Generator => "control pilot: other voltages than told: check the generator's +12 V and -12 V",
            _ => "control pilot: well again",
        };
    }
}
