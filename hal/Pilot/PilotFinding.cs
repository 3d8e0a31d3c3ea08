namespace ChargePointFw.Pilot;

/// <summary>What two voltages and the offer say together: a state, and of an error also its kind.</summary>
public enum PilotFinding : byte
{
    A = 0,
    B = 1,
    C = 2,
    D = 3,

    /// <summary>E: neither half wave: the pilot is short-circuited to earth.</summary>
    ShortCircuit = 4,

    /// <summary>E: the negative half wave is loaded: no diode in the vehicle, or a wet plug.</summary>
    NoDiode = 5,

    /// <summary>E: other voltages than the generator was told to give.</summary>
    Generator = 6,

    F = 7,
}
