// Runs cases, names the one that fails, and notices one that does not come to an end.
using System.Diagnostics;

namespace ChargePointFw.Fuzz;

/// <summary>One thing to fuzz.</summary>
internal interface ITarget : IDisposable
{
    /// <summary>One case: feeds it and checks what came of it.</summary>
    /// <exception cref="FindingException">What must not be.</exception>
    void Try(Random dice);

    /// <summary>What the last case fed, and where it goes in the corpus.</summary>
    (string Route, byte[] Payload) Last { get; }

    /// <summary>What was seen so far, a line each.</summary>
    IEnumerable<string> Figures { get; }
}

/// <summary>So many cases of a target from one seed. The dice are one sequence: a case is replayed with all before it.</summary>
internal static class Campaign
{
    private const int HangSeconds = 60;

    /// <summary>Runs them; the figures are told at the end, and a hang ends the process.</summary>
    /// <exception cref="FindingException">With seed, case and bytes.</exception>
    public static void Run(string name, ITarget target, int seed, long cases, Action<string> say)
    {
        say(FormattableString.Invariant($"{name}: --seed {seed} --cases {cases} replays this"));
        var dice = new Random(seed);
        var watch = Stopwatch.StartNew();
        long done = 0;
        using var hang = new Timer(State(), null, TimeSpan.FromSeconds(HangSeconds), TimeSpan.FromSeconds(HangSeconds));
        for (; Volatile.Read(ref done) < cases; Interlocked.Increment(ref done))
        {
            try
            {
                target.Try(dice);
            }
            catch (Exception crash)
            {
                (string route, byte[] payload) = target.Last;
                throw new FindingException(
                    FormattableString.Invariant($"{name}, --seed {seed}, case {done}: {crash.GetType().Name}: {crash.Message}"), crash) { Route = route, Payload = payload };
            }
        }

        foreach (string figure in target.Figures)
        {
            say("  " + figure);
        }

        say(FormattableString.Invariant($"  {cases} cases in {watch.Elapsed.TotalSeconds:F0} s"));

        TimerCallback State()
        {
            long before = -1;
            return _ =>
            {
                long now = Volatile.Read(ref done);
                if (now == before && now < cases)
                {
                    Environment.FailFast(FormattableString.Invariant($"{name}, --seed {seed}, case {now}: no end after {HangSeconds} s"));
                }

                before = now;
            };
        }
    }

    /// <summary>What a case took of the heap, bytes.</summary>
    public static long Allocated(Action act)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static void Require(bool isSo, string what)
    {
        if (!isSo)
        {
            throw new FindingException(what);
        }
    }
}
