namespace ChargePointFw.Simulation.Weather;

/// <summary>Random numbers of one seed; each user takes a stream of its own, so that one does not disturb another.</summary>
internal sealed class Dice(int seed, int stream)
{
    private readonly Random random = new(unchecked((seed * 1_000_003) + (stream * 7_919)));

    /// <summary>True once in so many.</summary>
    public bool Once(int inSoMany) => random.Next(inSoMany) == 0;

    /// <summary>From the first to the second, both included.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>Any of these.</summary>
    public T Any<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>A pause whose mean is this, as between events that know nothing of one another, ms; at least 100.</summary>
    public long Pause(long meanMs) => 100 + (long)(-Math.Log(1 - random.NextDouble()) * meanMs);

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
