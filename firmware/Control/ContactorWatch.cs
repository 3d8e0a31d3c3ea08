using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>
/// Holds what the contactor was told against its auxiliary contact and the meter. The whole rule is one table of 40 rows:
/// what to make of them follows from how the contactor has behaved since it was told.
/// </summary>
public sealed class ContactorWatch
{
    /// <summary>So long a contactor may take to follow, and its auxiliary contact may say otherwise by itself, ms.</summary>
    public const int SettleMs = 500;

    /// <summary>Within so long of each other …</summary>
    public const int RestlessMs = 60_000;

    /// <summary>… so many changes by itself are chatter.</summary>
    public const int RestlessChanges = 3;

    // How it has behaved since it was told.
    private const int Pending = 0;
    private const int Overdue = 1;
    private const int Followed = 2;
    private const int Deviates = 3;
    private const int Restless = 4;

    private const byte Well = (byte)FaultCode.None;
    private const byte Welded = (byte)FaultCode.ContactorWelded;
    private const byte DoesNotClose = (byte)FaultCode.ContactorDoesNotClose;
    private const byte Chatters = (byte)FaultCode.ContactorChatters;
    private const byte Opens = (byte)FaultCode.ContactorOpens;
    private const byte Flows = (byte)FaultCode.CurrentWhileOpen;

    // Row: 8 x behaviour, 4 x told to be closed, 2 x the auxiliary contact says closed, 1 x current flows.
    private static readonly byte[] table =
    {
        // Pending: told less than SettleMs ago, and has not followed yet. Who agrees has followed.
        /* open,   open,   none  */ Well,
        /* open,   open,   flows */ Well,
        /* open,   closed, none  */ Well,
        /* open,   closed, flows */ Well,
        /* closed, open,   none  */ Well,
        /* closed, open,   flows */ Well,
        /* closed, closed, none  */ Well,
        /* closed, closed, flows */ Well,

        // Overdue: told SettleMs ago, and has never followed.
        /* open,   open,   none  */ Well,
        /* open,   open,   flows */ Flows,
        /* open,   closed, none  */ Welded,
        /* open,   closed, flows */ Welded,
        /* closed, open,   none  */ DoesNotClose,
        /* closed, open,   flows */ Flows,
        /* closed, closed, none  */ Well,
        /* closed, closed, flows */ Well,

        // Followed; may say otherwise for less than SettleMs.
        /* open,   open,   none  */ Well,
        /* open,   open,   flows */ Flows,
        /* open,   closed, none  */ Well,
        /* open,   closed, flows */ Well,
        /* closed, open,   none  */ Well,
        /* closed, open,   flows */ Well,
        /* closed, closed, none  */ Well,
        /* closed, closed, flows */ Well,

        // Deviates: has followed, and says otherwise for SettleMs.
        /* open,   open,   none  */ Well,
        /* open,   open,   flows */ Flows,
        /* open,   closed, none  */ Welded,
        /* open,   closed, flows */ Welded,
        /* closed, open,   none  */ Opens,
        /* closed, open,   flows */ Flows,
        /* closed, closed, none  */ Well,
        /* closed, closed, flows */ Well,

        // Restless: has changed by itself RestlessChanges times.
        /* open,   open,   none  */ Chatters,
        /* open,   open,   flows */ Flows,
        /* open,   closed, none  */ Chatters,
        /* open,   closed, flows */ Chatters,
        /* closed, open,   none  */ Chatters,
        /* closed, open,   flows */ Chatters,
        /* closed, closed, none  */ Chatters,
        /* closed, closed, flows */ Chatters,
    };

    private readonly ChargePointSettings settings;
    private bool hasBegun;
    private bool wasTold;
    private bool wasClosed;
    private bool hasFollowed;
    private long changedAtMs;
    private long restlessFromMs;
    private int changes;

    public ContactorWatch(ChargePointSettings settings) => this.settings = settings;

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; }

    /// <summary>How many rows the table has: five behaviours, and three inputs of two values each.</summary>
    public static int RowCount => table.Length;

    /// <summary>What this step's inputs tell of the contactor; None when it is well.</summary>
    /// <param name="inputs">What it was told, what its auxiliary contact says.</param>
    /// <param name="meter">Whether current flows.</param>
    public FaultCode Step(Inputs inputs, MeterWatch meter)
    {
        bool isTold = inputs.IsContactorTold;
        bool isClosed = inputs.IsContactorClosed;
        bool isToldAnew = !hasBegun || isTold != wasTold;
        bool hasChanged = isToldAnew || isClosed != wasClosed;
        CountChanges(inputs.NowMs, hasChanged && !isToldAnew && hasFollowed);
        hasFollowed = isTold == isClosed || (hasFollowed && !isToldAnew);
        changedAtMs = hasChanged ? inputs.NowMs : changedAtMs;
        hasBegun = true;
        wasTold = isTold;
        wasClosed = isClosed;

        bool isLong = inputs.NowMs - changedAtMs >= SettleMs;
        int behaviour = changes >= RestlessChanges ? Restless
            : isTold == isClosed ? Followed
            : hasFollowed ? isLong ? Deviates : Followed
            : isLong ? Overdue : Pending;
        ReviewAtMs = isTold == isClosed || isLong ? long.MaxValue : changedAtMs + SettleMs;
        bool isFlowing = meter.PowerW > settings.ZeroCurrentW && meter.ReadAtMs - changedAtMs >= settings.PowerLagMs;
        return (FaultCode)table[(8 * behaviour) + (isTold ? 4 : 0) + (isClosed ? 2 : 0) + (isFlowing ? 1 : 0)];
    }

    /// <summary>A technician has seen to it: what was before does not count.</summary>
    public void Forget() => changes = 0;

    private void CountChanges(long nowMs, bool isOne)
    {
        if (isOne)
        {
            bool isAnew = changes == 0 || nowMs - restlessFromMs > RestlessMs;
            restlessFromMs = isAnew ? nowMs : restlessFromMs;
            changes = isAnew ? 1 : changes + 1;
        }
    }
}
