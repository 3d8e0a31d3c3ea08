namespace ChargePointFw.Seams;

/// <summary>The certified meter behind the contactor. Its register is where every watt-hour comes from.</summary>
public interface IEnergyMeter
{
    /// <summary>Smallest step of the register in Wh; part of the stopping reserve. At least 1.</summary>
    int ResolutionWh { get; }

    /// <summary>
    /// Copies the newest reading; waits for nothing. A meter that is silent leaves <paramref name="reading"/> as it
    /// was, so that its age shows.
    /// </summary>
    void Read(MeterReading reading);
}
