using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace ChargePointFw.Properties;

/// <summary>Every run of a property takes a new seed, prints it, and takes the one in CPFW_SEED instead if there is one.</summary>
internal static class Seeds
{
    private const string Variable = "CPFW_SEED";

    /// <summary>CPFW_WORLDS=20 checks twenty times as many.</summary>
    private static readonly int factor =
        Environment.GetEnvironmentVariable("CPFW_WORLDS") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 1;

    /// <summary>Checks a property on so many worlds; the seed is in the output and in the failure.</summary>
    public static void Check<T>(Gen<T> generator, Func<T, IEnumerable<T>> shrink, int worlds, Action<T> property)
    {
        ulong seed = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? ulong.Parse(given, CultureInfo.InvariantCulture)
            : (ulong)Random.Shared.NextInt64(1, 1_000_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Variable}={seed} replays this"));
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(worlds * factor)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, (seed * 2) + 1), FSharpOption<int>.None)));
        try
        {
            FsCheck.Check.One(config, Prop.ForAll(Arb.From(generator, shrink), property));
        }
        catch (Exception failure) when (failure is not AssertInconclusiveException)
        {
            throw new AssertFailedException(string.Create(CultureInfo.InvariantCulture, $"{Variable}={seed} replays this. {failure.Message}"), failure);
        }
    }

    /// <summary>As above, without making failures smaller.</summary>
    public static void Check<T>(Gen<T> generator, int worlds, Action<T> property) => Check(generator, _ => [], worlds, property);
}
