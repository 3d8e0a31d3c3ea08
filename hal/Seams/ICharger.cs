namespace ChargePointFw.Seams;

/// <summary>The certified charger that we stand beside: an enable contact and its status contacts.</summary>
public interface ICharger
{
    /// <summary>A vehicle is connected (IEC 61851-1 state B or C; the charger's status contact on DC).</summary>
    bool IsVehicleConnected { get; }

    /// <summary>The vehicle asks for energy (IEC 61851-1 state C; the charger's "charging" contact on DC).</summary>
    bool VehicleRequestsEnergy { get; }

    /// <summary>True lets the charger deliver; false is the stop request, upon which it ramps down by itself.</summary>
    void SetEnabled(bool enabled);
}
