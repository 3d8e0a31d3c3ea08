using System.Diagnostics;
using System.Globalization;
using System.Text;
using ChargePointFw.Checker;
using ChargePointFw.Demo.Runs;
using ChargePointFw.Mosquitto;
using ChargePointFw.Simulator;

namespace ChargePointFw.Demo.Sun;

/// <summary>
/// The site's meter gateway: says the surplus over MQTT every five simulated seconds while a car is plugged in, and tells
/// the truth beside it what the sun gave.
/// </summary>
internal sealed class MeterGateway : IDisposable
{
    private const long EveryMs = 5_000;
    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(5);

    private readonly Installation installation;
    private readonly SunCurve curve;
    private readonly MosquittoClient client;
    private readonly HashSet<SimulatedChargePoint> awaited = [];
    private long saidMs;
    private long saidAt;

    public MeterGateway(Installation installation, SunCurve curve)
    {
        this.installation = installation;
        this.curve = curve;
        client = new MosquittoClient(new MosquittoOptions
        {
            Port = installation.Broker.Port,
            Tls = installation.Identities?.Gateway(),
            ClientId = "surplus-" + Installation.Site,
            ReconnectDelay = TimeSpan.FromMilliseconds(250),
        });
        client.Start();
    }

    /// <summary>What the sun gave.</summary>
    public SurplusTruth Truth { get; } = new();

    /// <summary>When it says something next; never while nobody could use it.</summary>
    public DateTimeOffset NextUtc => installation.Fleet.ChargePoints.All(chargePoint => chargePoint.IsIdle)
        ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeMilliseconds(installation.Time.UtcMs - (installation.Time.UtcMs % EveryMs) + EveryMs);

    /// <summary>Whether everybody on line who has a share of what was said last has heard it.</summary>
    public bool IsHeard
    {
        get
        {
            awaited.RemoveWhere(one => one.IsCutOff || one.Status.Surplus?.MeasuredUtcMs >= saidMs);
            if (awaited.Count > 0 && Stopwatch.GetElapsedTime(saidAt) > longestWait)
            {
                awaited.Clear(); // lost with a broker that went away: the next one comes
            }

            return awaited.Count == 0;
        }
    }

    /// <summary>Says the surplus, if it is time.</summary>
    public void Tick()
    {
        long nowMs = installation.Time.UtcMs;
        if (nowMs % EveryMs != 0 || nowMs == saidMs || !client.IsConnected || NextUtc == DateTimeOffset.MaxValue)
        {
            return;
        }

        long surplusW = curve.SurplusW(installation.Time.GetUtcNow());
        Tell(nowMs, surplusW);
        awaited.Clear();
        awaited.UnionWith(installation.Fleet.ChargePoints.Where(one => !one.IsCutOff && HasShare(one, nowMs)));
        (saidMs, saidAt) = (nowMs, Stopwatch.GetTimestamp());
        client.Publish(
            $"cpfw/1/{Installation.Site}/surplus",
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"surplusW":{{surplusW}},"measured":{{nowMs}}}""")));
    }

    public void Dispose() => client.Dispose();

    // While it said nothing, nothing may be credited: as if there had been no sun.
    private void Tell(long nowMs, long surplusW)
    {
        if (saidMs == 0 || nowMs - saidMs > EveryMs)
        {
            if (saidMs != 0)
            {
                Truth.Sample(saidMs + 1, 0);
            }

            Truth.Sample(nowMs - 1, 0);
        }

        Truth.Sample(nowMs, surplusW);
    }

    private static bool HasShare(SimulatedChargePoint chargePoint, long nowMs)
    {
        if (chargePoint.Status.Plan is not { } plan)
        {
            return false;
        }

        int at = plan.Find(nowMs - (nowMs % Installation.IntervalMs));
        return at >= 0 && plan.LivePermille[at] > 0;
    }
}
