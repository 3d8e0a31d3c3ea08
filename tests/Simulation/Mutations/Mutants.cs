namespace ChargePointFw.Simulation.Mutations;

/// <summary>The planted bugs by name.</summary>
internal static class Mutants
{
    private static readonly Func<Mutation>[] all =
    [
        () => new CommitsWithoutWriting(),
        () => new ForgetsTheRegister(),
        () => new ForgetsWhatWasCovered(),
        () => new OpensLate(),
        () => new AsksLateToStop(),
        () => new CallsOldReadingsFresh(),
        () => new TrustsEveryClock(),
        () => new CountsTooMuch(),
        () => new SplitsTheMeterWrongly(),
        () => new SkipsSignatures(),
        () => new SkipsOneAfterReconnecting(),
        () => new AcknowledgesBeforeTheCommit(),
        () => new BooksABatchTwice(),
        () => new StoresUnderAnotherNumber(),
        () => new ForgetsIdleEnergy(),
        () => new BelievesEveryPlanHeld(),
    ];

    /// <summary>Names as <c>--mutation</c> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. all.Select(make => make().Name)];

    /// <summary>A fresh one; the plain product for null.</summary>
    public static Mutation Make(string? name) => name is null ? new Mutation() : all[Names.ToList().IndexOf(name)]();
}
