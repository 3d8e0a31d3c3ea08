namespace ChargePointFw.Seams;

/// <summary>Says whether the board could run with settings that come from the back office; it knows what it was given by hand.</summary>
public interface ISettingsJudge
{
    /// <summary>What is wrong with them, in words for whoever sent them; null when the board can run so.</summary>
    /// <param name="settings">One JSON object of the configuration's keys, in ASCII.</param>
    string TroubleWith(byte[] settings);
}
