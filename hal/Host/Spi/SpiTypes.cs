// System.Device.Spi: the words of a bus.
using System.Device.Gpio;

namespace System.Device.Spi;

/// <summary>Clock polarity and phase, as Motorola counted them.</summary>
public enum SpiMode
{
    Mode0 = 0,
    Mode1 = 1,
    Mode2 = 2,
    Mode3 = 3,
}

/// <summary>Which bit of a byte goes first.</summary>
public enum DataFlow
{
    MsbFirst = 0,
    LsbFirst = 1,
}

/// <summary>How many data wires there are, and whether both carry at once.</summary>
public enum SpiBusConfiguration
{
    FullDuplex = 0,
    HalfDuplex = 1,
    Simplex = 2,
}

/// <summary>Which bus, which chip, how fast.</summary>
public sealed class SpiConnectionSettings
{
    public SpiConnectionSettings(int busId, int chipSelectLine = -1)
    {
        BusId = busId;
        ChipSelectLine = chipSelectLine;
    }

    public int BusId { get; set; }

    /// <summary>GPIO number.</summary>
    public int ChipSelectLine { get; set; }

    public SpiMode Mode { get; set; } = SpiMode.Mode0;

    public int DataBitLength { get; set; } = 8;

    public int ClockFrequency { get; set; } = 500_000;

    public DataFlow DataFlow { get; set; } = DataFlow.MsbFirst;

    public PinValue ChipSelectLineActiveState { get; set; } = PinValue.Low;

    public SpiBusConfiguration Configuration { get; set; }
}
