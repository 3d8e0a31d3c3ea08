// Plays one situation to its end on a board.
using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>From plug-in to a few seconds after the contactor has opened.</summary>
internal sealed class StopRun : IDisposable
{
    private const long AfterwardsMs = 3_000;

    private readonly Situation situation;
    private readonly StopCause cause;
    private readonly Board board;
    private readonly ReserveWatch reserve;
    private readonly Dictionary<long, long> energyMj = [];
    private bool hasHappened;
    private long stopUtcMs = -1;
    private long openUtcMs = -1;
    private int steps;
    private SupplyVerdict verdict;
    private long reserveWh;

    private StopRun(Situation situation, StopCause cause, ChargePointSettings device)
    {
        this.situation = situation;
        this.cause = cause;
        board = new Board(situation.Setup(device));
        board.HandOver.Plan = situation.Plan;
        board.HandOver.Tokens = situation.Tokens;
        reserve = new ReserveWatch(situation);
    }

    /// <summary>Plays it; <paramref name="device"/> is what the firmware believes.</summary>
    public static Stop Play(Situation situation, StopCause cause, ChargePointSettings device)
    {
        using var run = new StopRun(situation, cause, device);
        while (!run.IsOver)
        {
            run.Step();
        }

        return run.Result();
    }

    /// <inheritdoc/>
    public void Dispose() => board.Dispose();

    private bool IsOver =>
        board.NowUtcMs >= (openUtcMs < 0 ? situation.DeadlineUtcMs : openUtcMs + AfterwardsMs);

    private void Step()
    {
        long latestMs = hasHappened ? long.MaxValue : situation.EventUtcMs;
        long nextMs = board.NextStep(Math.Min(latestMs, openUtcMs < 0 ? situation.DeadlineUtcMs : openUtcMs + AfterwardsMs));
        PassInstants(nextMs);
        bool wasEnabled = board.Bay.IsEnabled;
        board.StepAt(nextMs);
        if (stopUtcMs < 0 && (wasEnabled || board.Bay.IsEnabled))
        {
            reserve.See(board);
        }

        if (wasEnabled && !board.Bay.IsEnabled && stopUtcMs < 0)
        {
            Stopped();
        }

        if (stopUtcMs >= 0 && openUtcMs < 0 && !board.Bay.IsContactorClosed)
        {
            openUtcMs = board.NowUtcMs;
        }
    }

    // Notes the true energy at each instant that counts and lies before the next step, and lets the event happen.
    private void PassInstants(long beforeMs)
    {
        for (long utcMs = NextInstant(); utcMs <= beforeMs; utcMs = NextInstant())
        {
            board.MoveTo(utcMs);
            energyMj[utcMs] = board.Bay.EnergyMj;
            if (utcMs == situation.EventUtcMs)
            {
                situation.Event!(board);
                hasHappened = true;
            }
        }
    }

    private long NextInstant()
    {
        long[] instants = [Situation.SecondUtcMs, situation.EventUtcMs, situation.CoverEndsUtcMs];
        return instants.Where(utcMs => utcMs > board.NowUtcMs && !energyMj.ContainsKey(utcMs)).DefaultIfEmpty(long.MaxValue).Min();
    }

    private void Stopped()
    {
        stopUtcMs = board.NowUtcMs;
        verdict = board.HandOver.Verdict;
        reserveWh = ReserveWatch.ReserveWh(situation.Stated, stopUtcMs - board.MeterSeenAtUtcMs);
        long knownUtcMs = cause.KnownUtcMs(situation, board, reserve);
        steps = knownUtcMs > stopUtcMs ? 0 : situation.Grid.Count(knownUtcMs, stopUtcMs);
    }

    private Stop Result()
    {
        if (openUtcMs < 0)
        {
            return new Stop { PowerW = situation.PowerW };
        }

        return new Stop
        {
            PowerW = situation.PowerW,
            IsStopped = true,
            Verdict = verdict,
            Steps = steps,
            OpenMs = openUtcMs - stopUtcMs,
            IsStalled = situation.Grid.IsStalled(stopUtcMs, openUtcMs),
            UncoveredMj = UncoveredMj(),
            UnusedWh = UnusedWh(),
            ReserveWh = reserveWh,
        };
    }

    private long StartMj => situation.InitialMj;

    private long UncoveredMj()
    {
        long coveredEndMj = energyMj.GetValueOrDefault(situation.CoverEndsUtcMs, board.Bay.EnergyMj);
        long boundaryMj = Math.Min(energyMj.GetValueOrDefault(Situation.SecondUtcMs, long.MaxValue), coveredEndMj);
        long firstMj = boundaryMj - StartMj - AllocatedMj(Situation.FirstUtcMs);
        long secondMj = coveredEndMj - boundaryMj - AllocatedMj(Situation.SecondUtcMs);
        return Math.Max(0, firstMj) + Math.Max(0, secondMj) + board.Bay.EnergyMj - coveredEndMj;
    }

    // What the car would still have taken of the interval in which it was stopped: by the register, which is all that
    // either side can see, and no more than it had time for.
    private double UnusedWh()
    {
        if (!cause.IsSupplyEnding)
        {
            return 0;
        }

        long startUtcMs = stopUtcMs < Situation.SecondUtcMs ? Situation.FirstUtcMs : Situation.SecondUtcMs;
        long registerWh = board.Bay.EnergyMj / Bay.MillijoulesPerWh;
        long shownWh = registerWh - (registerWh % situation.Stated.MeterResolutionWh) - reserve.BaseWh;
        long leftWh = Math.Max(0, situation.AllocatedWh(startUtcMs) - shownWh);
        long timeMs = Math.Max(0, startUtcMs + Situation.IntervalMs - FlowEndUtcMs);
        return Math.Min(leftWh, (double)situation.PowerW * timeMs / Bay.MillijoulesPerWh);
    }

    private long FlowEndUtcMs =>
        situation.IgnoresStop ? openUtcMs : Math.Min(openUtcMs, stopUtcMs + situation.RampDownMs);

    private long AllocatedMj(long startUtcMs) =>
        (situation.AllocatedWh(startUtcMs) * Bay.MillijoulesPerWh) + situation.ShareMj(startUtcMs, situation.EventUtcMs);
}
