using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class RegistryTests
{
    [TestMethod]
    [DataRow("", "Asia/Tokyo", 30, "a name has 1 to 32 letters")]
    [DataRow("Yokohama", "Asia/Tokyo", 30, "a name is lower-case letters, digits and dashes")]
    [DataRow("a/b", "Asia/Tokyo", 30, "a name is lower-case letters, digits and dashes")]
    [DataRow("+", "Asia/Tokyo", 30, "a name is lower-case letters, digits and dashes")]
    [DataRow("<script>", "Asia/Tokyo", 30, "a name is lower-case letters, digits and dashes")]
    [DataRow("横浜", "Asia/Tokyo", 30, "a name is lower-case letters, digits and dashes")]
    [DataRow("public", "Asia/Tokyo", 30, "'public' is a word of the topics")]
    [DataRow("site", "Asia/Yokohama", 30, "the time zone 'Asia/Yokohama' is unknown")]
    [DataRow("site", "Asia/Tokyo", 45, "an interval has 15, 30 or 60 minutes")]
    [DataRow(Office.SiteName, "Europe/Berlin", 30, "site yokohama is registered with another zone or interval")]
    [DataRow(Office.SiteName, "Asia/Tokyo", 15, "site yokohama is registered with another zone or interval")]
    public async Task ASiteThatCannotBe_SaysWhy(string name, string zone, int intervalMinutes, string reason)
    {
        await using var office = new Office();
        Assert.AreEqual(reason, Assert.ThrowsExactly<RegistryException>(() => office.App.Registry.RegisterSite(name, zone, intervalMinutes)).Message);
    }

    [TestMethod]
    [DataRow("nowhere", "cp1", 32, "there is no site nowhere")]
    [DataRow(Office.SiteName, "record", 32, "'record' is a word of the topics")]
    [DataRow(Office.SiteName, "cp#", 32, "a name is lower-case letters, digits and dashes")]
    [DataRow(Office.SiteName, "cp1", 31, "a device key has 32 bytes")]
    public async Task AChargePointThatCannotBe_SaysWhy(string site, string name, int keyBytes, string reason)
    {
        await using var office = new Office();
        Assert.AreEqual(
            reason, Assert.ThrowsExactly<RegistryException>(() => office.App.Registry.RegisterChargePoint(site, name, new byte[keyBytes])).Message);
    }

    [TestMethod]
    public async Task TheSameAgain_ChangesNothing_AndAnotherKeyNeedsAnotherGeneration()
    {
        await using var office = new Office();
        ChargePoint first = office.App.Registry.RegisterChargePoint(Office.SiteName, "cp1", Office.KeyOf("cp1"));
        Assert.AreSame(first, office.App.Registry.RegisterChargePoint(Office.SiteName, "cp1", Office.KeyOf("cp1")));
        byte[] other = Office.KeyOf("other");
        RegistryException refusal = Assert.ThrowsExactly<RegistryException>(
            () => office.App.Registry.RegisterChargePoint(Office.SiteName, "cp1", other));
        Assert.IsFalse(refusal.Message.Contains(Convert.ToHexString(other), StringComparison.OrdinalIgnoreCase));
        office.App.Registry.RegisterChargePoint(Office.SiteName, "cp1", other, keyGeneration: 2);
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM device_key"));
    }

    [TestMethod]
    public async Task AfterARestart_EverybodyIsKnown()
    {
        await using var office = new Office();
        office.Device("cp1");
        await office.StartAsync();
        await office.RestartAsync();
        Assert.AreEqual("Asia/Tokyo", office.App.Registry.FindSite(Office.SiteName)!.Zone.Id);
        Assert.IsNotNull(office.App.Registry.FindChargePoint(Office.SiteName, "cp1"));
    }

    [TestMethod]
    public async Task TheListOfMembers_IsBounded()
    {
        await using var office = new Office();
        for (int i = 0; i < TokenList.MaximumTokens; i++)
        {
            office.App.Registry.RegisterMember(Office.SiteName, i, "zesp3", Office.Noon.AddDays(1));
        }

        Assert.ThrowsExactly<RegistryException>(() => office.App.Registry.RegisterMember(Office.SiteName, -1, "zesp3", Office.Noon.AddDays(1)));
        Assert.AreEqual(512L, office.Scalar<long>("SELECT count(*) FROM member_fact"));
    }

    [TestMethod]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task TheDatabase_IsForItsOwnerOnly_AndSurvivesAPowerCut()
    {
        await using var office = new Office();
        await office.StartAsync();
        Assert.AreEqual("wal", office.Scalar<string>("PRAGMA journal_mode"));
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(office.DatabaseFile)!))
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        }
    }

    [TestMethod]
    public async Task ADatabaseOfANewerProgram_IsRefused()
    {
        await using var office = new Office();
        using (DbConnection connection = office.Connect())
        {
            connection.Execute("INSERT INTO migration (number, name, applied_utc_ms) VALUES (9999, 'later', 0)");
        }

        Assert.ThrowsExactly<InvalidOperationException>(
            () => BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = office.DatabaseFile, Broker = () => new FakeBroker() }, office.Time));
    }
}
