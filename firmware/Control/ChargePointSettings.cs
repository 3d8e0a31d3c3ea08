namespace ChargePointFw.Control;

/// <summary>What a board or its configuration fixes for the step. Set before the first step, not changed after it.</summary>
public sealed class ChargePointSettings
{
    /// <summary>Greatest power that the charger can deliver, W.</summary>
    public int MaximumPowerW = 50_000;

    /// <summary>Smallest step of the meter's register, Wh.</summary>
    public int MeterResolutionWh = 1;

    /// <summary>A reading older than this is no reading, ms.</summary>
    public int MeterMaximumAgeMs = 5_000;

    /// <summary>
    /// The meter's register starts again at 0 after this many Wh; 0: nobody has said that it does, and a register that falls
    /// is never taken for one that has come round.
    /// </summary>
    public long MeterRolloverWh;

    /// <summary>
    /// Readings that show other than can have flowed since the last one believed (or, after a restart, recorded) must agree
    /// with each other this long before they count, ms: as energy that flowed, or as a new baseline.
    /// </summary>
    public int MeterConfirmMs = 60_000;

    /// <summary>Period of the step, ms.</summary>
    public int StepMs = 100;

    /// <summary>Time the charger needs from the stop request to zero current, ms.</summary>
    public int RampMs = 1_000;

    /// <summary>The contactor opens under load this long after the stop request, ms.</summary>
    public int ForceOpenMs = 3_000;

    /// <summary>The external timer drops the coil after no more than this long without a step, and the contactor is open, ms.</summary>
    public int MaximumStallMs = 2_000;

    /// <summary>
    /// After so long without a step the external timer may have dropped the coil, ms: less than the shortest time that its
    /// parts allow.
    /// </summary>
    public int NoticedStallMs = 1_100;

    /// <summary>
    /// So long the meter's power may still tell what flowed before, ms. By pulses alone: until their spacing means zero current.
    /// </summary>
    public int PowerLagMs = 3_000;

    /// <summary>Power that counts as zero current, W.</summary>
    public int ZeroCurrentW = 50;

    /// <summary>A start is not worth less energy than this, Wh.</summary>
    public int MinimumStartWh = 200;

    /// <summary>A start is not worth less time than this before a stop that is already known, ms.</summary>
    public int MinimumOnMs = 60_000;

    /// <summary>The contactor stays open at least this long, ms: it is not made for chatter.</summary>
    public int ReclosePauseMs = 30_000;

    /// <summary>The contactor closes at most so often in an hour; at least 1.</summary>
    public int MaximumClosuresPerHour = 12;

    /// <summary>The contactor closes at most so often in 24 hours; at least 1.</summary>
    public int MaximumClosuresPerDay = 96;

    /// <summary>An AC post: the contactor is closed only while the vehicle asks for energy (<see cref="ContactorGate"/>).</summary>
    public bool ClosesOnRequest;

    /// <summary>What an AC post offers when it is cool, A; 0 for a DC charger, which has nothing to offer less of.</summary>
    public int CurrentLimitA;

    /// <summary>Above this temperature an AC post offers less, °C; 0: it never does (<see cref="Derating"/>).</summary>
    public int DeratingFromC;

    /// <summary>From here on it offers the least, °C; above <see cref="DeratingFromC"/>.</summary>
    public int DeratingUntilC;

    /// <summary>The least that it offers, A; 6 to <see cref="CurrentLimitA"/>.</summary>
    public int DeratingToA;

    /// <summary>From this temperature on nothing charges, °C; above <see cref="DeratingUntilC"/>. 0: no sensor is wired.</summary>
    public int StopFromC;

    /// <summary>A vehicle that has charged and asks for nothing this long has finished, ms.</summary>
    public int VehicleFinishedMs = 30_000;

    /// <summary>Length of an interval while no plan tells it, minutes.</summary>
    public int IntervalMinutes = 30;

    /// <summary>A measurement of the site's surplus older than this is none, ms.</summary>
    public int LiveMaximumAgeMs = 10_000;

    /// <summary>This much of the surplus must be this charge point's share before a charge may begin on it, W …</summary>
    public int LiveEnableW = 2_000;

    /// <summary>… for this long without a break, ms.</summary>
    public int LiveEnableDelayMs = 60_000;

    /// <summary>Below this, W …</summary>
    public int LiveDisableW = 1_000;

    /// <summary>… for this long, ms, none may begin any more; a charge that runs uses up what is credited.</summary>
    public int LiveDisableDelayMs = 180_000;

    /// <summary>Whether others than members may charge, recorded without any claim, while the token list says nothing of guests.</summary>
    public bool GuestsAllowed;

    /// <summary>Time from a stop request that is due now to an open contactor, at worst, ms.</summary>
    public int StopLeadMs => StepMs + RampMs + ForceOpenMs + MaximumStallMs;

    /// <summary>
    /// What a register can gain at most while current flows for so long, Wh. A tenth above the greatest power: a charger's
    /// rating is not its limit to the watt. And what the register's steps may hide.
    /// </summary>
    public long MostWh(long flowingMs) => (MaximumPowerW * 11L / 10 * flowingMs / 3_600_000) + (2L * MeterResolutionWh) + 1;
}
