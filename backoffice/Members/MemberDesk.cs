using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Members;

/// <summary>
/// Who may charge at a site: members by their cards' keyed hashes, the programmes served, guests. Every change is a
/// version of the site's token list, kept with who and when; a plain token id is never kept.
/// </summary>
public sealed class MemberDesk
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal MemberDesk(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Imports members from a plain table, whole or not at all; who is not in it stays what he was.</summary>
    /// <param name="site">A registered site.</param>
    /// <param name="stream">UTF-8 or CP932; see <see cref="MembersCsv"/>.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="siteKey">32 bytes: key of the site's token hashes.</param>
    /// <param name="by">Who imports it.</param>
    /// <returns>Members in the file, and how many of them were new or otherwise than before.</returns>
    /// <exception cref="SupplyImportException">Malformed; line, column and what to do are told.</exception>
    /// <exception cref="RegistryException">No such site, no such key, or too many members.</exception>
    public (int Members, int Changed) ImportCsv(string site, Stream stream, string fileName, byte[] siteKey, string by)
    {
        Site at = Find(site);
        RequireKey(siteKey);
        var members = MembersCsv.Read(SupplyText.ReadAll(stream, fileName), fileName, at.Zone, siteKey);
        int changed = Write(at, facts => facts.Set(members, by, "import of " + fileName, NowMs));
        Tell(at, changed > 0);
        return (members.Count, changed);
    }

    /// <summary>Takes a card off the list; whoever charges with it is stopped as soon as the charge point knows.</summary>
    /// <param name="site">A registered site.</param>
    /// <param name="tokenHash">Keyed hash of the card's id.</param>
    /// <param name="by">Who does it.</param>
    /// <exception cref="RegistryException">No such site, or the card is not on its list.</exception>
    public void Revoke(string site, long tokenHash, string by)
    {
        Site at = Find(site);
        Write(at, facts =>
        {
            facts.Revoke(tokenHash, by, NowMs);
            return 0;
        });
        Tell(at, true);
    }

    /// <summary>Says who may charge at a site.</summary>
    /// <param name="site">A registered site.</param>
    /// <param name="programmes">Programmes served; null for all.</param>
    /// <param name="guestsAllowed">Whether others than members may charge; null leaves it to each charge point's configuration.</param>
    /// <param name="by">Who says so.</param>
    /// <returns>False when that was said before.</returns>
    /// <exception cref="RegistryException">No such site or programme.</exception>
    public bool SetPolicy(string site, IReadOnlyList<string>? programmes, bool? guestsAllowed, string by)
    {
        Site at = Find(site);
        bool changed = Write(at, facts => facts.SetPolicy(programmes, guestsAllowed, by, NowMs));
        Tell(at, changed);
        return changed;
    }

    /// <summary>Who may charge at a site, for people.</summary>
    public ShownMembers Show(Site site) => database.Read((connection, transaction) => ShownMembers.Read(connection, transaction, site));

    /// <summary>Keyed hash of a token id, as the site's charge points compute it.</summary>
    /// <exception cref="RegistryException">The key or the id cannot be one; the id is not quoted.</exception>
    public static long HashOf(byte[] siteKey, string tokenId)
    {
        RequireKey(siteKey);
        return MembersCsv.HashRefusal(tokenId) is { } refusal ? throw new RegistryException(refusal) : MembersCsv.Hash(siteKey, tokenId);
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private T Write<T>(Site site, Func<MemberFacts, T> work) =>
        database.Write((connection, transaction) => work(new MemberFacts(connection, transaction, site)));

    private void Tell(Site site, bool changed)
    {
        if (changed)
        {
            registry.TellMembersChanged(site);
        }
    }

    private Site Find(string site) => registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);

    private static void RequireKey(byte[] siteKey)
    {
        if (siteKey.Length != 32)
        {
            throw new RegistryException(Why.SiteKeyLength);
        }
    }
}
