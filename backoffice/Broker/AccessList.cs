using ChargePointFw.BackOffice.Exchange.Apps;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Surplus;

namespace ChargePointFw.BackOffice.Broker;

/// <summary>
/// Who may say and hear what, as mosquitto's <c>acl_file</c>: the back office, every charge point under a user of its own
/// (<c>site.charge-point</c>), and each site's meter gateway (<c>site.surplus</c>), which may say the surplus and nothing
/// else, and hears nothing. Whoever is not named may do nothing.
/// </summary>
public static class AccessList
{
    /// <summary>The back office's user.</summary>
    public const string BackOffice = "backoffice";

    /// <summary>User of a charge point; no name has a dot, so that no two are alike.</summary>
    public static string UserOf(ChargePoint chargePoint) => chargePoint.Site.Name + "." + chargePoint.Name;

    /// <summary>User of a site's meter gateway; no charge point may have this name.</summary>
    public static string SurplusUserOf(string site) => site + ".surplus";

    /// <summary>The lines of the file.</summary>
    public static IEnumerable<string> Lines(Registry registry)
    {
        yield return "user " + BackOffice;
        foreach (string filter in IngestWorker.TopicFilters.Append(SurplusFeed.TopicFilter))
        {
            yield return "topic read " + filter;
        }

        foreach (string kind in new[] { "ack", "resend", "plan", "tokens", "live", "command", "keys", "configuration" })
        {
            yield return "topic write cpfw/1/+/+/" + kind;
        }

        yield return "topic write cpfw/1/+/digest";
        yield return "topic readwrite " + PublicTopics.TopicFilter;
        foreach (Site site in registry.Sites)
        {
            yield return "";
            yield return "user " + SurplusUserOf(site.Name);
            yield return $"topic write cpfw/1/{site.Name}/surplus";
            foreach (ChargePoint chargePoint in registry.ChargePointsOf(site))
            {
                yield return "";
                yield return "user " + UserOf(chargePoint);
                foreach (string topic in chargePoint.Topics.Subscriptions())
                {
                    yield return "topic read " + topic;
                }

                foreach (string topic in new[] { chargePoint.Topics.Record, chargePoint.Topics.State, chargePoint.Topics.Telemetry, chargePoint.Topics.PublicStatus, chargePoint.Topics.Report })
                {
                    yield return "topic write " + topic;
                }
            }
        }
    }
}
