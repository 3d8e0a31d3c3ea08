using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Records;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Steps;

/// <summary>A day of one charge point: members come and go, most half hours have supply, some do not suffice.</summary>
internal sealed class Day
{
    /// <summary>2026-04-01T00:00:00Z.</summary>
    public const long StartUtcMs = 1_775_001_600_000;

    /// <summary>Length, ms.</summary>
    public const long LengthMs = 24 * HourMs;

    /// <summary>Cars of the day.</summary>
    public const int SessionCount = 8;

    private const long HourMs = 3_600_000;
    private const int Intervals = 48;
    private const long IntervalMs = HourMs / 2;
    private const string Token = "member-1";

    private readonly List<Visit> visits = [];
    private readonly SupplyPlan plan = new() { Version = 1, IntervalMinutes = 30, ValidUntilUtcMs = StartUtcMs + (2 * LengthMs) };
    private readonly TokenList tokens = new() { Version = 1, Count = 1 };
    private readonly int pollPhaseMs;

    public Day(int seed)
    {
        var dice = new Random(seed);
        pollPhaseMs = dice.Next(1_000);
        tokens.Hash[0] = Board.HashOf(Token);
        tokens.ValidUntilUtcMs[0] = StartUtcMs + (2 * LengthMs);
        for (int i = 0; i < SessionCount; i++)
        {
            long comesMs = StartUtcMs + HourMs + (i * LengthMs / (SessionCount + 1)) + dice.NextInt64(HourMs);
            long leavesMs = comesMs + dice.NextInt64(HourMs / 2, HourMs * 3 / 2);
            visits.Add(new Visit("cp-01", Token, true, comesMs, leavesMs, dice.Next(5_000, 60_000), dice.Next(3_000, 50_001)));
        }

        for (int i = 0; i < Intervals; i++)
        {
            if (dice.Next(5) > 0)
            {
                plan.StartUtcMs[plan.Count] = StartUtcMs + (i * IntervalMs);
                plan.EnergyWh[plan.Count] = dice.Next(2_000, 25_000);
                plan.AllocationId[plan.Count] = 100 + i;
                plan.Count++;
            }
        }
    }

    /// <summary>A board at the day's begin, its plan and members handed over.</summary>
    public Board NewBoard()
    {
        var board = new Board(new BoardSetup
        {
            Settings = new ChargePointSettings(),
            StartUtcMs = StartUtcMs,
            Visits = visits,
            Grid = new StepGrid(100, 0, []),
            PollPhaseMs = pollPhaseMs,
            SegmentCount = 48,
        });
        board.HandOver.Plan = plan;
        board.HandOver.Tokens = tokens;
        return board;
    }

    /// <summary>Plays the day; <paramref name="isDense"/>: every step, else only those that can make a difference.</summary>
    public DayFigures Play(bool isDense)
    {
        using Board board = NewBoard();
        var figures = new DayFigures();
        while (board.NowUtcMs < StartUtcMs + LengthMs)
        {
            long records = board.Journal.CommittedUpTo;
            long bytes = board.AllocatedBytes;
            SessionPhase phase = board.Phase;
            (bool, bool) switches = (board.Bay.IsEnabled, board.Bay.IsContactorClosed);
            board.StepAt(board.NextStep(isDense ? long.MinValue : long.MaxValue));
            bool isQuiet = records == board.Journal.CommittedUpTo && switches == (board.Bay.IsEnabled, board.Bay.IsContactorClosed);
            figures.Stepped(phase, isQuiet, board.AllocatedBytes - bytes);
        }

        figures.Closures = board.ContactorClosures;
        figures.Appends = board.Store.Appends;
        figures.AppendedBytes = board.Store.Bytes;
        figures.Records = ReadAll(board);
        return figures;
    }

    private static List<byte[]> ReadAll(Board board)
    {
        var records = new List<byte[]>();
        for (long number = 1; number <= board.Journal.CommittedUpTo; number++)
        {
            byte[] record = new byte[RecordLayout.RecordBytes];
            board.Journal.Read(number, record);
            records.Add(record);
        }

        return records;
    }
}
