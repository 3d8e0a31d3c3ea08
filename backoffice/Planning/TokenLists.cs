using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>
/// Publishes the site's token list to its charge points: what changed, to those who said that they hold an earlier
/// version, and the whole list, retained. The differential goes first: it is small, and a revoked card should not wait.
/// </summary>
internal sealed class TokenLists
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly LiveChargePoints live;
    private readonly IBrokerLink broker;
    private readonly ConcurrentDictionary<long, long> versions = new();
    private readonly Dictionary<long, MemberList> newest = []; // by site, while publishing: what a version says never changes
    private readonly Lock publishing = new(); // an older list must not be retained after a newer one

    public TokenLists(Database database, Registry registry, LiveChargePoints live, IBrokerLink broker)
    {
        this.database = database;
        this.registry = registry;
        this.live = live;
        this.broker = broker;
        registry.MembersChanged += PublishTo;
    }

    /// <summary>Version of the site's list that was published, from 1; a site without members has an empty one. Reads memory only, but for the first time.</summary>
    public long VersionOf(Site site) => versions.GetOrAdd(site.Id, _ => Read(site, facts => facts.NewestVersion));

    /// <summary>To every charge point of a site.</summary>
    public void PublishTo(Site site)
    {
        lock (publishing)
        {
            MemberList list = Newest(site);
            versions[site.Id] = list.Version;
            foreach (ChargePoint one in registry.ChargePointsOf(site))
            {
                PublishChanges(one, list);
                Publish(one, list);
            }
        }
    }

    /// <summary>Publishes what was changed by another program over the same database, as a command is.</summary>
    public void PublishDue()
    {
        foreach (Site site in registry.Sites)
        {
            long known = VersionOf(site);
            if (Read(site, facts => facts.NewestVersion) > known)
            {
                PublishTo(site);
            }
        }
    }

    /// <summary>To one charge point again, as a whole.</summary>
    public void PublishAgain(ChargePoint chargePoint)
    {
        lock (publishing)
        {
            Publish(chargePoint, Newest(chargePoint.Site));
        }
    }

    private MemberList Newest(Site site) => newest[site.Id] = Read(site, facts =>
    {
        long version = facts.NewestVersion;
        return newest.TryGetValue(site.Id, out MemberList? known) && known.Version == version ? known : facts.At(version)!;
    });

    private void PublishChanges(ChargePoint chargePoint, MemberList list)
    {
        if (live.Of(chargePoint) is not { IsLost: false, TokensVersion: > 0 } state || state.TokensVersion >= list.Version)
        {
            return;
        }

        if (Read(chargePoint.Site, facts => facts.At(state.TokensVersion)) is { } held
            && OutgoingDocuments.TokenChanges(chargePoint, held, list) is { } document)
        {
            broker.Publish(chargePoint.Topics.Tokens, document, retain: false);
        }
    }

    private void Publish(ChargePoint chargePoint, MemberList list) =>
        broker.Publish(chargePoint.Topics.Tokens, OutgoingDocuments.Tokens(chargePoint, list), retain: true);

    private T Read<T>(Site site, Func<MemberFacts, T> read) =>
        database.Read((connection, transaction) => read(new MemberFacts(connection, transaction, site)));
}
