namespace ChargePointFw.Provision.Identity;

/// <summary>What is asked for with a new charge point.</summary>
public sealed record NewIdentity
{
    public required string Site { get; init; }
    public required string ChargePoint { get; init; }

    /// <summary>Folder of the board.</summary>
    public required string Board { get; init; }

    /// <summary>IANA zone of the site; needed with its first charge point.</summary>
    public string? Zone { get; init; }

    /// <summary>Length of the site's intervals, minutes; 0: as it is, 30 for a new site.</summary>
    public int IntervalMinutes { get; init; }

    /// <summary>Where the site's charge points find the broker; needed with its first charge point.</summary>
    public string? BrokerHost { get; init; }

    /// <summary>0: as it is, 8883 for a new site.</summary>
    public int BrokerPort { get; init; }

    /// <summary>The rest of <c>config.json</c>: meters, connector, contacts, limits; a JSON object.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>How long its certificate is good, days.</summary>
    public int CertificateDays { get; init; } = 730;

    /// <summary>Who does it; stands in the back office's trail.</summary>
    public required string By { get; init; }

    /// <summary>The device key, 32 bytes; null: a random one. A repeatable demonstration brings its own.</summary>
    public byte[]? DeviceKey { get; init; }
}
