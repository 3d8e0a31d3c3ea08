namespace ChargePointFw;

/// <summary>Which program this is.</summary>
public static class Firmware
{
    /// <summary>Version as major × 1,000,000 + minor × 1,000 + patch; recorded at every boot.</summary>
    public const int Version = 0_001_000;
}
