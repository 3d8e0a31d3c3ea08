using ChargePointFw.Seams;
using ChargePointFw.Simulation.Weather;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;

namespace ChargePointFw.Simulation.Boards;

/// <summary>
/// A meter with moods. It outlives the board's boots; the reading that it gives is the simulated truth, unless it is
/// silent, trembles, falls or leaps. After a long silence with an open contactor it leaps by what full power would have
/// given meanwhile, which is no more than any time could explain.
/// </summary>
internal sealed class TroubledMeter(int resolutionWh) : IEnergyMeter
{
    private const long LongSilenceMs = 90_000;
    private const long LeapAfterSilenceMs = 20_000;
    private const long MillijoulesPerWh = 3_600_000;
    private const long SettlingMs = 60_000;
    private const long OtherMeterWh = 1_000_000_000;
    private readonly MeterReading truth = new();
    private SimulatedMeter? meter;
    private SimulatedClock? clock;
    private long shownAtMs;
    private long closedAtMs;
    private long silentFromMs = -1;
    private long leapWh;
    private long leapUntilMs;
    private int exchanges;
    private bool isKnown;

    /// <summary>Silent until then, ms since 1970 in UTC; the longer silence counts.</summary>
    public long SilentUntilMs
    {
        get;
        set => field = Math.Max(field, value);
    }

    /// <summary>What the register shows too much (or too little), Wh; a multiple of the resolution.</summary>
    public long ErrorWh { get; set; }

    /// <summary>The error lasts until then, ms since 1970 in UTC.</summary>
    public long ErrorUntilMs { get; set; }

    /// <summary>What this meter shows more than the first one would, Wh.</summary>
    public long OffsetWh { get; private set; }

    public int ResolutionWh => resolutionWh;

    /// <summary>Age of the newest reading that the firmware was given, ms; long before the first.</summary>
    public long AgeMs => clock is null || shownAtMs < 0 ? long.MaxValue / 2 : clock.UptimeMs - shownAtMs;

    /// <summary>It is silent or wrong, or has been so recently that the firmware may still wait for its readings to settle.</summary>
    public bool IsInTrouble(long nowMs) => nowMs < Math.Max(leapUntilMs, Math.Max(SilentUntilMs, ErrorUntilMs)) + SettlingMs;

    /// <summary>The reading given last was wrong.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>The board starts.</summary>
    public IEnergyMeter Start(SimulatedMeter at, SimulatedClock own)
    {
        meter = at;
        clock = own;
        shownAtMs = -1;
        closedAtMs = 0;
        silentFromMs = -1;
        truth.ReadAtMs = -1;
        return this;
    }

    /// <summary>Another meter is built in; what it has counted elsewhere is more than any other will ever show.</summary>
    public void Exchange()
    {
        exchanges++;
        OffsetWh = exchanges * OtherMeterWh;
    }

    public void Read(MeterReading reading)
    {
        long nowMs = clock!.UtcMs - clock.OffsetMs;
        closedAtMs = meter!.IsContactorClosed ? clock.UptimeMs : closedAtMs;
        if (nowMs < SilentUntilMs)
        {
            silentFromMs = silentFromMs < 0 ? clock.UptimeMs : silentFromMs;
            return;
        }

        meter.Read(truth);
        if (truth.ReadAtMs < 0)
        {
            return;
        }

        LeapAfterSilence(nowMs);
        bool leaps = nowMs < leapUntilMs;
        IsWrong = (leaps || nowMs < ErrorUntilMs) && isKnown;
        isKnown |= !IsWrong; // the very first reading of a new board is its first baseline: nothing can contradict it
        long registerWh = truth.RegisterWh + OffsetWh;
        shownAtMs = truth.ReadAtMs;
        reading.RegisterWh = IsWrong ? Math.Max(0, registerWh + (leaps ? leapWh : ErrorWh)) : registerWh;
        reading.PowerW = truth.PowerW;
        reading.ReadAtMs = truth.ReadAtMs;
        reading.Serial = exchanges == 0 ? truth.Serial : "EX-" + exchanges;
    }

    private void LeapAfterSilence(long nowMs)
    {
        // Had the contactor been closed for a part of it, the leap could be true, and nobody could tell.
        long openMs = silentFromMs < 0 || closedAtMs > silentFromMs ? 0 : truth.ReadAtMs - silentFromMs;
        silentFromMs = -1;
        if (openMs > LongSilenceMs)
        {
            long fullWh = Forecast.MaximumPowerW * openMs / MillijoulesPerWh;
            leapWh = fullWh - (fullWh % resolutionWh);
            leapUntilMs = nowMs + LeapAfterSilenceMs;
        }
    }
}
