namespace ChargePointFw.Indication;

/// <summary>The patterns: for each state one of twenty steps of 100 ms each for the green lamp, the red one and the buzzer.</summary>
public static class IndicatorTable
{
    /// <summary>How many steps a pattern has.</summary>
    public const int Steps = 20;

    /// <summary>Length of a step, ms.</summary>
    public const int StepMs = 100;

    /// <summary>Lamps and buzzer as bits.</summary>
    public const int Green = 1;
    public const int Red = 2;
    public const int Buzzer = 4;

    private const int Off = 0;
    private const int Steady = 0b_1111111111_1111111111;
    private const int Halves = 0b_0000011111_0000011111; // twice a pattern half a second on
    private const int Flash = 0b_0000000000_0000000001; // a tenth of a second every two
    private const int Fast = 0b_0101010101_0101010101;
    private const int ShortOnce = 0b_0000000000_0000000011;
    private const int Thrice = 0b_0000000000_1100110011;

    private static readonly int[] rows =
    {
        // green, red, buzzer
        Steady, Off, Off, // Free
        Flash, Off, Off, // Connected
        Halves, Off, Off, // Charging
        Steady, Steady, Off, // Waiting: yellow
        Halves, Halves, Off, // VehiclePauses: yellow
        Off, Steady, Off, // Unavailable
        Off, Fast, Off, // Faulted
        Fast, Off, ShortOnce, // CardTaken
        Off, Thrice, Thrice, // CardRefused
    };

    /// <summary>What is on in a step of a state's pattern.</summary>
    /// <param name="state">The state.</param>
    /// <param name="step">0 to 19.</param>
    public static int On(IndicatedState state, int step)
    {
        int row = (int)state * 3;
        return (((rows[row] >> step) & 1) * Green) | (((rows[row + 1] >> step) & 1) * Red) | (((rows[row + 2] >> step) & 1) * Buzzer);
    }
}
