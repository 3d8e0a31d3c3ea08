// nanoFramework.Networking.Sntp: on a PC the system keeps the clock, so nothing is asked; HostSystem tells who wanted to.
using ChargePointFw.Hal.Host;

namespace nanoFramework.Networking;

/// <summary>The time client.</summary>
public class Sntp
{
    public static bool IsStarted => HostSystem.Current.IsSntpStarted;

    public static string Server1
    {
        get => HostSystem.Current.SntpServer1;
        set => HostSystem.Current.SntpServer1 = value;
    }

    public static string Server2
    {
        get => HostSystem.Current.SntpServer2;
        set => HostSystem.Current.SntpServer2 = value;
    }

    public static void Start() => HostSystem.Current.IsSntpStarted = true;

    public static void Stop() => HostSystem.Current.IsSntpStarted = false;

    public static void UpdateNow() => HostSystem.Current.RequestTime();
}
