namespace ChargePointFw.Pilot;

/// <summary>
/// Duty of the 1 kHz pilot and the current that it allows, IEC 61851-1 tables A.7 and A.8: up to 85 % it is 0.6 A a percent,
/// beyond it (D - 64 %) × 2.5 A.
/// </summary>
public static class PilotDuty
{
    /// <summary>Least and greatest current that a pilot can tell, A.</summary>
    public const int LeastA = 6;
    public const int MostA = 80;

    // At 85 % the two formulas meet without touching: up to 51 A before, from 52.5 A behind.
    private const int MiddleTenThousandths = 8_500;
    private const int MostOfFirstA = 51;
    private const int LeastOfSecondA = 53;

    /// <summary>The duty that allows no more than this, in ten-thousandths of the period. 52 A lie between: they give 51.</summary>
    /// <param name="currentA">6 to 80.</param>
    public static int TenThousandths(int currentA) =>
        currentA >= LeastOfSecondA ? 6_400 + (currentA * 40)
        : currentA > MostOfFirstA ? MiddleTenThousandths
        : currentA * 500 / 3;

    /// <summary>The current that a vehicle may take at this duty, tenths of an ampere; 0: none, or only what it is told digitally.</summary>
    /// <param name="tenThousandths">0 to 10,000.</param>
    public static int AllowedDeciamperes(int tenThousandths)
    {
        if (tenThousandths < 800 || tenThousandths > 9_700)
        {
            return 0;
        }

        return tenThousandths < 1_000 ? 60
            : tenThousandths <= MiddleTenThousandths ? tenThousandths * 6 / 100
            : tenThousandths <= 9_600 ? (tenThousandths - 6_400) / 4
            : 800;
    }
}
