using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>
/// Debounces the contacts that forbid charging: what two steps agree on stops; what has been well for two seconds may charge
/// again. The rule is one table of eight rows, the same for every contact.
/// </summary>
public sealed class StopContactWatch
{
    /// <summary>A contact that is open so long stops, ms.</summary>
    public const int TripMs = 100;

    /// <summary>One that is closed again so long does so no longer, ms.</summary>
    public const int ReleaseMs = 2_000;

    /// <summary>How many there are; their faults follow each other in the order of <see cref="Inputs.OpenStopContacts"/>'s bits.</summary>
    public const int Count = (int)FaultCode.OverTemperature - (int)FaultCode.EmergencyStop + 1;

    // What a sensor says is as good as what the thermostat says.
    private const int Thermostat = 1 << ((int)FaultCode.OverTemperature - (int)FaultCode.EmergencyStop);

    // Row: 4 x it stops, 2 x the contact is open now, 1 x it has been so for long enough. 1: it stops from now on.
    private static readonly byte[] table =
    {
        /* no,    closed, short */ 0,
        /* no,    closed, long  */ 0,
        /* no,    open,   short */ 0,
        /* no,    open,   long  */ 1,
        /* stops, closed, short */ 1,
        /* stops, closed, long  */ 0,
        /* stops, open,   short */ 1,
        /* stops, open,   long  */ 1,
    };

    private readonly long[] changedAtMs = new long[Count];
    private int wasOpen;
    private int stopping;

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; }

    /// <summary>How many rows the table has.</summary>
    public static int RowCount => table.Length;

    /// <summary>The faults that the contacts raise now, a bit for each <see cref="FaultCode"/>.</summary>
    public int Step(Inputs inputs)
    {
        ReviewAtMs = long.MaxValue;
        int open = inputs.OpenStopContacts | (inputs.IsTooHot ? Thermostat : 0);
        if (open == 0 && wasOpen == 0 && stopping == 0)
        {
            return 0; // the usual row, for each of them
        }

        for (int i = 0; i < Count; i++)
        {
            int bit = 1 << i;
            bool isOpen = (open & bit) != 0;
            bool stops = (stopping & bit) != 0;
            changedAtMs[i] = isOpen == ((wasOpen & bit) != 0) ? changedAtMs[i] : inputs.NowMs;
            long settledAtMs = changedAtMs[i] + (isOpen ? TripMs : ReleaseMs);
            bool isLong = inputs.NowMs >= settledAtMs;
            byte row = table[(stops ? 4 : 0) + (isOpen ? 2 : 0) + (isLong ? 1 : 0)];
            stopping = row != 0 ? stopping | bit : stopping & ~bit;
            ReviewAtMs = isOpen != stops && !isLong && settledAtMs < ReviewAtMs ? settledAtMs : ReviewAtMs;
        }

        wasOpen = open;
        return stopping << (int)FaultCode.EmergencyStop;
    }
}
