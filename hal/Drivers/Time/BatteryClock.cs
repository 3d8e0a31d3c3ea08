using System.Threading;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Time;

/// <summary>
/// The time of the network once there is one, before that the time that a battery has kept: informative while its drift
/// bound allows. A board without such a clock, or with a dead battery, has no time until the network gives it.
/// </summary>
public sealed class BatteryClock : IClock
{
    private const int EdgeWaitMs = 1_200;
    private const int EdgeLookMs = 10;
    private const int SecondMs = 1_000;

    // A second counts as just begun for so long: the one who keeps the clock looks every 50 ms.
    private const int JustBegunMs = 100;
    private const long LookAgainMs = 60 * 60_000;
    private const long SetAgainMs = 24 * 60 * 60_000;

    private readonly IClock network;
    private readonly Ds3231 battery;
    private bool hasTime;
    private long offsetMs;
    private long nextLookMs;
    private long nextSetMs;
    private long shownMs = -1;
    private long lookedAtMs;

    /// <summary>Waits for the next second of the battery's clock, at most 1.2 s; at once when there is none.</summary>
    /// <param name="network">What is synchronised by the network, and the monotonic clock.</param>
    /// <param name="battery">The clock with the battery.</param>
    public BatteryClock(IClock network, Ds3231 battery)
    {
        this.network = network;
        this.battery = battery;
        long untilMs = network.UptimeMs + EdgeWaitMs;
        while (!Look() && battery.Trouble == null && network.UptimeMs < untilMs)
        {
            Thread.Sleep(EdgeLookMs);
        }
    }

    public long UptimeMs => network.UptimeMs;

    public long UtcMs => network.Quality == ClockQuality.Synchronised || !hasTime ? network.UtcMs : network.UptimeMs + offsetMs;

    public ClockQuality Quality =>
        network.Quality == ClockQuality.Synchronised ? ClockQuality.Synchronised
        : hasTime ? ClockQuality.Informative
        : ClockQuality.Unknown;

    /// <summary>What a technician should know of the battery's clock; null when all is well.</summary>
    public string Trouble => battery.Trouble;

    /// <summary>
    /// To be called every 50 ms or so, by one thread that may wait some milliseconds. Sets the battery's clock by the
    /// network's once a day, and follows it while there is no network's.
    /// </summary>
    /// <param name="isBelieved">The step believes the time. A network that jumps must not spoil what the battery keeps.</param>
    public void Keep(bool isBelieved)
    {
        long nowMs = network.UptimeMs;
        if (network.Quality != ClockQuality.Synchronised)
        {
            if (hasTime && nowMs >= nextLookMs)
            {
                Look();
            }

            return;
        }

        long utcMs = network.UtcMs;
        if (isBelieved && nowMs >= nextSetMs && utcMs % SecondMs < JustBegunMs)
        {
            nextSetMs = nowMs + (battery.Set(utcMs - (utcMs % SecondMs)) ? SetAgainMs : LookAgainMs);
            battery.Read();
        }
    }

    // The device shows whole seconds: it tells the time only where they change between two looks.
    private bool Look()
    {
        bool isFresh = network.UptimeMs - lookedAtMs <= JustBegunMs;
        long beforeMs = isFresh ? shownMs : -1;
        shownMs = battery.Read();
        lookedAtMs = network.UptimeMs;
        if (shownMs < 0 || battery.ErrorMs > ClockBounds.InformativeErrorMs)
        {
            hasTime = false;
            return false;
        }

        if (beforeMs < 0 || shownMs == beforeMs)
        {
            return false;
        }

        offsetMs = shownMs - lookedAtMs;
        hasTime = true;
        shownMs = -1;
        nextLookMs = lookedAtMs + LookAgainMs;
        return true;
    }
}
