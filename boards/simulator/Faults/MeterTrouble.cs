namespace ChargePointFw.Simulator.Faults;

/// <summary>What is wrong with a simulated meter.</summary>
public enum MeterTrouble
{
    None,

    /// <summary>It does not answer, or tells what the driver keeps back.</summary>
    Silent,

    /// <summary>Its register stands still, whatever flows.</summary>
    Stuck,

    /// <summary>Its register shows far too much, now more and now less.</summary>
    Jumps,

    /// <summary>Its register shows too little, now more and now less.</summary>
    FallsBack,
}
