using System.Globalization;

namespace ChargePointFw.Fuzz;

/// <summary>A slice of each campaign, what earlier ones found, and that one finds what is planted.</summary>
[TestClass]
public sealed class FuzzTests
{
    private static int Seed => Environment.GetEnvironmentVariable("CPFW_SEED") is { Length: > 0 } given
        ? int.Parse(given, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1, 1_000_000);

    public static IEnumerable<object[]> Corpus =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus")).Select(file => new object[] { Path.GetFileName(file) });

    [TestMethod]
    public void BentConfigurations_AreTakenOrRefusedByName()
    {
        using var target = new ConfigurationTarget();
        Campaign.Run("config", target, Seed, 5_000, Console.WriteLine);
        Assert.IsGreaterThan(50, target.Taken);
        Assert.IsGreaterThan(10, target.SettingsTaken);
        Assert.IsGreaterThan(30, target.Reasons.Count, "it gets behind the first key");
    }

    [TestMethod]
    public void BentMessagesToAChargePoint_AreTakenOrRefusedByName()
    {
        using var target = new DeviceTarget();
        Campaign.Run("device", target, Seed, 10_000, Console.WriteLine);
        Assert.IsGreaterThan(1_000, target.ClosedTicks, "members charge meanwhile");
        foreach (string word in (string[])["plan taken", "tokens taken", "live taken", "ack taken", "command taken", "keys taken", "plan Malformed", "plan BadSignature", "plan Implausible", "command Older", "keys Malformed", "ack ForeignTag"])
        {
            Assert.IsGreaterThan(0, target.Outcomes.GetValueOrDefault(word), word);
        }
    }

    [TestMethod]
    public void BentMessagesToTheBackOffice_AreStoredShownOrPutAsideByName()
    {
        using var target = new OfficeTarget();
        Campaign.Run("office", target, Seed, 6_000, Console.WriteLine);
        foreach (string word in (string[])["sealed stored", "sealed not stored", "state shown", "state MalformedMessage", "telemetry shown", "put aside: BadTag", "put aside: UndecodableRecord", "put aside: MalformedMessage"])
        {
            Assert.IsGreaterThan(0, target.Outcomes.GetValueOrDefault(word), word);
        }
    }

    /// <summary>What was found once; the file's name says where it goes.</summary>
    [TestMethod]
    [DynamicData(nameof(Corpus))]
    public void WhatWasFoundOnce_IsTakenOrRefusedByName(string file)
    {
        byte[] payload = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "corpus", file));
        string[] route = file.Split('-');
        switch (route[0])
        {
            case "config":
                using (var files = new ConfigurationTarget())
                {
                    files.Feed(payload);
                }

                break;
            case "device":
                using (var device = new DeviceTarget())
                {
                    device.Feed("cpfw/1/tokyo-01/cp-01/" + route[1], payload);
                }

                break;
            default:
                using (var office = new OfficeTarget())
                {
                    office.Feed(route[1] == "surplus" ? "cpfw/1/tokyo-01/surplus" : "cpfw/1/tokyo-01/cp-01/" + route[1], payload);
                    office.Store();
                }

                break;
        }
    }

    [TestMethod]
    public void AFailingCase_IsNamedWithItsSeedAndItsBytes_AndComesAgain()
    {
        FindingException first = Assert.ThrowsExactly<FindingException>(() => Campaign.Run("planted", new Planted(), 7, 1_000, _ => { }));
        FindingException again = Assert.ThrowsExactly<FindingException>(() => Campaign.Run("planted", new Planted(), 7, 1_000, _ => { }));
        Assert.Contains("--seed 7, case ", first.Message);
        Assert.AreEqual(first.Message, again.Message);
        CollectionAssert.AreEqual(first.Payload, again.Payload);
        Assert.IsTrue(first.Payload.Contains((byte)'9'));
    }

    /// <summary>Trips over a nine.</summary>
    private sealed class Planted : ITarget
    {
        public (string Route, byte[] Payload) Last { get; private set; }

        public IEnumerable<string> Figures => [];

        public void Try(Random dice)
        {
            Last = ("planted", Mutator.Bend("{\"a\":1}"u8.ToArray(), [], dice, 100));
            Campaign.Require(!Last.Payload.Contains((byte)'9'), "a nine");
        }

        public void Dispose()
        {
        }
    }
}
