using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>Numbers that look random and are the same on every machine (a linear congruential generator).</summary>
public sealed class SeededNumbers : IEntropy
{
    private ulong state;

    public SeededNumbers(int seed) => state = ((ulong)seed * 2_654_435_761) + 88_172_645_463_325_252;

    public int Next()
    {
        state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        return (int)((state >> 33) & 0x7FFFFFFF);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => Next() % bound;

    /// <summary>True once in <paramref name="n"/> times.</summary>
    public bool OneIn(int n) => Below(n) == 0;
}
