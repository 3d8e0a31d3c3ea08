namespace ChargePointFw.Seams;

/// <summary>The temperature of what gets hot: the cabinet's air, a busbar, the plug's contacts.</summary>
public interface IThermometer
{
    /// <summary>
    /// Tenths of a degree Celsius, no more than two seconds old; <see cref="int.MinValue"/> when the sensor tells what cannot
    /// be: it or its wire is broken. Takes a few ms at most.
    /// </summary>
    int ReadDecidegreesC();
}
