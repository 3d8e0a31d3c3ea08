// What stands behind nanoFramework.Runtime.Native and Sntp on a PC: requests are told, not carried out.
using nanoFramework.Runtime.Native;

namespace ChargePointFw.Hal.Host;

/// <summary>
/// The system around one device. The PC's clock is never set and the process never restarted: whoever plays the outside
/// world hears of it here.
/// </summary>
public sealed class HostSystem
{
    private static readonly AsyncLocal<HostSystem> s_current = new();

    /// <summary>The device asked for a reboot; after the handlers, <see cref="RebootException"/> ends the caller.</summary>
    public event Action<RebootOption> Rebooting;

    /// <summary>The device set its clock.</summary>
    public event Action<DateTime> SystemTimeSet;

    /// <summary>The device asked for the time at once.</summary>
    public event Action TimeRequested;

    /// <summary>For programs with one device.</summary>
    public static HostSystem Default { get; } = new();

    /// <summary>That of the innermost <see cref="Use"/>, or <see cref="Default"/>.</summary>
    public static HostSystem Current => s_current.Value ?? Default;

    internal bool IsSntpStarted { get; set; }

    internal string SntpServer1 { get; set; } = "0.pool.ntp.org";

    internal string SntpServer2 { get; set; } = "1.pool.ntp.org";

    /// <summary>Makes this the current system, for this flow of execution and the threads it starts, until the result is disposed.</summary>
    public IDisposable Use()
    {
        var previous = s_current.Value;
        s_current.Value = this;
        return new Scope(() => s_current.Value = previous);
    }

    internal void Reboot(RebootOption option)
    {
        Rebooting?.Invoke(option);
        throw new RebootException();
    }

    internal void SetSystemTime(DateTime time) => SystemTimeSet?.Invoke(time);

    internal void RequestTime() => TimeRequested?.Invoke();
}

/// <summary>Stands for the end of a device that reboots: Power.RebootDevice does not return.</summary>
public sealed class RebootException : Exception
{
    public RebootException()
        : base("The device reboots.")
    {
    }

    public RebootException(string message)
        : base(message)
    {
    }

    public RebootException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
