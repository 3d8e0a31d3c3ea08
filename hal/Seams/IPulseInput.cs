namespace ChargePointFw.Seams;

/// <summary>The pulses of a meter's S0 output (EN 62053-31), counted from the start on.</summary>
public interface IPulseInput
{
    /// <summary>Copies what has been counted; waits for nothing.</summary>
    void Read(PulseReading reading);
}
