using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Provision.Identity;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Provision.Tests;

/// <summary>Settings for a charge point that hangs on its wall, over TLS with a real broker.</summary>
[TestClass]
public sealed class ConfigureTests
{
    private const string Name = "cp-01";
    private const string Guests = """{"MaximumPowerW":50000,"MeterUnit":1,"GuestsAllowed":true}""";
    private static readonly DateTimeOffset start = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task SettingsWaitForTheSession_AndAreInForceAfterIt()
    {
        var time = new SimulatedTime(start);
        await using var shop = new Workshop(time);
        ChargePointIdentity identity = shop.Desk.New(Workshop.Wanted(Name) with { Settings = Guests }, shop.App);
        ChargePoint chargePoint = shop.App.Registry.FindChargePoint(Workshop.Site, Name)!;
        shop.Broker.Start();
        await shop.App.StartAsync();
        await shop.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using var board = new SimulatedChargePoint(
            shop.BoardWith(shop.ConfigurationOf(identity)),
            time,
            [
                new Visit(Name, "guest", false, Ms(5), Ms(35), 40_000, 50_000),
                new Visit(Name, "guest", false, Ms(60), Ms(90), 40_000, 50_000),
            ]);
        var run = new Run(shop, Name, board, time);
        await run.UntilAsync(start.AddMinutes(15));
        Assert.IsTrue(board.IsContactorClosed, "a guest charges");
        long boot = board.BootNumber;

        SettingsVersion version = shop.Desk.Configure(Workshop.Site, Name, """{"GuestsAllowed":false}""", shop.App, "tests").Version;
        Assert.AreEqual(version, shop.Desk.Configure(Workshop.Site, Name, """{"GuestsAllowed":false}""", shop.App, "tests").Version, "the same again is no other version");
        await run.UntilAsync(start.AddMinutes(20));
        Assert.IsTrue(board.IsContactorClosed, "nobody is interrupted for it");
        Assert.AreEqual(boot, board.BootNumber);
        await run.OnceAsync(() => Live(shop, chargePoint)?.SettingsVersion == version.Version, start.AddMinutes(50));
        Assert.AreEqual(version.Version, Live(shop, chargePoint)?.SettingsVersion);
        Assert.AreEqual(boot + 1, board.BootNumber, "one restart, when the car had left");
        await run.UntilAsync(start.AddMinutes(70));
        Assert.IsFalse(board.IsContactorClosed);
        Assert.AreEqual(SupplyVerdict.DeniedNotMember, board.Status.Verdict);

        // The whole of it is the newest version: nothing from here, the board's own file alone.
        shop.Desk.Configure(Workshop.Site, Name, "{}", shop.App, "tests");
        await run.OnceAsync(() => Live(shop, chargePoint)?.SettingsVersion > version.Version, start.AddMinutes(80));
        await run.UntilAsync(start.AddMinutes(85));
        Assert.AreEqual(boot + 2, board.BootNumber);
        Assert.AreEqual(0L, shop.App.Counters.Quarantined);
    }

    [TestMethod]
    public async Task WhatTheBoardCannotRunWith_IsRefusedHere_AndThere_WithTheReason()
    {
        var time = new SimulatedTime(start);
        await using var shop = new Workshop(time);
        ChargePointIdentity identity = shop.Desk.New(Workshop.Wanted(Name) with { Settings = Guests }, shop.App);
        ChargePoint chargePoint = shop.App.Registry.FindChargePoint(Workshop.Site, Name)!;
        foreach ((string settings, string reason) in new[]
        {
            ("""{"MaximumPowerW":60000}""", "MaximumPowerW may from afar only be made stricter"),
            ("""{"CurrentLimitA":16}""", "CurrentLimitA may from afar only be made stricter"),
            ("""{"DoorPin":2}""", "DoorPin is set at the board"),
            ("""{"BrokerHost":"elsewhere"}""", "BrokerHost is set at the board"),
            ("nothing", "this is no JSON"),
        })
        {
            ProvisionException refused = Assert.ThrowsExactly<ProvisionException>(() => shop.Desk.Configure(Workshop.Site, Name, settings, shop.App, "tests"));
            StringAssert.Contains(refused.Message, reason);
        }

        Assert.IsNull(shop.App.Settings.Newest(chargePoint));
        Assert.ThrowsExactly<RegistryException>(() => shop.App.Settings.Set(chargePoint, "[1]", "tests"));

        // From a back office that asks nobody before it sends.
        SettingsVersion wrong = shop.App.Settings.Set(chargePoint, """{"MaximumPowerW":60000}""", "tests");
        shop.Broker.Start();
        await shop.App.StartAsync();
        await shop.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using var board = new SimulatedChargePoint(shop.BoardWith(shop.ConfigurationOf(identity)), time, []);
        var run = new Run(shop, Name, board, time);
        await run.OnceAsync(() => Live(shop, chargePoint)?.RefusedSettings == wrong.Version, start.AddMinutes(10));
        LiveState said = Live(shop, chargePoint)!;
        Assert.AreEqual(wrong.Version, said.RefusedSettings);
        StringAssert.StartsWith(said.SettingsTrouble, "MaximumPowerW may from afar only be made stricter");
        Assert.AreEqual(0L, said.SettingsVersion);
        Assert.AreEqual(1L, board.BootNumber);
    }

    private static LiveState? Live(Workshop shop, ChargePoint chargePoint) => shop.App.Live.Of(chargePoint);

    private static long Ms(int minutes) => start.AddMinutes(minutes).ToUnixTimeMilliseconds();
}
