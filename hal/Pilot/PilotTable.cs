namespace ChargePointFw.Pilot;

/// <summary>
/// The decision table of the control pilot: what is offered (3), the level of the positive half wave (5), and whether the
/// negative one is whole (2) give one finding each. No other code decides on a state.
/// </summary>
public static class PilotTable
{
    /// <summary>Levels: 0 is 12 V, 1 is 9 V, 2 is 6 V, 3 is 3 V, 4 is none.</summary>
    public const int Levels = 5;

    // From one level to the next below, mV; a level holds on for so much beyond its border.
    private const int HysteresisMv = 300;
    private const int WholeNegativeMv = 10_500;

    private static readonly int[] bordersMv = { 10_500, 7_500, 4_500, 1_500 };

    private static readonly PilotFinding[] rows =
    {
        // Unavailable: negative loaded, negative whole
        PilotFinding.Generator, PilotFinding.Generator, // 12 V
        PilotFinding.Generator, PilotFinding.Generator, // 9 V
        PilotFinding.Generator, PilotFinding.Generator, // 6 V
        PilotFinding.Generator, PilotFinding.Generator, // 3 V
        PilotFinding.ShortCircuit, PilotFinding.F, // none

        // Nothing: there is no negative half wave; one that is there is not ours
        PilotFinding.A, PilotFinding.Generator,
        PilotFinding.B, PilotFinding.Generator,
        PilotFinding.C, PilotFinding.Generator,
        PilotFinding.D, PilotFinding.Generator,
        PilotFinding.ShortCircuit, PilotFinding.Generator,

        // Current
        PilotFinding.Generator, PilotFinding.A, // nobody there to load it: the -12 V are missing
        PilotFinding.NoDiode, PilotFinding.B,
        PilotFinding.NoDiode, PilotFinding.C,
        PilotFinding.NoDiode, PilotFinding.D,
        PilotFinding.ShortCircuit, PilotFinding.Generator,
    };

    /// <summary>The row's finding.</summary>
    /// <param name="offer">What is offered.</param>
    /// <param name="level">Level of the positive half wave, 0 to 4.</param>
    /// <param name="isNegativeWhole">The negative half wave reaches -12 V.</param>
    public static PilotFinding Find(PilotOffer offer, int level, bool isNegativeWhole) =>
        rows[((((int)offer * Levels) + level) * 2) + (isNegativeWhole ? 1 : 0)];

    /// <summary>The state that a finding belongs to.</summary>
    public static PilotState StateOf(PilotFinding finding) =>
        finding == PilotFinding.F ? PilotState.F
        : finding >= PilotFinding.ShortCircuit ? PilotState.E
        : (PilotState)finding;

    /// <summary>Level of a positive half wave.</summary>
    /// <param name="former">The level before, which holds on a little; -1: none.</param>
    /// <param name="positiveMv">Its peak.</param>
    public static int LevelOf(int former, int positiveMv)
    {
        int hysteresisMv = former < 0 ? 0 : HysteresisMv;
        int level = former < 0 ? 0 : former;
        while (level > 0 && positiveMv > bordersMv[level - 1] + hysteresisMv)
        {
            level--;
        }

        while (level < Levels - 1 && positiveMv < bordersMv[level] - hysteresisMv)
        {
            level++;
        }

        return level;
    }

    /// <summary>Whether the negative half wave is whole.</summary>
    /// <param name="wasWhole">Before, which holds on a little.</param>
    /// <param name="negativeMv">Its peak, counted from 0 downwards.</param>
    public static bool IsNegativeWhole(bool wasWhole, int negativeMv) =>
        negativeMv >= WholeNegativeMv + (wasWhole ? -HysteresisMv : HysteresisMv);
}
