using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Stations;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Integration;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Provision.Tests;

/// <summary>Identities: made whole or not at all, known to the back office, and secret.</summary>
[TestClass]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class IdentityTests
{
    [TestMethod]
    public async Task ANewIdentity_IsAConfigurationThatTheDeviceTakes_AndTheBackOfficeKnowsIt()
    {
        await using var shop = new Workshop();
        ChargePointIdentity made = shop.New("cp-01");

        DeviceConfiguration? configuration = ConfigurationFile.Read(made.ConfigurationPath(shop.Vault), out string? trouble);
        Assert.IsNull(trouble);
        Assert.AreEqual("cp-01", configuration!.ChargePoint);
        Assert.AreEqual(8883, configuration.BrokerPort);
        var registered = shop.App.Registry.FindChargePoint(Workshop.Site, "cp-01");
        Assert.IsNotNull(registered);
        Expiry expiry = shop.App.Stations.Read(registered).Expiries.Single();
        Assert.AreEqual(ExpiryKind.Certificate, expiry.Kind);
        Assert.IsTrue(expiry.DaysLeft(DateOnly.FromDateTime(DateTime.UtcNow)) is >= 728 and <= 730);
    }

    [TestMethod]
    public async Task EverySecret_IsReadableByItsOwnerAlone()
    {
        await using var shop = new Workshop();
        shop.New("cp-01");
        foreach (string file in Directory.GetFiles(shop.Vault.Folder, "*", SearchOption.AllDirectories))
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        }

        foreach (string folder in Directory.GetDirectories(shop.Vault.Folder, "*", SearchOption.AllDirectories).Append(shop.Vault.Folder))
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder), folder);
        }
    }

    [TestMethod]
    public async Task AnInterruptedNew_GoesOnWithTheSameKeys()
    {
        await using var shop = new Workshop();
        ChargePointIdentity made = shop.New("cp-01");
        string configuration = await File.ReadAllTextAsync(made.ConfigurationPath(shop.Vault));

        // As if the power had failed before the back office was told.
        string facts = shop.Vault.PathOf("charge-points", Workshop.Site, "cp-01", "identity.json");
        await File.WriteAllTextAsync(facts, JsonSerializer.Serialize(made with { State = IdentityState.Made }));
        Assert.AreEqual(IdentityState.Registered, shop.New("cp-01").State);
        Assert.AreEqual(configuration, await File.ReadAllTextAsync(made.ConfigurationPath(shop.Vault)));
    }

    /// <summary>What is wrong with it, what is asked for, a word of the refusal.</summary>
    private static readonly (string What, Func<NewIdentity, NewIdentity> Ask, string Word)[] refusals =
    [
        ("twice", wanted => wanted with { ChargePoint = "taken" }, "there already"),
        ("upper case", wanted => wanted with { ChargePoint = "CP-01" }, "lower-case"),
        ("a path", wanted => wanted with { ChargePoint = "../cp" }, "lower-case"),
        ("a word of the topics", wanted => wanted with { ChargePoint = "record" }, "word of the topics"),
        ("unknown board", wanted => wanted with { Board = "arduino" }, "olimex-esp32-evb"),
        ("new site without a zone", wanted => wanted with { Site = "osaka-01", Zone = null }, "--zone"),
        ("new site without a broker", wanted => wanted with { Site = "osaka-01", BrokerHost = null }, "--broker-host"),
        ("another zone", wanted => wanted with { Zone = "Europe/Berlin" }, "Asia/Tokyo"),
        ("no such zone", wanted => wanted with { Site = "osaka-01", Zone = "Asia/Kyoto" }, "time zone"),
        ("broken settings", wanted => wanted with { Settings = "{" }, "JSON"),
        ("unknown key", wanted => wanted with { Settings = """{"MaximumPowerW":50000,"MeterUnit":1,"Metre":2}""" }, "Metre"),
        ("a key of the identity's own", wanted => wanted with { Settings = """{"MaximumPowerW":50000,"MeterUnit":1,"DeviceKey":"x"}""" }, "DeviceKey"),
        ("value out of range", wanted => wanted with { Settings = """{"MaximumPowerW":50000,"MeterUnit":300}""" }, "MeterUnit"),
        ("no power", wanted => wanted with { Settings = """{"MeterUnit":1}""" }, "MaximumPowerW"),
        ("board cannot", wanted => wanted with { Settings = """{"MaximumPowerW":50000,"MeterUnit":1,"CardReader":"mfrc522"}""" }, "SPI"),
        ("certificate for ever", wanted => wanted with { CertificateDays = 100_000 }, "3650"),
    ];

    public static IEnumerable<object[]> Refusals => Enumerable.Range(0, refusals.Length).Select(i => new object[] { refusals[i].What, i });

    [TestMethod]
    [DynamicData(nameof(Refusals))]
    public async Task WhatCannotBe_IsRefusedByName_AndLeavesNothing(string what, int row)
    {
        await using var shop = new Workshop();
        shop.New("taken");
        string[] before = Directory.GetFiles(shop.Vault.PathOf("charge-points"), "*", SearchOption.AllDirectories);
        NewIdentity wanted = refusals[row].Ask(Workshop.Wanted("fresh"));
        string message = Assert.ThrowsExactly<ProvisionException>(() => shop.Desk.New(wanted, shop.App)).Message;
        StringAssert.Contains(message, refusals[row].Word, what);
        if (wanted.ChargePoint != "taken")
        {
            Assert.IsNull(shop.App.Registry.FindChargePoint(wanted.Site, wanted.ChargePoint), what);
        }

        if (what is not "a word of the topics" and not "no such zone") // known only to the back office: it can be corrected there
        {
            CollectionAssert.AreEqual(before, Directory.GetFiles(shop.Vault.PathOf("charge-points"), "*", SearchOption.AllDirectories), what);
        }
    }

    [TestMethod]
    public void AVault_InARepository_OrOpenToOthers_IsRefused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-vault-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "work", ".git"));
            StringAssert.Contains(Assert.ThrowsExactly<ProvisionException>(() => new Vault(Path.Combine(folder.FullName, "work", "secrets"))).Message, "repository");
            Assert.IsFalse(Directory.Exists(Path.Combine(folder.FullName, "work", "secrets")));
            DirectoryInfo open = folder.CreateSubdirectory("open");
            File.SetUnixFileMode(open.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
            StringAssert.Contains(Assert.ThrowsExactly<ProvisionException>(() => new Vault(open.FullName)).Message, "chmod 700");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task ABoardsFacts_AreItsSources()
    {
        await Task.CompletedTask;
        foreach (string name in BoardFacts.Names)
        {
            BoardFacts facts = BoardFacts.Of(name);
            string folder = Path.Combine(House.Root, "boards", name);
            string program = File.ReadAllText(Path.Combine(folder, "Program.cs"));
            StringAssert.Contains(program, $"new BoardAbilities(hasPilot: {Word(facts.HasPilot)}, hasMfrc522: {Word(facts.HasMfrc522)}, hasThermometer: {Word(facts.HasThermometer)})", name);
            StringAssert.Contains(program, facts.Network == NetworkKind.WiFi ? "WifiNetworkHelper" : "(() => NetworkHelper", name);
            StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "Board.cs")), $"DeploymentBytes = {facts.DeploymentBytes / 1024 / 1000},{facts.DeploymentBytes / 1024 % 1000:000}".Replace(',', '_'), name);
            StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "Board.cs")), $"public const string Name = \"{name}\";", name);
            StringAssert.Contains(File.ReadAllText(Directory.GetFiles(folder, "*.nfproj").Single()), $"<AssemblyName>{facts.Program}</AssemblyName>", name);
            StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "README.md")), facts.Target, name);
        }

        static string Word(bool value) => value ? "true" : "false";
    }

    [TestMethod]
    public async Task TheConfiguration_HoldsNothingTheDeviceDoesNotKnow()
    {
        await using var shop = new Workshop();
        var written = JsonNode.Parse(await File.ReadAllTextAsync(shop.New("cp-01").ConfigurationPath(shop.Vault)))!.AsObject();
        string[] known = [.. typeof(DeviceConfiguration).GetProperties().Select(one => one.Name)];
        Assert.IsEmpty(written.Select(one => one.Key).Except(known).ToArray());
    }
}
