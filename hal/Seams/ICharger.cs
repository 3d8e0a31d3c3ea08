namespace ChargePointFw.Seams;

/// <summary>
/// The certified charger that we stand beside (an enable contact and its status contacts), or an AC post whose control pilot
/// we drive.
/// </summary>
public interface ICharger
{
    /// <summary>A vehicle is connected (IEC 61851-1 state B, C or D; the charger's status contact on DC).</summary>
    bool IsVehicleConnected { get; }

    /// <summary>The vehicle asks for energy (IEC 61851-1 state C; the charger's "charging" contact on DC).</summary>
    bool VehicleRequestsEnergy { get; }

    /// <summary>The charger tells of a fault (its fault contact; state E on the pilot): nothing may flow.</summary>
    bool HasFault { get; }

    /// <summary>Looks at the wires, once a step before anything else is asked. Takes a few ms at most.</summary>
    void Look();

    /// <summary>True lets the charger deliver; false is the stop request, upon which it ramps down by itself.</summary>
    void SetEnabled(bool enabled);

    /// <summary>What is wrong with it, once, in words for a technician; null when there is nothing new. For the link's thread.</summary>
    string TakeNews();
}
