using System.CommandLine;
using ChargePointFw.BackOffice.Hosting;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The desk from the command line, against a file that nobody serves.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SupplyCommandTests
{
    internal static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using var said = new StringWriter();
        try
        {
            Console.SetOut(said);
            Console.SetError(said);
            return (await CommandLine.Root().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = said, Error = said }), said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    [TestMethod]
    public async Task ImportUndoSettleKnownAt()
    {
        await using var office = new Office();
        string folder = Path.GetDirectoryName(office.DatabaseFile)!;
        string plain = Path.Combine(folder, "plain.csv");
        string certificates = Path.Combine(folder, "certificates.csv");
        await File.WriteAllTextAsync(plain, "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,10000,SOLAR,c1\n");
        await File.WriteAllTextAsync(certificates, CertificateTests.Header + CertificateTests.Good + "\n");
        string[] at = ["--database", office.DatabaseFile];
        string[] day = ["--site", Office.SiteName, "--from", "2026-04-01T00:00Z", "--to", "2026-04-02T00:00Z"];
        Assert.AreEqual((0, "import 1, 1 rows, new\n"), await RunAsync(["import-plain", .. at, "--site", Office.SiteName, "--by", "kimura", plain]));
        Assert.AreEqual((0, "import 1, 1 rows, imported before: nothing changed\n"), await RunAsync(["import-plain", .. at, "--site", Office.SiteName, "--by", "kimura", plain]));
        Assert.AreEqual((0, "import 2, 1 rows, new\n"), await RunAsync(["import-certificates", .. at, "--by", "kimura", certificates]));
        StringAssert.EndsWith((await RunAsync(["known-at", .. at, .. day, "--at", "2100-01-01T00:00Z"])).Said, "2026-04-01T12:00Z,10000,SOLAR,c1,1,plain.csv,kimura\n");
        Assert.AreEqual((0, "import 1 is out of force\n"), await RunAsync(["undo", .. at, "--by", "kimura", "1"]));
        Assert.AreEqual(1, (await RunAsync(["undo", .. at, "--by", "kimura", "1"])).Code);
        Assert.AreEqual((0, "settled=0 unchanged=0 waiting=0 matched_wh=0 short_wh=0 findings=0 unheard=0\n"), await RunAsync(["settle", .. at, .. day, "--by", "kimura"]));
        (int code, string said) = await RunAsync(["import-operators", .. at, "--site", Office.SiteName, "--by", "kimura", "--site-peak-w", "1000", plain]);
        Assert.AreEqual(1, code);
        StringAssert.StartsWith(said, "plain.csv, line 1: ");
    }

    [TestMethod]
    public async Task RulesAreSet_Listed_AndKeptWithWhoAndWhen()
    {
        await using var office = new Office();
        office.Device();
        string[] at = ["--database", office.DatabaseFile];
        string[] who = [.. at, "--site", Office.SiteName, "--by", "kimura"];
        Assert.AreEqual(
            (0, "MinimumUsefulWh: 0 (default)\nRebalance: off (default)\nFollowDemand: off (default)\nProfileWeeks: 0 (default)\n"),
            await RunAsync(["show-rules", .. at, Office.SiteName]));
        string[][] changes =
        [
            ["set-weight", .. who, "--charge-point", "cp1", "2"],
            ["set-weight", .. who, "--charge-point", "cp1", "3"],
            ["reserve", .. who, "--charge-point", "cp1", "--from", "2100-01-01T00:00Z", "--to", "2100-01-02T00:00Z", "5000"],
            ["set-windows", .. who, "--kind", "Tariff", "Workdays 22:00-06:00", "saturday, sunday 0:00-24:00"],
            ["set-windows", .. who, "--kind", "Opening", "9:00-18:00"],
            ["set-windows", .. who, "--kind", "Opening"],
            ["set-minimum-useful", .. who, "1500"],
            ["set-rebalance", .. who, "on"],
            ["set-follow-demand", .. who, "on"],
            ["set-profile", .. who, "4"],
        ];
        foreach (string[] change in changes)
        {
            Assert.AreEqual((0, "set\n"), await RunAsync(change));
        }

        string said = (await RunAsync(["show-rules", .. at, Office.SiteName])).Said;
        string[] rules = [.. said.TrimEnd().Split('\n').Select(line => line[..line.IndexOf(" (kimura, 20", StringComparison.Ordinal)])];
        CollectionAssert.AreEqual(
            new[]
            {
                "MinimumUsefulWh: 1500", "Rebalance: on", "FollowDemand: on", "ProfileWeeks: 4", "Weight of cp1: 3",
                "Reservation of cp1: 5000 Wh from 2100-01-01T00:00Z to 2100-01-02T00:00Z", "Tariff: Workdays 22:00-06:00", "Tariff: Saturday,Sunday 00:00-24:00",
            },
            rules);
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM charge_point_weight")); // the earlier one stays written down
    }

    [TestMethod]
    [DataRow("there is no charge point yokohama/cp9", "set-weight", "--charge-point", "cp9", "2")]
    [DataRow("a weight is 0 to 1000", "set-weight", "--charge-point", "cp1", "1001")]
    [DataRow("a reservation ends after it begins", "reserve", "--charge-point", "cp1", "--from", "2026-04-02T00:00Z", "--to", "2026-04-01T00:00Z", "5")]
    [DataRow("a reservation is 0 to 16777215 Wh", "reserve", "--charge-point", "cp1", "--from", "2026-04-01T00:00Z", "--to", "2026-04-02T00:00Z", "16777216")]
    [DataRow("'9:10-10:00' is no window", "set-windows", "--kind", "Tariff", "9:10-10:00")]
    [DataRow("'31 9:00-10:00' is no window", "set-windows", "--kind", "Tariff", "31 9:00-10:00")]
    [DataRow("the least useful share is 0 to 16777215 Wh", "set-minimum-useful", "16777216")]
    [DataRow("a forecast is learned of 0 (none) to 52 weeks", "set-profile", "53")]
    public async Task WhatCannotBe_IsRefused_AndNothingIsSet(string reason, string command, params string[] arguments)
    {
        await using var office = new Office();
        office.Device();
        (int code, string said) = await RunAsync([command, "--database", office.DatabaseFile, "--site", Office.SiteName, "--by", "kimura", .. arguments]);
        Assert.AreEqual(1, code);
        StringAssert.StartsWith(said, reason);
        Assert.AreEqual(0L, office.Scalar<long>(
            "SELECT (SELECT count(*) FROM site_rule) + (SELECT count(*) FROM charge_point_weight) + (SELECT count(*) FROM reservation) + (SELECT count(*) FROM supply_window_set)"));
    }

    [TestMethod]
    public async Task ARuleSetBesideARunningOffice_IsFollowedAtTheNextQuarterHour()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 12, 10_000); // noon UTC is 21:00 in Yokohama
        await office.StartAsync();
        await RunAsync(["set-windows", "--database", office.DatabaseFile, "--site", Office.SiteName, "--by", "kimura", "--kind", "Opening", "9:00-23:00"]);
        Assert.AreEqual(12, device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]).Count);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(4, device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]).Count);
    }

    [TestMethod]
    public async Task WithoutAName_NobodySetsARule()
    {
        await using var office = new Office();
        Assert.AreEqual(
            (1, "who sets it has a name of 1 to 60 letters\n"),
            await RunAsync(["set-rebalance", "--database", office.DatabaseFile, "--site", Office.SiteName, "--by", " ", "on"]));
        Assert.AreEqual(1, (await RunAsync(["show-rules", "--database", office.DatabaseFile, "nowhere"])).Code);
    }

    [TestMethod]
    public async Task LiveSupplyOnAndOff()
    {
        await using var office = new Office();
        string[] at = ["--database", office.DatabaseFile, "--by", "kimura"];
        Assert.AreEqual((0, "live supply of yokohama is on, SOLAR, c1\n"), await RunAsync(["set-live", .. at, "--certificate", "c1", Office.SiteName]));
        Assert.AreEqual((0, "live supply of yokohama is off, SOLAR\n"), await RunAsync(["set-live", .. at, "--off", Office.SiteName]));
        Assert.AreEqual((1, "there is no site elsewhere\n"), await RunAsync(["set-live", .. at, "elsewhere"]));
        Assert.AreEqual("1,0", office.Scalar<string>("SELECT group_concat(is_on) FROM live_supply"));
    }
}
