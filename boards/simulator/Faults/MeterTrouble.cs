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

    /// <summary>Its register trembles by its last step.</summary>
    Trembles,

    /// <summary>It tells 0, as a meter that starts.</summary>
    Zero,

    /// <summary>Its register shows too much, always by as much.</summary>
    Leapt,

    /// <summary>Its register shows too little, always by as much.</summary>
    Fell,

    /// <summary>It is another one, with another register.</summary>
    Another,

    /// <summary>It tells floats so large that they step by more than its profile says.</summary>
    TooCoarse,
}
