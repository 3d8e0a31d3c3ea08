namespace ChargePointFw.Drivers.Pulse;

/// <summary>
/// Tells pulses from bounce: a level counts once it has stood for the settling time. Fed with edges, and with looks
/// between them, in the order of time. The whole rule is one table of 16 rows.
/// </summary>
public sealed class PulseFilter
{
    // What a row says: the level that counts from now on, that a pulse begins, that the level has to settle anew.
    private const byte On = 1;
    private const byte Counts = 2;
    private const byte Settles = 4;

    // Row: 8 x level that counts, 4 x level at the input until now, 2 x it has stood long enough, 1 x level at the input now.
    private static readonly byte[] table =
    {
        /* off, off, short, off */ 0,
        /* off, off, short, on  */ Settles,
        /* off, off, long,  off */ 0,
        /* off, off, long,  on  */ Settles,
        /* off, on,  short, off */ Settles, // bounce, or a spike
        /* off, on,  short, on  */ 0,
        /* off, on,  long,  off */ On | Counts | Settles,
        /* off, on,  long,  on  */ On | Counts,
        /* on,  off, short, off */ On,
        /* on,  off, short, on  */ On | Settles, // bounce: still the same pulse
        /* on,  off, long,  off */ 0,
        /* on,  off, long,  on  */ Settles,
        /* on,  on,  short, off */ On | Settles,
        /* on,  on,  short, on  */ On,
        /* on,  on,  long,  off */ On | Settles,
        /* on,  on,  long,  on  */ On,
    };

    private readonly int settleMs;
    private bool isOn;
    private bool wasOn;
    private long changedAtMs;

    /// <param name="settleMs">Longer than the contact bounces, shorter than the shortest pulse or pause less its bounce, ms.</param>
    public PulseFilter(int settleMs) => this.settleMs = settleMs;

    /// <summary>When the input last changed, ms: of a pulse that counts by a look, its beginning.</summary>
    public long ChangedAtMs => changedAtMs;

    /// <summary>The level that counts.</summary>
    public bool IsOn => isOn;

    /// <summary>The level at the input as last told.</summary>
    public bool IsOnAtInput => wasOn;

    /// <summary>The input's level now; true when a pulse counts, which began at <see cref="ChangedAtMs"/> before the call.</summary>
    public bool Take(bool isOnNow, long nowMs)
    {
        bool hasSettled = nowMs - changedAtMs >= settleMs;
        byte row = table[(isOn ? 8 : 0) | (wasOn ? 4 : 0) | (hasSettled ? 2 : 0) | (isOnNow ? 1 : 0)];
        isOn = (row & On) != 0;
        changedAtMs = (row & Settles) != 0 ? nowMs : changedAtMs;
        wasOn = isOnNow;
        return (row & Counts) != 0;
    }
}
