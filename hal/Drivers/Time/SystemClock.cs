using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Time;

/// <summary>
/// The device's own clocks. The wall clock counts as synchronised once SNTP has set it, told by a date that no board
/// wakes up with; before that the time is unknown.
/// </summary>
public sealed class SystemClock : IClock
{
    // A board without a battery wakes up in 1970; this program was not written before this day.
    private const long EarliestUtcMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z
    private const long TicksPerMs = 10_000;
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    public long UptimeMs => Environment.TickCount64;

    public long UtcMs => (DateTime.UtcNow.Ticks - UnixEpochTicks) / TicksPerMs;

    public ClockQuality Quality => UtcMs >= EarliestUtcMs ? ClockQuality.Synchronised : ClockQuality.Unknown;
}
