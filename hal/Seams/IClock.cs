namespace ChargePointFw.Seams;

/// <summary>The two clocks of a charge point. Read once per step; intervals are measured on the monotonic one only.</summary>
public interface IClock
{
    /// <summary>Milliseconds since this boot; never falls, never jumps.</summary>
    long UptimeMs { get; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z; a label, worth what <see cref="Quality"/> says.</summary>
    long UtcMs { get; }

    /// <summary>How far <see cref="UtcMs"/> may be trusted.</summary>
    ClockQuality Quality { get; }
}
