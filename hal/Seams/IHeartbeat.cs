namespace ChargePointFw.Seams;

/// <summary>The output that must toggle every step; an external timer drops the contactor's coil when it does not.</summary>
public interface IHeartbeat
{
    /// <summary>Changes the level once.</summary>
    void Toggle();
}
