namespace ChargePointFw.Checker;

/// <summary>One car at one charge point, from plug-in to unplug (milliseconds since 1970 in UTC; null while plugged in).</summary>
internal sealed record Stay(string ChargePoint, long PluggedInUtcMs, long? UnpluggedUtcMs, string Token, bool IsMember)
{
    public override string ToString() => $"{ChargePoint}, {Token} plugged in at {Instant.Second(PluggedInUtcMs)}";
}
