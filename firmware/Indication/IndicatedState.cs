namespace ChargePointFw.Indication;

/// <summary>What a driver is to be told, at most one thing at a time.</summary>
public enum IndicatedState : byte
{
    /// <summary>Nobody is here: plug in and show the card.</summary>
    Free = 0,

    /// <summary>A vehicle is plugged in and no session runs: show the card, or unplug.</summary>
    Connected = 1,

    /// <summary>Energy flows, or is about to.</summary>
    Charging = 2,

    /// <summary>The session waits for renewable supply, or for the contactor's rest.</summary>
    Waiting = 3,

    /// <summary>The vehicle takes nothing at present.</summary>
    VehiclePauses = 4,

    /// <summary>Taken out of service.</summary>
    Unavailable = 5,

    /// <summary>A fault: somebody has to come.</summary>
    Faulted = 6,

    /// <summary>For two seconds: the card was taken.</summary>
    CardTaken = 7,

    /// <summary>For two seconds: the card does nothing here, now.</summary>
    CardRefused = 8,
}
