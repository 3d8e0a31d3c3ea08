using static ChargePointFw.Checker.Tests.World;

namespace ChargePointFw.Checker.Tests;

/// <summary>Worlds in which truth and ledger say the same, to be disturbed by one error each.</summary>
internal static class Stories
{
    /// <summary>A member over a boundary at cp-01 (7,003 + 2,000 Wh, both covered), a guest at cp-02 (3,000 Wh).</summary>
    public static World MemberAndGuest() => new World()
        .Supply(20_000, 10_000, 8_000)
        .Car(1, "zesp3-0001", At(10), At(42), (At(10), 0), (At(20), 6_000), (At(29, 59), 7_000), (At(30, 2), 7_009), (At(40), 9_003), (At(42), 9_003))
        .Append(1, new RecordForm { Type = 1 })
        .Append(1, new RecordForm { Type = 6, RegisterWh = 100_000 })
        .Started(1, 1, At(10), 100_000, true)
        .Took(4, 1, 1, 0, 107_003, 7_003, 7_003)
        .Took(5, 1, 1, 1, 109_003, 2_000, 2_000)
        .Car(2, "guest-0001", At(31), At(43), (At(31), 0), (At(42), 3_000), (At(43), 3_000))
        .Started(2, 1, At(31), 200_000, false)
        .Took(5, 2, 1, 1, 203_000, 3_000, -1);

    /// <summary>
    /// A member takes 500 Wh more than the allocation of 10,000 Wh; the next half hour has none, the one after gives
    /// 4,000 Wh, of which 500 are forfeited: of 4,000 Wh taken there, 3,500 are covered.
    /// </summary>
    public static World Overdrawn(long coveredLaterWh = 3_500) => new World()
        .Supply(20_000, 0, 8_000, 10_000)
        .Car(1, "zesp3-0001", At(1), At(110), (At(1), 0), (At(25), 10_500), (At(61), 10_500), (At(80), 14_500), (At(95), 14_500), (At(100), 15_000))
        .Started(1, 1, At(1), 100_000, true)
        .Took(3, 1, 1, 0, 110_500, 10_500, 10_000)
        .Took(3, 1, 1, 2, 114_500, 4_000, coveredLaterWh)
        .Took(5, 1, 1, 3, 115_000, 500, 500);

    /// <summary>A member is still charging when the run ends in the middle of the second half hour.</summary>
    public static World StillCharging(long inLedgerWh) => new World { RunHalfHours = 2 }
        .Supply(20_000, 10_000)
        .Car(1, "zesp3-0001", At(10), null, (At(10), 0), (At(30), 5_000), (At(50), 7_000), (At(59, 59), 8_000))
        .Started(1, 1, At(10), 100_000, true)
        .Took(4, 1, 1, 0, 105_000, 5_000, 5_000)
        .Took(3, 1, 1, 1, 105_000 + inLedgerWh, inLedgerWh, inLedgerWh);
}
