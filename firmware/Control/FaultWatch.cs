using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>
/// All faults that are present, and the one that counts when several are. Those of the contactor stay, also over a restart,
/// until somebody who has seen to them clears them; every other goes with its cause.
/// </summary>
public sealed class FaultWatch
{
    /// <summary>A record that waits so long although the journal has room tells that the store refuses, ms.</summary>
    public const int StoreFailedMs = 2_000;

    /// <summary>The faults that stay until they are cleared, a bit for each <see cref="FaultCode"/>.</summary>
    public const int Lasting =
        (1 << (int)FaultCode.ContactorWelded) | (1 << (int)FaultCode.ContactorDoesNotClose) | (1 << (int)FaultCode.ContactorChatters)
        | (1 << (int)FaultCode.ContactorOpens) | (1 << (int)FaultCode.CurrentWhileOpen);

    /// <summary>
    /// Those of them that may be cleared from afar. Where the contacts may be stuck, or current flows past them, somebody has to
    /// stand before it with the supply off.
    /// </summary>
    public const int ClearedFromAfar =
        (1 << (int)FaultCode.ContactorDoesNotClose) | (1 << (int)FaultCode.ContactorChatters) | (1 << (int)FaultCode.ContactorOpens);

    /// <summary>Those that are recorded and told, but stop nothing.</summary>
    public const int Told = 1 << (int)FaultCode.CardReaderFailed;

    // The first of these that is present is the one that is told: people, then what they must see to, then what passes.
    private static readonly byte[] order =
    {
        (byte)FaultCode.EmergencyStop, (byte)FaultCode.ResidualCurrent, (byte)FaultCode.CurrentWhileOpen, (byte)FaultCode.ContactorWelded,
        (byte)FaultCode.ContactorDoesNotClose, (byte)FaultCode.ContactorOpens, (byte)FaultCode.ContactorChatters, (byte)FaultCode.DoorOpen,
        (byte)FaultCode.OverTemperature, (byte)FaultCode.ChargerFault, (byte)FaultCode.StepFailed, (byte)FaultCode.ConfigurationInvalid,
        (byte)FaultCode.Stalled, (byte)FaultCode.StoreFailed, (byte)FaultCode.MeterReversed, (byte)FaultCode.MetersDisagree, (byte)FaultCode.MeterRollback,
        (byte)FaultCode.CardReaderFailed,
    };

    private readonly RecordQueue queue;
    private readonly MeterWatch meter;
    private readonly ContactorWatch contactor;
    private readonly StopContactWatch stopContacts = new StopContactWatch();
    private int lasting;
    private long waitingNumber;
    private long waitingSinceMs;

    public FaultWatch(ChargePointSettings settings, RecoveredState recovered, RecordQueue queue, MeterWatch meter)
    {
        this.queue = queue;
        this.meter = meter;
        contactor = new ContactorWatch(settings);
        lasting = recovered.Faults & Lasting;
    }

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; }

    /// <summary>How many faults have their place in the order; a test compares it with the faults.</summary>
    public static int OrderedCount => order.Length;

    /// <summary>This bit for this fault; 0 for none.</summary>
    public static int Bit(FaultCode fault) => fault == FaultCode.None ? 0 : 1 << (int)fault;

    /// <summary>The most important of these faults, or None.</summary>
    public static FaultCode First(int faults)
    {
        for (int i = 0; faults != 0 && i < order.Length; i++)
        {
            if ((faults & (1 << order[i])) != 0)
            {
                return (FaultCode)order[i];
            }
        }

        return FaultCode.None;
    }

    /// <summary>Fills in this step's faults.</summary>
    public void Step(Inputs inputs)
    {
        FaultCode ofContactor = contactor.Step(inputs, meter);
        if (inputs.ClearedFaults != 0)
        {
            lasting &= ~inputs.ClearedFaults;
            contactor.Forget();
        }
        else
        {
            lasting |= Bit(ofContactor);
        }

        inputs.Faults = lasting | stopContacts.Step(inputs) | Bit(inputs.BoardFault) | Bit(meter.Fault) | Bit(OfStore(inputs))
            | (inputs.HasCardReaderFailed ? Bit(FaultCode.CardReaderFailed) : 0);
        inputs.Fault = First(inputs.Faults & ~Told);
        ReviewAtMs = contactor.ReviewAtMs < stopContacts.ReviewAtMs ? contactor.ReviewAtMs : stopContacts.ReviewAtMs;
    }

    // While anything waits, the charge point steps on: nothing to review.
    private FaultCode OfStore(Inputs inputs)
    {
        long oldest = queue.Count == 0 ? 0 : queue.At(0).Number;
        waitingSinceMs = oldest == waitingNumber ? waitingSinceMs : inputs.NowMs;
        waitingNumber = oldest;
        bool isRefused = oldest != 0 && inputs.JournalRoom > 0 && inputs.NowMs - waitingSinceMs >= StoreFailedMs;
        return isRefused ? FaultCode.StoreFailed : FaultCode.None;
    }
}
