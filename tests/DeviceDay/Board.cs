using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Seams;

namespace ChargePointFw.DeviceDay;

/// <summary>
/// A board as the others are: the whole firmware composed over the bay, the office and a flash in memory. What a power cut
/// leaves is the flash.
/// </summary>
public sealed class Board
{
    private const int JournalSegments = 8;
    private const int RecordsASegment = 15;
    private const int LinkEveryMs = 1_000;

    /// <summary>The virtual device has no HMAC-SHA256; the tags of the day are this stand-in's, everywhere.</summary>
    private readonly IKeyedHash hash = new StandInHash();
    private readonly IEntropy entropy = new SeededNumbers(7);
    private readonly MemoryRecordStore records = new MemoryRecordStore(JournalSegments, RecordsASegment);
    private readonly MemoryDocumentStore documentStore = new MemoryDocumentStore();
    private readonly KeyRing keys;
    private readonly Topics topics = new Topics(Papers.Site, Papers.ChargePoint);
    private readonly byte[] bytes = new byte[64];
    private RecordJournal journal;
    private ControlLoop loop;
    private BackOfficeLink link;
    private long printedUpTo;

    public Board(Bay bay)
    {
        Bay = bay;
        keys = new KeyRing(hash, Ascii.Bytes("0123456789ABCDEF0123456789ABCDEF"), Papers.Site, Papers.ChargePoint, 1);
        Office = new Office(hash, keys, topics, bay);
    }

    public readonly Bay Bay;
    public readonly Office Office;

    /// <summary>Ticks of the control loop since the start of the day.</summary>
    public int Ticks { get; private set; }

    /// <summary>Records committed and acknowledged, in numbers.</summary>
    public long CommittedUpTo => journal.CommittedUpTo;

    public long AcknowledgedUpTo => journal.AcknowledgedUpTo;

    /// <summary>Power comes: what flash and meter know is all that is known.</summary>
    public void Boot()
    {
        Bay.Restart();
        Page.Line(Bay.UtcMs, "the charge point boots");
        var handOver = new HandOver();
        var refusals = new Refusals(handOver);
        var keyDesk = new KeyDesk(hash, keys, Papers.Site, Papers.ChargePoint, documentStore, refusals);
        keyDesk.Load();
        var recovered = new RecoveredState();
        journal = RecordJournal.Open(records, hash, keys, entropy, recovered);
        var documents = new DocumentDesk(hash, keys, Papers.Site, Papers.ChargePoint, documentStore, handOver, refusals);
        documents.Load(recovered);
        var settings = new ChargePointSettings { MaximumPowerW = 22_000, MeterResolutionWh = Bay.ResolutionWh };
        loop = new ControlLoop(Bay, Bay, Bay, Bay, Bay, Bay, journal, new ChargePoint(settings, recovered), handOver);
        var outbox = new Outbox(journal);
        link = new BackOfficeLink(
            Office,
            topics,
            "cpfw-tokyo-cp-1",
            handOver,
            journal,
            documents,
            new AcknowledgementDesk(hash, keys, Papers.Site, Papers.ChargePoint, journal, outbox, refusals),
            keyDesk,
            new SettingsDesk(hash, keys, Papers.Site, Papers.ChargePoint, documentStore, handOver, refusals),
            outbox,
            entropy);
    }

    /// <summary>The power goes, and with it all that was in memory: two firmwares at once would not fit into a device's heap.</summary>
    public void PowerOff()
    {
        Bay.PowerOff();
        Office.Drop();
        journal = null;
        loop = null;
        link = null;
    }

    /// <summary>Steps whenever something could change, and every second, until then.</summary>
    public void RunUntil(long utcMs)
    {
        while (Bay.UtcMs < utcMs)
        {
            long nextMs = loop.Tick();
            Ticks++;
            PrintRecords();
            if (Bay.UtcMs % LinkEveryMs == 0)
            {
                link.Poll(Bay.UptimeMs);
            }

            // On the grid of the step: a wish that lies between two steps is met by the later one.
            long dueUtcMs = Bay.UtcMs + ((nextMs - Bay.UptimeMs + 99) / 100 * 100);
            long secondUtcMs = ((Bay.UtcMs / LinkEveryMs) + 1) * LinkEveryMs;
            Bay.AdvanceTo(nextMs < long.MaxValue - 1_000 && dueUtcMs < secondUtcMs ? dueUtcMs : secondUtcMs);
        }
    }

    private void PrintRecords()
    {
        for (; printedUpTo < journal.CommittedUpTo; printedUpTo++)
        {
            journal.Read(printedUpTo + 1, bytes);
            Page.Line(Bay.UtcMs, "record " + Page.Hex(bytes, bytes.Length));
        }
    }
}
