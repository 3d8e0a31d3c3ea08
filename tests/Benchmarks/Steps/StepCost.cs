using System.Diagnostics;
using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;

namespace ChargePointFw.Benchmarks.Steps;

/// <summary>What a step costs in virtual calls: a ratio from one run, so that it means the same on every machine.</summary>
internal static class StepCost
{
    private const int Rounds = 7;
    private const int StepsARound = 20_000;
    private const int CallsARound = 2_000_000;

    /// <summary>Virtual calls that take as long as one step in this phase; 0 when the day never came to it.</summary>
    public static double InCalls(Day day, SessionPhase phase)
    {
        using Board board = day.NewBoard();
        while (board.Phase != phase)
        {
            if (board.NowUtcMs > Day.StartUtcMs + Day.LengthMs)
            {
                return 0;
            }

            board.StepAt(board.NextStep(long.MaxValue));
        }

        // Best of several rounds: whatever else the machine does only ever adds.
        double step = double.MaxValue;
        double call = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            step = Math.Min(step, Time(board.StepAgain, StepsARound));
            call = Math.Min(call, Time(Call, CallsARound));
        }

        return step / call;
    }

    private static double Time(Action<int> work, int times)
    {
        long from = Stopwatch.GetTimestamp();
        work(times);
        return (double)(Stopwatch.GetTimestamp() - from) / times;
    }

    private static void Call(int times)
    {
        Counter[] counters = [new Up(), new Down()];
        for (int i = 0; i < times; i++)
        {
            counters[i & 1].Count();
        }
    }

    private abstract class Counter
    {
        protected int Value { get; set; }

        public abstract void Count();
    }

    private sealed class Up : Counter
    {
        public override void Count() => Value++;
    }

    private sealed class Down : Counter
    {
        public override void Count() => Value--;
    }
}
