using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>What sessions cost the flash, how many fit, and what a restart has to read when it is full.</summary>
internal sealed class JournalFigures
{
    /// <summary>Sessions over which the traffic is measured.</summary>
    public const int MeasuredSessions = 100;

    private const long StartUtcMs = 1_775_001_600_000;
    private const long IntervalMs = 1_800_000;
    private const int MostSessions = 2_000;
    private const int SegmentCount = 48;
    private const int SegmentBytes = 4_096;

    /// <summary>Appends to the flash a session, headers of segments among them.</summary>
    public double AppendsPerSession { get; private set; }

    public double BytesPerSession { get; private set; }

    public int Rewrites { get; private set; }

    /// <summary>Bytes that the ring takes on the flash.</summary>
    public int RingBytes => SegmentCount * SegmentBytes;

    /// <summary>Sessions taken with nobody to acknowledge, until the journal refused the next.</summary>
    public int SessionsThatFit { get; private set; }

    /// <summary>What it then said.</summary>
    public SupplyVerdict VerdictWhenFull { get; private set; }

    /// <summary>Records then in the journal.</summary>
    public long RecordsWhenFull { get; private set; }

    /// <summary>Bytes that a restart then reads through the seam.</summary>
    public long RecoveryBytes { get; private set; }

    /// <summary>HMACs that it computes.</summary>
    public long RecoveryHashes { get; private set; }

    /// <summary>Records that it finds.</summary>
    public long RecoveredRecords { get; private set; }

    /// <summary>At most three appends and 192 bytes a session, nothing rewritten, a thousand sessions fit, and all are found again.</summary>
    public bool IsKept => AppendsPerSession <= 3 && BytesPerSession <= 192 && Rewrites == 0 && SessionsThatFit >= 1_000
        && VerdictWhenFull == SupplyVerdict.DeniedJournalFull && RecoveredRecords == RecordsWhenFull;

    /// <summary>A member charges for a minute in every half hour, and nobody ever acknowledges.</summary>
    public static JournalFigures Play()
    {
        var figures = new JournalFigures();
        using Board board = NewBoard();
        figures.Measure(board);
        figures.Fill(board);
        figures.Recover(board.Store);
        return figures;
    }

    private void Measure(Board board)
    {
        RunTo(board, StartUtcMs + IntervalMs - 60_000); // boot and baseline
        int appends = board.Store.Appends;
        long bytes = board.Store.Bytes;
        RunTo(board, StartUtcMs + ((MeasuredSessions + 1) * IntervalMs) - 60_000);
        AppendsPerSession = (double)(board.Store.Appends - appends) / MeasuredSessions;
        BytesPerSession = (double)(board.Store.Bytes - bytes) / MeasuredSessions;
    }

    private void Fill(Board board)
    {
        for (int interval = MeasuredSessions + 1; interval <= MostSessions && VerdictWhenFull != SupplyVerdict.DeniedJournalFull; interval++)
        {
            RunTo(board, StartUtcMs + ((interval + 1) * IntervalMs) - 60_000);
            VerdictWhenFull = board.HandOver.Verdict;
        }

        SessionsThatFit = board.Sessions;
        RecordsWhenFull = board.Journal.CommittedUpTo;
        Rewrites = board.Store.Rewrites;
    }

    private void Recover(CountingRecordStore store)
    {
        long read = store.BytesRead;
        var hash = new CountingHash(Board.Hash);
        RecordJournal journal = RecordJournal.Open(store, hash, Board.Keys, new SeededEntropy(1), new RecoveredState());
        RecoveryBytes = store.BytesRead - read;
        RecoveryHashes = hash.Count;
        RecoveredRecords = journal.CommittedUpTo;
    }

    private static Board NewBoard()
    {
        var board = new Board(new BoardSetup
        {
            Settings = new ChargePointSettings(),
            StartUtcMs = StartUtcMs,
            Visits = [.. Enumerable.Range(1, MostSessions).Select(i => new Visit(
                "cp-01", Papers.Member, true, StartUtcMs + (i * IntervalMs) + 300_000, StartUtcMs + (i * IntervalMs) + 360_000, 100_000, 20_000))],
            Grid = new StepGrid(100, 0, []),
            SegmentCount = SegmentCount,
            SegmentBytes = SegmentBytes,
        });
        board.HandOver.Tokens = new TokenList { Version = 1, Count = 1 };
        board.HandOver.Tokens.Hash[0] = Board.HashOf(Papers.Member);
        board.HandOver.Tokens.ValidUntilUtcMs[0] = long.MaxValue;
        return board;
    }

    // A plan reaches four days ahead; the next one comes when it is needed.
    private static void RunTo(Board board, long utcMs)
    {
        while (board.NowUtcMs < utcMs)
        {
            SupplyPlan? held = board.HandOver.Plan;
            if (held is null || held.StartUtcMs[held.Count - 1] - board.NowUtcMs < 2 * IntervalMs)
            {
                board.HandOver.Plan = PlanFrom(board.NowUtcMs - (board.NowUtcMs % IntervalMs), (held?.Version ?? 0) + 1);
            }

            board.StepAt(board.NextStep(Math.Min(utcMs, board.NowUtcMs + IntervalMs)));
        }
    }

    private static SupplyPlan PlanFrom(long startUtcMs, long version)
    {
        var plan = new SupplyPlan { Version = version, IntervalMinutes = 30, ValidUntilUtcMs = long.MaxValue / 2, Count = 192 };
        for (int i = 0; i < plan.Count; i++)
        {
            plan.StartUtcMs[i] = startUtcMs + (i * IntervalMs);
            plan.EnergyWh[i] = 10_000;
            plan.AllocationId[i] = i + 1;
        }

        return plan;
    }

    private sealed class CountingHash(IKeyedHash hash) : IKeyedHash
    {
        public long Count { get; private set; }

        public byte[] Compute(byte[] key, byte[] message)
        {
            Count++;
            return hash.Compute(key, message);
        }
    }
}
