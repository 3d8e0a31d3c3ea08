namespace ChargePointFw.Simulator.Faults;

/// <summary>What is wrong with a simulated meter.</summary>
public enum MeterTrouble
{
    None,

    /// <summary>It does not answer.</summary>
    Silent,

    /// <summary>It tells floats that are no numbers, as registers of its profile.</summary>
    NoNumber,

    /// <summary>Its register stands still, whatever flows.</summary>
    Stuck,

    /// <summary>Its register shows far too much, now more and now less.</summary>
    Jumps,

    /// <summary>Its register shows too little, now more and now less.</summary>
    FallsBack,
}
