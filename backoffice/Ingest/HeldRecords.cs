using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Records that came before the ones in front of them. They are unverified until the gap closes, so their number is
/// bounded for each charge point; when it is full the ones furthest ahead go, since they can be asked for again.
/// </summary>
internal sealed class HeldRecords
{
    private readonly int boundPerChargePoint;
    private readonly Dictionary<long, SortedDictionary<(long JournalId, long Number), byte[]>> held = [];

    public HeldRecords(int boundPerChargePoint) => this.boundPerChargePoint = boundPerChargePoint;

    public void Add(ChargePoint chargePoint, long journalId, long number, byte[] bytes)
    {
        if (!held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine))
        {
            held[chargePoint.Id] = mine = [];
        }

        mine.TryAdd((journalId, number), bytes);
        if (mine.Count > boundPerChargePoint)
        {
            mine.Remove(mine.Keys.MaxBy(key => key.Number));
        }
    }

    public byte[]? Find(ChargePoint chargePoint, long journalId, long number) =>
        held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine)
            ? mine.GetValueOrDefault((journalId, number))
            : null;

    public void Remove(ChargePoint chargePoint, long journalId, long number)
    {
        if (held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine))
        {
            mine.Remove((journalId, number));
        }
    }

    /// <summary>Forgets what has been stored meanwhile.</summary>
    public void RemoveUpTo(ChargePoint chargePoint, long journalId, long number)
    {
        if (held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine))
        {
            foreach ((long JournalId, long Number) key in mine.Keys.Where(key => key.JournalId == journalId && key.Number <= number).ToList())
            {
                mine.Remove(key);
            }
        }
    }

    public int CountOf(ChargePoint chargePoint) =>
        held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine) ? mine.Count : 0;

    /// <summary>The lowest held number of each journal that waits for something.</summary>
    public IReadOnlyList<(long JournalId, long Number)> LowestOf(ChargePoint chargePoint) =>
        held.TryGetValue(chargePoint.Id, out SortedDictionary<(long JournalId, long Number), byte[]>? mine)
            ? [.. mine.Keys.GroupBy(key => key.JournalId).Select(group => group.First())]
            : [];

    /// <summary>Rows of the charge points that wait for a gap to close.</summary>
    public IReadOnlyList<long> Waiting => [.. held.Where(one => one.Value.Count > 0).Select(one => one.Key)];
}
