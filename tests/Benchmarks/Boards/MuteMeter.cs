using ChargePointFw.Seams;

namespace ChargePointFw.Benchmarks.Boards;

/// <summary>A meter that can fall silent.</summary>
internal sealed class MuteMeter(IEnergyMeter meter) : IEnergyMeter
{
    /// <summary>The line to the meter is cut.</summary>
    public bool IsMute { get; set; }

    /// <summary>When the newest reading that the board has seen was taken, on its monotonic clock, ms.</summary>
    public long SeenAtMs { get; private set; } = -1;

    /// <summary>What that reading showed, Wh.</summary>
    public long SeenWh { get; private set; }

    public int ResolutionWh => meter.ResolutionWh;

    public void Read(MeterReading reading)
    {
        if (!IsMute)
        {
            meter.Read(reading);
            SeenAtMs = reading.ReadAtMs;
            SeenWh = reading.RegisterWh;
        }
    }
}
