using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>
/// A contact to ground that tells something. A level counts when two looks that agree are as far apart as it has to stand;
/// the first look counts by itself.
/// </summary>
public sealed class StatusContact
{
    private readonly GpioPin pin;
    private readonly PinValue activeLevel;
    private readonly IClock clock;
    private readonly int standsMs;
    private bool hasLooked;
    private bool seen;
    private long seenSinceMs;

    /// <param name="pin">Input with pull-up: low while the contact is closed, high while it or its wire is open.</param>
    /// <param name="isActiveOpen">It tells by opening.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="standsMs">How long a level must stand, ms; 0: every look counts.</param>
    public StatusContact(GpioPin pin, bool isActiveOpen, IClock clock, int standsMs)
    {
        this.pin = pin;
        activeLevel = isActiveOpen ? PinValue.High : PinValue.Low;
        this.clock = clock;
        this.standsMs = standsMs;
    }

    /// <summary>It tells what it is there for.</summary>
    public bool IsActive { get; private set; }

    /// <summary>One look at the pin.</summary>
    public void Look()
    {
        bool isActive = pin.Read() == activeLevel;
        long nowMs = clock.UptimeMs;
        if (isActive != seen || !hasLooked)
        {
            seen = isActive;
            seenSinceMs = nowMs;
        }

        IsActive = !hasLooked || nowMs - seenSinceMs >= standsMs ? isActive : IsActive;
        hasLooked = true;
    }
}
