using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator;

/// <summary>What a simulated charge point needs to know of itself.</summary>
public sealed record SimulatorOptions
{
    /// <summary>From here on an AC post offers less, °C …</summary>
    public const int DeratingFromC = 50;

    /// <summary>… here the least …</summary>
    public const int DeratingUntilC = 70;

    /// <summary>… which is this, A …</summary>
    public const int DeratingToA = 6;

    /// <summary>… and from here on nothing charges.</summary>
    public const int StopFromC = 80;

    /// <summary>Lower-case name of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Lower-case name of the charge point.</summary>
    public required string ChargePoint { get; init; }

    /// <summary>32 bytes that only it and the back office know.</summary>
    public required byte[] DeviceKey { get; init; }

    /// <summary>Which device key it is.</summary>
    public byte KeyGeneration { get; init; } = 1;

    /// <summary>Key of the site's token hashes.</summary>
    public required byte[] SiteKey { get; init; }

    /// <summary>Where the broker listens.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>An existing folder for the journal and the documents: this board's flash.</summary>
    public required string Folder { get; init; }

    /// <summary>Decides everything random: phase of the meter, first register, journal id, jitter.</summary>
    public required int Seed { get; init; }

    /// <summary>What the board is made of: files and a real broker, if nothing else is wanted.</summary>
    public BoardParts Parts { get; init; } = new();

    /// <summary>How often the meter is polled, ms.</summary>
    public int MeterPollMs { get; init; } = 1_000;

    /// <summary>Greatest power of the charger, W.</summary>
    public int MaximumPowerW { get; init; } = 50_000;

    /// <summary>An AC post that offers this much over its control pilot, 6 to 80 A; 0: a DC charger with an enable contact.</summary>
    public int PilotCurrentA { get; init; }

    /// <summary>Step of the meter's register, Wh.</summary>
    public int MeterResolutionWh { get; init; } = 1;

    /// <summary>Whether guests may charge, without any claim.</summary>
    public bool GuestsAllowed { get; init; } = true;

    /// <summary>What a surplus meter on the board's own line would see; null when the board has none.</summary>
    public Sun? Sun { get; init; }

    /// <summary>That meter is polled this often, ms.</summary>
    public int SurplusEveryMs { get; init; } = 5_000;

    /// <summary>The serial line of the service console, opened; null when nobody is to listen.</summary>
    public ISerialLine? Console { get; init; }
}
