namespace ChargePointFw.Demo;

/// <summary>What was asked for on the command line.</summary>
internal sealed record DemoOptions
{
    /// <summary>Run as fast as it goes and end, instead of live.</summary>
    public bool Once { get; init; }

    /// <summary>Decides everything random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Simulated hours; null: what the files span (samples: 24).</summary>
    public double? Hours { get; init; }

    /// <summary>The operators' half-hourly CSV; null: the sample.</summary>
    public string? SupplyFile { get; init; }

    /// <summary>The cars; null: the sample.</summary>
    public string? SessionsFile { get; init; }

    /// <summary>Power of the site in the supply file's best half hour, W.</summary>
    public long SitePeakW { get; init; } = 90_000;

    /// <summary>The charge points are AC posts with a control pilot, 32 A, instead of DC chargers.</summary>
    public bool IsAc { get; init; }

    /// <summary>Simulated seconds a second, when live.</summary>
    public double Speed { get; init; } = 60;

    /// <summary>The site has a roof in the sun, with clouds: its surplus is live supply.</summary>
    public bool Clouds { get; init; }

    /// <summary>Times at which a charge point is cut off from the broker.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Faults of charge points, each for a while.</summary>
    public IReadOnlyList<FaultOrder> Faults { get; init; } = [];

    /// <summary>The site takes no guests.</summary>
    public bool MembersOnly { get; init; }

    /// <summary>Serial device or pseudo-terminal of the first charge point's service console; null for none.</summary>
    public string? ConsoleDevice { get; init; }

    /// <summary>The broker asks for certificates, and everybody has one.</summary>
    public bool Tls { get; init; }

    /// <summary>The provisioning tool's vault to take identities from, with <see cref="Tls"/>; null: they are made for the run.</summary>
    public string? VaultFolder { get; init; }

    /// <summary>Folder that the run's files stay in; null: a temporary one that goes with the run.</summary>
    public string? KeepFolder { get; init; }
}
