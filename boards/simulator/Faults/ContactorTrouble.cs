namespace ChargePointFw.Simulator.Faults;

/// <summary>What is wrong with a simulated contactor.</summary>
public enum ContactorTrouble
{
    None,

    /// <summary>Its contacts stick: once closed, they stay so.</summary>
    Welded,

    /// <summary>Its coil does not pull in any more; contacts that are closed stay so until it falls.</summary>
    DoesNotClose,

    /// <summary>Its contacts fall open although the coil is on.</summary>
    Opens,

    /// <summary>Its contacts open and close while the coil is on.</summary>
    Chatters,

    /// <summary>The wire of its auxiliary contact is broken.</summary>
    AuxiliaryBroken,
}
