// nanoFramework.Runtime.Native and Sntp of hal/Host: what a device asks for is told, never done to the PC.
using ChargePointFw.Hal.Host;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class NativeTests
{
    private readonly HostSystem _system = new();

    [TestMethod]
    public void AReboot_RunsTheHandlers_AndDoesNotReturn()
    {
        var told = new List<string>();
        void OnReboot()
        {
            told.Add("device");
            throw new InvalidOperationException("ignored");
        }
        _system.Rebooting += option => told.Add(option.ToString());
        Power.OnRebootEvent += OnReboot;
        try
        {
            using (_system.Use())
                Assert.ThrowsExactly<RebootException>(() => Power.RebootDevice(RebootOption.ClrOnly));
        }
        finally
        {
            Power.OnRebootEvent -= OnReboot;
        }
        CollectionAssert.AreEqual(new[] { "device", "ClrOnly" }, told);
    }

    [TestMethod]
    public void SettingTheClock_IsToldInWholeSeconds()
    {
        DateTime? told = null;
        _system.SystemTimeSet += time => told = time;

        using (_system.Use())
            Assert.IsTrue(Rtc.SetSystemTime(new DateTime(2026, 7, 24, 9, 5, 1, 999, DateTimeKind.Utc)));

        Assert.AreEqual(new DateTime(2026, 7, 24, 9, 5, 1, DateTimeKind.Utc), told);
    }

    [TestMethod]
    public void Sntp_KeepsItsServers_AndTellsARequest()
    {
        var requests = 0;
        _system.TimeRequested += () => requests++;
        using var scope = _system.Use();
        Assert.AreEqual(("0.pool.ntp.org", "1.pool.ntp.org", false), (Sntp.Server1, Sntp.Server2, Sntp.IsStarted));

        Sntp.Server1 = "ntp.example";
        Sntp.Start();
        Sntp.UpdateNow();

        Assert.AreEqual(("ntp.example", true, 1), (Sntp.Server1, Sntp.IsStarted, requests));
        Sntp.Stop();
        Assert.IsFalse(Sntp.IsStarted);
    }

    [TestMethod]
    public void TheSystem_SaysThatItIsAHost() =>
        Assert.AreEqual(("HOST", SystemInfo.FloatingPoint.DoublePrecisionHardware), (SystemInfo.TargetName, SystemInfo.FloatingPointSupport));
}
