namespace ChargePointFw.Seams;

/// <summary>
/// The meter that tells what the site has left over before its charge points take any: it sits between photovoltaics
/// and building on one side and the branch to the charge points on the other.
/// </summary>
public interface ISurplusMeter
{
    /// <summary>
    /// Copies the newest measurement; waits for nothing. A meter that is silent leaves <paramref name="reading"/> as it
    /// was, so that its age shows.
    /// </summary>
    void Read(SurplusReading reading);
}
