using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Composition;

/// <summary>What a board has pins and drivers for: a configuration that wants something else is refused, naming what there is.</summary>
public sealed class BoardAbilities
{
    private readonly bool hasPilot;
    private readonly bool hasMfrc522;
    private readonly bool hasThermometer;

    /// <param name="hasPilot">A control pilot's generator and detectors can be wired.</param>
    /// <param name="hasMfrc522">An MFRC522 can be wired.</param>
    /// <param name="hasThermometer">A temperature sensor can be wired.</param>
    public BoardAbilities(bool hasPilot, bool hasMfrc522, bool hasThermometer)
    {
        this.hasThermometer = hasThermometer;
        this.hasPilot = hasPilot;
        this.hasMfrc522 = hasMfrc522;
    }

    /// <summary>What this configuration wants that this board has not, in words for a technician, or null.</summary>
    public string TroubleWith(DeviceConfiguration configuration)
    {
        if (ChargerConfiguration.IsAc(configuration) && !hasPilot)
        {
            return "ConnectorType " + configuration.ConnectorType + " needs a control pilot, which this board has no pins for: take another board.";
        }

        if (DeratingConfiguration.HasThermometer(configuration) && !hasThermometer)
        {
            return "StopFromC needs an input for a temperature sensor, which this board has no pin for: take a thermostat, or another board.";
        }

        return CardReaderConfiguration.Name(configuration) == CardReaderConfiguration.Mfrc522 && !hasMfrc522
            ? "CardReader mfrc522 needs an SPI bus, which this board has no pins for; it knows none, wiegand and serial."
            : null;
    }
}
