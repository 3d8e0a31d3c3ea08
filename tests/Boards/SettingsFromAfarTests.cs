// Settings from the back office over a board's own file: what they may say, and what is left of them when the file changes.
using System.Text;
using ChargePointFw.Composition;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Keys;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class SettingsFromAfarTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    /// <summary>Every key of the table: from afar goes what says nothing of wires and of who the board is, and nothing else.</summary>
    [TestMethod]
    public void EveryKey_IsEitherForTheBoard_OrFromAfar()
    {
        string[] fromAfar = [.. ConfigurationKeys.All().Where(key => key.IsFromAfar).Select(key => key.Name)];
        CollectionAssert.AreEqual(
            new[] { "TimeServer", "MaximumPowerW", "GuestsAllowed", "StopFromC", "DeratingFromC", "DeratingUntilC", "DeratingToA", "TemperatureCorrectionK", "CurrentLimitA" },
            fromAfar);
        foreach (ConfigurationKey key in ConfigurationKeys.All().Where(key => !key.IsFromAfar))
            StringAssert.StartsWith(Trouble($"{{\"{key.Name}\":1}}"), key.Name + " is set at the board", key.Name);
    }

    [TestMethod]
    [DataRow("{}", null)]
    [DataRow("{\"TimeServer\":\"ntp.example\",\"GuestsAllowed\":true}", null)]
    [DataRow("{\"CurrentLimitA\":10,\"MaximumPowerW\":11000,\"StopFromC\":75,\"DeratingToA\":8}", null)]
    [DataRow("{\"CurrentLimitA\":17}", "CurrentLimitA may from afar only be made stricter")]
    [DataRow("{\"CurrentLimitA\":0}", "CurrentLimitA may from afar only be made stricter")]
    [DataRow("{\"MaximumPowerW\":11001}", "MaximumPowerW may from afar only be made stricter")]
    [DataRow("{\"StopFromC\":81}", "StopFromC may from afar only be made stricter")]
    [DataRow("{\"CurrentLimitA\":5}", "CurrentLimitA must be a whole number, 6 to 80")]
    [DataRow("{\"CurrentLimitA\":8,\"DeratingToA\":10}", "DeratingToA must be 6 to CurrentLimitA")]
    [DataRow("{\"Colour\":1}", "'Colour' is no key of a configuration")]
    [DataRow("{\"GuestsAllowed\":true,\"GuestsAllowed\":true}", "GuestsAllowed is given twice")]
    [DataRow("[]", "this is no JSON of a configuration")]
    public void SettingsAreJudged_WithTheFileUnderThem(string settings, string? trouble)
    {
        string? said = Trouble(settings);
        Assert.AreEqual(trouble is null, said is null, said);
        if (trouble is not null)
            Assert.Contains(trouble, said!);
    }

    [TestMethod]
    public void WhatWasTaken_LiesOverTheFile_FromTheNextStartOn()
    {
        Keep("{\"CurrentLimitA\":10,\"GuestsAllowed\":true}");
        Provisioning board = Board();
        Assert.IsTrue(board.Look());
        Assert.IsNull(board.Trouble);
        Assert.AreEqual(10, board.Await().CurrentLimitA);
        Assert.IsTrue(board.Await().GuestsAllowed);
        Assert.AreEqual(80, board.Await().StopFromC, "what they do not name is the file's");
    }

    [TestMethod]
    public void AFileThatIsStricterByNow_Counts()
    {
        Keep("{\"CurrentLimitA\":10}");
        DeviceConfiguration file = Ac;
        file.CurrentLimitA = 8;
        Provisioning board = Board(file);
        Assert.IsTrue(board.Look());
        Assert.IsNull(board.Trouble);
        Assert.AreEqual(8, board.Await().CurrentLimitA);
    }

    [TestMethod]
    public void SettingsThatNoLongerGoWithTheFile_AreLeftOut_AndNothingCharges()
    {
        Keep("{\"DeratingToA\":10}");
        DeviceConfiguration file = Ac;
        file.CurrentLimitA = 8;
        Provisioning board = Board(file);
        Assert.IsTrue(board.Look());
        Assert.AreEqual(6, board.Await().DeratingToA);
        Assert.Contains("DeratingToA must be 6 to CurrentLimitA", board.SettingsTrouble);
        Assert.Contains("The settings from the back office do not go with", board.Trouble);
    }

    [TestMethod]
    public void RottenSettings_OrThoseOfAnotherIdentity_CountForNothing()
    {
        Keep("{\"CurrentLimitA\":10}");
        var documents = new FileDocumentStore(_folder, "/");
        byte[] kept = documents.Load(StoredSettings.Name);
        for (var at = 0; at < kept.Length; at++)
        {
            var rotten = (byte[])kept.Clone();
            rotten[at] ^= 1;
            documents.Save(StoredSettings.Name, rotten);
            Provisioning board = Board();
            Assert.IsTrue(board.Look());
            Assert.IsNull(board.Trouble, $"byte {at}");
            Assert.AreEqual(16, board.Await().CurrentLimitA);
        }

        documents.Save(StoredSettings.Name, kept);
        DeviceConfiguration other = Ac;
        other.DeviceKey = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
        Provisioning reflashed = Board(other);
        Assert.IsTrue(reflashed.Look());
        Assert.IsNull(reflashed.Trouble);
        Assert.AreEqual(16, reflashed.Await().CurrentLimitA);
    }

    private static DeviceConfiguration Ac => Configurations.Complete(new DeviceConfiguration
    {
        ConnectorType = "IEC_62196_T2",
        MaximumPowerW = 11_000,
        CurrentLimitA = 16,
        DeratingFromC = 50,
        DeratingUntilC = 70,
        DeratingToA = 6,
        StopFromC = 80,
    });

    private string? Trouble(string settings)
    {
        Provisioning board = Board();
        Assert.IsTrue(board.Look(), board.Trouble);
        return board.TroubleWith(Encoding.ASCII.GetBytes(settings));
    }

    private void Keep(string settings)
    {
        var keys = new KeyRing(new HmacSha256(), new byte[32], "tokyo", "cp-1", 0);
        byte[] kept = new StoredSettings(new HmacSha256(), keys, "tokyo", "cp-1").Write(3, Encoding.ASCII.GetBytes(settings));
        new FileDocumentStore(_folder, "/").Save(StoredSettings.Name, kept);
    }

    private Provisioning Board(DeviceConfiguration? file = null)
    {
        string path = Path.Combine(_folder, "config.json");
        File.WriteAllBytes(path, Configurations.Text(file ?? Ac));
        return new Provisioning(path, new FileDocumentStore(_folder, "/"), new BoardAbilities(hasPilot: true, hasMfrc522: false, hasThermometer: true), new HmacSha256());
    }
}
