// nanoFramework.Runtime.Native: clock, reboot, memory, and what the device calls itself.
using ChargePointFw.Hal.Host;

namespace nanoFramework.Runtime.Native;

/// <summary>Called before a reboot.</summary>
public delegate void RebootEventHandler();

/// <summary>What a reboot leads to.</summary>
public enum RebootOption
{
    NormalReboot = 0,
    EnterNanoBooter = 1,
    ClrOnly = 2,
    EnterProprietaryBooter = 8,
}

/// <summary>The real-time clock.</summary>
public static class Rtc
{
    /// <summary>Sets the clock, in whole seconds; true: it was set.</summary>
    public static bool SetSystemTime(DateTime time)
    {
        HostSystem.Current.SetSystemTime(new DateTime(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, time.Kind));
        return true;
    }
}

/// <summary>Reboots.</summary>
public class Power
{
    /// <summary>The device is about to reboot; what a handler throws is ignored.</summary>
    public static event RebootEventHandler OnRebootEvent;

    /// <summary>Reboots; does not return.</summary>
    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot) => RebootDevice(-1, rebootOption);

    /// <summary>Reboots; does not return. The limit on the handlers' time is not kept here.</summary>
    public static void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot)
    {
        try
        {
            OnRebootEvent?.Invoke();
        }
#pragma warning disable CA1031 // as the package
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        HostSystem.Current.Reboot(rebootOption);
    }
}

/// <summary>The garbage collector.</summary>
public static class GC
{
    /// <summary>Collects, and returns the free bytes (here: what the PC has, at most 4 GiB).</summary>
    public static uint Run(bool compactHeap)
    {
        System.GC.Collect();
        return (uint)Math.Min(uint.MaxValue, System.GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }
}

/// <summary>What the device is.</summary>
public static class SystemInfo
{
    /// <summary>How floating point is done.</summary>
    public enum FloatingPoint
    {
        None = 0,
        SinglePrecisionSoftware = 1,
        SinglePrecisionHardware = 2,
        DoublePrecisionSoftware = 3,
        DoublePrecisionHardware = 4,
    }

    public static Version Version { get; } = typeof(SystemInfo).Assembly.GetName().Version;

    public static string OEMString => "ChargePointFw hal/Host";

    public static string TargetName => "HOST";

    public static string Platform => "HOST";

    public static FloatingPoint FloatingPointSupport => FloatingPoint.DoublePrecisionHardware;
}
