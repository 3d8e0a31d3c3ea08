using System.Collections.Concurrent;
using System.Text;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Apps;

/// <summary>
/// The public topic has two authors. A charge point says its status itself, so that apps see it without a back office; we
/// say the same with connector and prices, and say UNKNOWN for whoever is gone. Whatever stands there otherwise than we
/// would say it is said again: whichever message came last, the topic comes to the same.
/// </summary>
internal sealed class PublicTopics(Registry registry, PublicNotices notices, IBrokerLink broker, TimeProvider time)
{
    /// <summary>What to subscribe to.</summary>
    public const string TopicFilter = "cpfw/1/+/public/+";

    // So many answers in ten seconds to what another says on a topic; then the minute's turn will do: two who contradict each other are no storm.
    private const int MostAnswers = 10;
    private const long AnswersMs = 10_000;
    private const long MinuteMs = 60_000;

    private readonly ConcurrentDictionary<long, string> said = new();
    private readonly ConcurrentDictionary<long, (long SinceMs, int Count)> answers = new();
    private long againMs;

    /// <summary>Takes what stands on a public topic, our own words too; false when it is another's topic.</summary>
    public bool Take(string topic, byte[] payload)
    {
        string[] levels = topic.Split('/');
        if (levels is not [_, _, _, "public", _])
        {
            return false;
        }

        if (payload.Length > 0 && registry.FindChargePoint(levels[2], levels[4]) is { } chargePoint)
        {
            said[chargePoint.Id] = Encoding.UTF8.GetString(payload);
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            (long sinceMs, int count) = answers.GetValueOrDefault(chargePoint.Id);
            answers[chargePoint.Id] = nowMs - sinceMs > AnswersMs ? (nowMs, 1) : (sinceMs, count + 1);
            if (answers[chargePoint.Id].Count <= MostAnswers)
            {
                Say(chargePoint);
            }
        }

        return true;
    }

    /// <summary>Says how a charge point is when that has changed. It waits for nothing.</summary>
    public void Say(ChargePoint chargePoint)
    {
        if (!notices.IsPublic(chargePoint.Site))
        {
            return;
        }

        string now = OcpiJson.Write(notices.Of(chargePoint));
        if (said.GetValueOrDefault(chargePoint.Id) != now && broker.Publish(chargePoint.Topics.PublicStatus, Encoding.UTF8.GetBytes(now), retain: true))
        {
            said[chargePoint.Id] = now;
        }
    }

    /// <summary>By the minute, however often it is asked: who has fallen silent, and what facts and prices are now.</summary>
    public void SayDue()
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (nowMs < againMs && againMs - nowMs <= MinuteMs)
        {
            return;
        }

        againMs = nowMs + MinuteMs;
        notices.Refresh();
        foreach (ChargePoint chargePoint in registry.Sites.SelectMany(registry.ChargePointsOf).Where(one => said.ContainsKey(one.Id)))
        {
            Say(chargePoint);
        }
    }

    /// <summary>The connection stands (again): the broker may have forgotten what we said.</summary>
    public void Forget() => said.Clear();
}
