namespace ChargePointFw.Checker;

/// <summary>Collects differences as sentences; keeps the first thousand, which are more than anybody reads, and counts the rest.</summary>
internal sealed class Findings
{
    private const int Bound = 1000;
    private readonly List<string> sentences = [];
    private int more;

    public void Add(string sentence)
    {
        if (sentences.Count < Bound)
        {
            sentences.Add(sentence);
        }
        else
        {
            more++;
        }
    }

    /// <summary>Adds a sentence unless both energies are equal, Wh.</summary>
    public void Expect(string where, string what, long expectedWh, long foundWh)
    {
        if (expectedWh != foundWh)
        {
            Add($"{where}: {what} expected {expectedWh} Wh, found {foundWh} Wh.");
        }
    }

    /// <summary>Adds a sentence for each kind that differs.</summary>
    /// <param name="where">Charge point, session, interval.</param>
    /// <param name="what">What the energies are of.</param>
    /// <param name="expected">Energy by kind as it must be.</param>
    /// <param name="found">Energy by kind as it is.</param>
    /// <param name="isRunning">True while energy may be on its way to the ledger: then only too much is a difference.</param>
    public void Expect(string where, string what, Energies expected, Energies found, bool isRunning = false)
    {
        foreach (((string kind, long expectedWh), (_, long foundWh)) in expected.Kinds().Zip(found.Kinds()))
        {
            if (!isRunning || foundWh > expectedWh)
            {
                Expect(where, $"{kind} {what}", expectedWh, foundWh);
            }
        }
    }

    public IReadOnlyList<string> All() => more == 0 ? [.. sentences] : [.. sentences, $"… and {more} more differences."];
}
