using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>Publishes the site's programme members to its charge points, the whole list each time.</summary>
internal sealed class TokenLists
{
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly ConcurrentDictionary<long, long> versions = new();

    public TokenLists(Registry registry, IBrokerLink broker)
    {
        this.registry = registry;
        this.broker = broker;
        registry.MembersChanged += PublishTo;
    }

    /// <summary>Version of the site's list, from 1; a site without members has an empty one. Reads memory only, but for the first time.</summary>
    public long VersionOf(Site site) => versions.GetOrAdd(site.Id, _ => registry.TokenListOf(site).Version);

    /// <summary>To every charge point of a site.</summary>
    public void PublishTo(Site site)
    {
        (long version, IReadOnlyList<Member> members) = registry.TokenListOf(site);
        versions[site.Id] = version;
        foreach (ChargePoint one in registry.ChargePointsOf(site))
        {
            Publish(one, version, members);
        }
    }

    /// <summary>To one charge point again.</summary>
    public void PublishAgain(ChargePoint chargePoint)
    {
        (long version, IReadOnlyList<Member> members) = registry.TokenListOf(chargePoint.Site);
        Publish(chargePoint, version, members);
    }

    private void Publish(ChargePoint chargePoint, long version, IReadOnlyList<Member> members)
    {
        if (version > 0)
        {
            broker.Publish(chargePoint.Topics.Tokens, OutgoingDocuments.Tokens(chargePoint, version, members), retain: true);
        }
    }
}
