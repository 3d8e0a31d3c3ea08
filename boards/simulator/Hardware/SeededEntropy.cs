using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>Random numbers from the run's seed.</summary>
public sealed class SeededEntropy(int seed) : IEntropy
{
    private readonly Random random = new(seed);

    /// <inheritdoc/>
    public int Next() => random.Next();
}
