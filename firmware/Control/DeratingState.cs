namespace ChargePointFw.Control;

/// <summary>What the temperature leaves of the offer.</summary>
public enum DeratingState : byte
{
    /// <summary>No sensor is wired.</summary>
    NotWired = 0,

    /// <summary>Everything.</summary>
    Full = 1,

    /// <summary>Less, by the line.</summary>
    Derated = 2,

    /// <summary>Nothing: too hot.</summary>
    TooHot = 3,

    /// <summary>Nothing: the sensor tells what cannot be.</summary>
    SensorFailed = 4,
}
