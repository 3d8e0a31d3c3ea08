using System.Collections.Concurrent;
using ChargePointFw.Keys;
using ChargePointFw.Link;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>A dealer or office with charge points.</summary>
/// <param name="Id">Row in the database.</param>
/// <param name="Name">Lower-case letters, digits and dashes.</param>
/// <param name="Zone">Its time zone, for people: energy is booked by UTC intervals.</param>
/// <param name="IntervalMinutes">15, 30 or 60.</param>
public sealed record Site(long Id, string Name, TimeZoneInfo Zone, int IntervalMinutes)
{
    public long IntervalMs => IntervalMinutes * 60_000L;

    /// <summary>Start of the interval that holds this instant, ms since 1970 in UTC.</summary>
    public long IntervalStartMs(DateTimeOffset instant)
    {
        long utcMs = instant.ToUnixTimeMilliseconds();
        return utcMs - (utcMs % IntervalMs);
    }

    /// <summary>Start of the first interval that does not begin before this instant; both ms since 1970 in UTC.</summary>
    public long NextIntervalMs(long utcMs) => (utcMs + IntervalMs - 1) / IntervalMs * IntervalMs;
}

/// <summary>A registered charge point with its keys.</summary>
public sealed class ChargePoint
{
    private readonly ConcurrentDictionary<byte, KeyRing> rings = new();
    private readonly ConcurrentDictionary<byte, KeyBeginning> beginnings = new();
    private volatile KeyRing current;

    internal ChargePoint(long id, Site site, string name, KeyRing ring)
    {
        Id = id;
        Site = site;
        Name = name;
        Topics = new Topics(site.Name, name);
        current = ring;
        rings[ring.Generation] = ring;
    }

    /// <summary>Row in the database.</summary>
    public long Id { get; }

    public Site Site { get; }

    public string Name { get; }

    public Topics Topics { get; }

    /// <summary>The newest keys that it has proven to have: what we sign with.</summary>
    internal KeyRing Keys => current;

    /// <summary>The keys that a record of this generation is verified with, or null.</summary>
    internal KeyRing? KeysOf(byte generation) => rings.GetValueOrDefault(generation);

    /// <summary>Whether it has written a record with these keys.</summary>
    internal bool HasBegun(byte generation) => beginnings.ContainsKey(generation);

    /// <summary>Whether newer keys had begun before that record: then somebody else wrote it.</summary>
    internal bool IsWithdrawn(byte generation, long journalId, long number) => beginnings.Values.Any(one => one.Withdraws(generation, journalId, number));

    /// <summary>Keys, which we sign with only if they are confirmed: an offer may still be on its way.</summary>
    internal void Add(KeyRing ring, bool isConfirmed)
    {
        rings.TryAdd(ring.Generation, ring);
        if (isConfirmed && ring.Generation > current.Generation)
        {
            current = rings[ring.Generation];
        }
    }

    /// <summary>Its first record with these keys is stored.</summary>
    internal void Begin(KeyBeginning beginning)
    {
        beginnings.TryAdd(beginning.Generation, beginning);
        Add(rings[beginning.Generation], isConfirmed: true);
    }

    public override string ToString() => Site.Name + "/" + Name;
}
