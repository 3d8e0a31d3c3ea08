// The analogue side of a control pilot: generator, cable, vehicle and peak detectors, in volts and ohms.
using ChargePointFw.Hal.Host;
using ChargePointFw.Pilot;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>
/// What IEC 61851-1 figure A.1 draws: ±12 V behind 1 kΩ, and in the vehicle a diode with 2.74 kΩ, beside which it switches
/// 1.3 kΩ (energy) or 270 Ω (energy and ventilation). Two detectors hold the peaks, and the converter sees them divided.
/// </summary>
public sealed class PilotVehicle
{
    private const double SupplyV = 12.0;
    private const double SourceOhm = 1_000;
    private const double PresenceOhm = 2_740;
    private const double EnergyOhm = 1_300;
    private const double VentilationOhm = 270;
    private const double DiodeV = 0.7;
    private const double HoldMs = 100;
    private const double MillivoltsAtPin = 20.0 / 100.6 * 1_000;

    private readonly VirtualAnalog pins;
    private readonly int outputPin;
    private readonly Func<long> nowMs;
    private double positiveV;
    private double negativeV;
    private long heldAtMs;

    /// <summary>Wires the detectors to the board's converter.</summary>
    /// <param name="pins">The board's analogue pins.</param>
    /// <param name="outputPin">GPIO of the generator.</param>
    /// <param name="positiveChannel">Channel of the positive half wave.</param>
    /// <param name="negativeChannel">Channel of the negative one.</param>
    /// <param name="nowMs">Monotonic time.</param>
    public PilotVehicle(VirtualAnalog pins, int outputPin, int positiveChannel, int negativeChannel, Func<long> nowMs)
    {
        this.pins = pins;
        this.outputPin = outputPin;
        this.nowMs = nowMs;
        pins.DutyChanged += (_, _) => Hold();
        pins.Connect(positiveChannel, () => Counts(ref positiveV));
        pins.Connect(negativeChannel, () => Counts(ref negativeV));
    }

    /// <summary>A vehicle is plugged in.</summary>
    public bool IsPlugged { get; set; }

    /// <summary>It would take energy, if it is offered some.</summary>
    public bool WantsEnergy { get; set; }

    /// <summary>And only with ventilation.</summary>
    public bool WantsVentilation { get; set; }

    /// <summary>Its diode is in order.</summary>
    public bool HasDiode { get; set; } = true;

    /// <summary>The pilot lies on earth.</summary>
    public bool IsShorted { get; set; }

    /// <summary>The generator has its -12 V.</summary>
    public bool HasNegativeSupply { get; set; } = true;

    /// <summary>How much more the converter counts than it should: chips differ by up to a tenth.</summary>
    public double ConverterGain { get; set; } = 1.0;

    /// <summary>What it is allowed to take, tenths of an ampere.</summary>
    public int AllowedDeciamperes => PilotDuty.AllowedDeciamperes(pins.Duty(outputPin));

    /// <summary>It takes energy: it is offered some, and has closed its switch.</summary>
    public bool Charges => IsPlugged && WantsEnergy && AllowedDeciamperes > 0;

    private double LoadOhm => IsShorted ? 0
        : !IsPlugged ? double.PositiveInfinity
        : !Charges ? PresenceOhm
        : Parallel(PresenceOhm, WantsVentilation ? VentilationOhm : EnergyOhm);

    private int Counts(ref double heldV)
    {
        Hold();
        return (int)(((heldV * MillivoltsAtPin) - 142) / 0.8056 * ConverterGain);
    }

    // Up at once, down with the time constant.
    private void Hold()
    {
        double decay = Math.Exp(-Math.Max(0, nowMs() - heldAtMs) / HoldMs);
        heldAtMs = nowMs();
        int duty = pins.Duty(outputPin);
        positiveV = Math.Max(positiveV * decay, duty > 0 ? Loaded(DiodeV) : 0);
        negativeV = Math.Max(negativeV * decay, duty < 10_000 && HasNegativeSupply ? HasDiode && !IsShorted ? SupplyV : Loaded(0) : 0);
    }

    private double Loaded(double diodeV)
    {
        double load = LoadOhm;
        double dropV = HasDiode ? diodeV : 0;
        return double.IsInfinity(load) ? SupplyV
            : load == 0 ? 0
            : ((SupplyV - dropV) * load / (load + SourceOhm)) + dropV;
    }

    private static double Parallel(double a, double b) => a * b / (a + b);
}
