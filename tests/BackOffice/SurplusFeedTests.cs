using System.Data.Common;
using System.Text;
using ChargePointFw.BackOffice.Surplus;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What the sites' meters say: what is taken, who hears of it, and what it adds up to.</summary>
[TestClass]
public sealed class SurplusFeedTests
{
    private const string Topic = "cpfw/1/yokohama/surplus";
    private static readonly long NoonMs = Office.Noon.ToUnixTimeMilliseconds();

    public TestContext TestContext { get; set; } = null!;

    private static byte[] Payload(long surplusW, long measuredMs) => Encoding.ASCII.GetBytes($$"""{"surplusW":{{surplusW}},"measured":{{measuredMs}}}""");

    private static async Task<(Office Office, FakeDevice A, FakeDevice B)> SunnyAsync()
    {
        var office = new Office();
        FakeDevice a = office.Device("a");
        FakeDevice b = office.Device("b");
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await office.StartAsync();
        return (office, a, b);
    }

    private static void Say(Office office, long surplusW, DateTimeOffset? measured = null) =>
        office.Broker.Deliver(Topic, Payload(surplusW, (measured ?? office.Time.GetUtcNow()).ToUnixTimeMilliseconds()));

    [TestMethod]
    public async Task AMeasurement_GoesAtOnceToEveryChargePointWithAShare_SignedAndNotRetained()
    {
        (Office office, FakeDevice a, FakeDevice b) = await SunnyAsync();
        await using Office closing = office;
        CollectionAssert.Contains(office.Broker.Filters.ToArray(), "cpfw/1/+/surplus");
        Say(office, 18_400);
        foreach (FakeDevice device in new[] { a, b })
        {
            (string _, byte[] payload, bool retain) = office.Broker.Published.Single(one => one.Topic == device.Topics.Live);
            Assert.IsFalse(retain);
            byte[] body = SignedDocument.Open(Sites.HmacSha256.Instance, device.Keys.Document, payload, out SecurityEventKind refusal);
            Assert.AreEqual(SecurityEventKind.None, refusal);
            Assert.AreEqual(
                $$"""{"kind":"live","site":"yokohama","chargePoint":"{{device.Name}}","surplusW":18400,"measured":{{NoonMs}}}""", Encoding.ASCII.GetString(body));
        }

        Assert.AreEqual((1L, 2L), (office.App.Surplus.Counters.Taken, office.App.Surplus.Counters.Published));
    }

    [TestMethod]
    public async Task WhoHasNoShare_IsNotTold_UntilItHasOneNow_OrInTheNextInterval()
    {
        (Office office, FakeDevice a, FakeDevice _) = await SunnyAsync();
        await using Office closing = office;
        FakeDevice late = office.Device("late"); // planned after the lead time of an hour, once the others have let go
        Say(office, 1_000);
        Assert.IsEmpty(office.Broker.PublishedTo(late.Topics.Live));
        Assert.HasCount(1, office.Broker.PublishedTo(a.Topics.Live));

        office.App.LiveSupply.Set(Office.SiteName, false, "kimura");
        office.Time.Advance(TimeSpan.FromSeconds(5));
        Say(office, 1_000);
        Assert.HasCount(1, office.Broker.PublishedTo(a.Topics.Live));
        Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(SurplusRefusal.NotInUse));
    }

    [TestMethod]
    [DataRow("""{"surplusW":1000,"measured":NOW}""", null, 1_000L, DisplayName = "as it should be")]
    [DataRow("""{"surplusW":-300,"measured":NOW,"serial":"x"}""", null, 0L, DisplayName = "the building takes more: nothing")]
    [DataRow("""{"surplusW":10000000,"measured":NOW}""", null, 10_000_000L, DisplayName = "the most")]
    [DataRow("""{"surplusW":10000001,"measured":NOW}""", SurplusRefusal.Implausible, 0L, DisplayName = "more than any site has")]
    [DataRow("""{"surplusW":9223372036854775807,"measured":NOW}""", SurplusRefusal.Implausible, 0L, DisplayName = "the largest number")]
    [DataRow("""{"surplusW":9223372036854775808,"measured":NOW}""", SurplusRefusal.Malformed, 0L, DisplayName = "larger still")]
    [DataRow("""{"surplusW":1000.5,"measured":NOW}""", SurplusRefusal.Malformed, 0L, DisplayName = "not whole")]
    [DataRow("""{"surplusW":"1000","measured":NOW}""", SurplusRefusal.Malformed, 0L, DisplayName = "text")]
    [DataRow("""{"surplusW":null,"measured":NOW}""", SurplusRefusal.Malformed, 0L, DisplayName = "null")]
    [DataRow("""{"measured":NOW}""", SurplusRefusal.Malformed, 0L, DisplayName = "missing")]
    [DataRow("""[1000,NOW]""", SurplusRefusal.Malformed, 0L, DisplayName = "an array")]
    [DataRow("""{"surplusW":1000,"measured":NOW""", SurplusRefusal.Malformed, 0L, DisplayName = "cut off")]
    [DataRow("", SurplusRefusal.Malformed, 0L, DisplayName = "nothing")]
    [DataRow("""{"surplusW":1000,"measured":NOW+2000}""", null, 1_000L, DisplayName = "2 s ahead")]
    [DataRow("""{"surplusW":1000,"measured":NOW+2001}""", SurplusRefusal.Ahead, 0L, DisplayName = "further ahead")]
    [DataRow("""{"surplusW":1000,"measured":9223372036854775807}""", SurplusRefusal.Ahead, 0L, DisplayName = "at the end of time")]
    [DataRow("""{"surplusW":1000,"measured":NOW-10000}""", null, 1_000L, DisplayName = "10 s old")]
    [DataRow("""{"surplusW":1000,"measured":NOW-10001}""", SurplusRefusal.TooOld, 0L, DisplayName = "older")]
    [DataRow("""{"surplusW":1000,"measured":-9223372036854775808}""", SurplusRefusal.TooOld, 0L, DisplayName = "at the beginning of time")]
    public async Task WhatIsTaken(string text, SurplusRefusal? refusal, long surplusW)
    {
        (Office office, FakeDevice a, FakeDevice _) = await SunnyAsync();
        await using Office closing = office;
        string filled = text.Replace("NOW+2000", $"{NoonMs + 2_000}", StringComparison.Ordinal).Replace("NOW+2001", $"{NoonMs + 2_001}", StringComparison.Ordinal)
            .Replace("NOW-10000", $"{NoonMs - 10_000}", StringComparison.Ordinal).Replace("NOW-10001", $"{NoonMs - 10_001}", StringComparison.Ordinal)
            .Replace("NOW", $"{NoonMs}", StringComparison.Ordinal);
        office.Broker.Deliver(Topic, Encoding.ASCII.GetBytes(filled));
        Assert.AreEqual(refusal is null ? 1L : 0L, office.App.Surplus.Counters.Taken);
        Assert.HasCount(refusal is null ? 1 : 0, office.Broker.PublishedTo(a.Topics.Live));
        if (refusal is { } why)
        {
            Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(why));
        }
        else
        {
            Assert.AreEqual(surplusW, office.App.Surplus.Last(Office.SiteName)!.Value.SurplusW);
        }
    }

    [TestMethod]
    public async Task AnOldOne_AForeignSite_AnEndlessPayload_AreRefused()
    {
        (Office office, FakeDevice a, FakeDevice _) = await SunnyAsync();
        await using Office closing = office;
        Say(office, 1_000);
        Say(office, 2_000);
        Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(SurplusRefusal.NotNewer));
        office.Broker.Deliver("cpfw/1/elsewhere/surplus", Payload(1, NoonMs + 1));
        Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(SurplusRefusal.UnknownSite));
        office.Broker.Deliver(Topic, new byte[1_000_000]);
        Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(SurplusRefusal.Malformed));
        Assert.HasCount(1, office.Broker.PublishedTo(a.Topics.Live));
    }

    [TestMethod]
    public async Task WhileTheBrokerIsAway_NothingIsKeptForLater()
    {
        (Office office, FakeDevice a, FakeDevice _) = await SunnyAsync();
        await using Office closing = office;
        office.Broker.GoDown();
        Say(office, 1_000);
        office.Broker.ComeUp();
        await Office.UntilAsync(() => office.Broker.PublishedTo(a.Topics.Plan).Count >= 2, "the plan again");
        Assert.IsEmpty(office.Broker.PublishedTo(a.Topics.Live));
    }

    [TestMethod]
    [DataRow("0:3600 1000:7200 2000:3600", "0 2000 3 1000", DisplayName = "the lesser of two, for the time between")]
    [DataRow("0:3600 10000:3600 20001:3600", "0 10000 3 10001", DisplayName = "10 s apart counts, more does not")]
    [DataRow("1798000:3600 1802000:7200", "0 2000 1 1798000|1800000 2000 1 2000", DisplayName = "over the boundary: to each its part")]
    [DataRow("0:3600 3600000:3600", "0 0 1 1800000|3600000 0 1 0", DisplayName = "hours without a word: nothing, and a gap")]
    public void TheSum(string measurements, string expected)
    {
        var integral = new SurplusIntegral(1_800_000);
        var sums = new SortedDictionary<long, SurplusInterval>();
        foreach (long[] one in measurements.Split(' ').Select(text => text.Split(':').Select(long.Parse).ToArray()))
        {
            foreach (SurplusInterval changed in integral.Add(new SurplusMeasurement(one[1], NoonMs + one[0])))
            {
                sums[changed.StartMs] = changed;
            }
        }

        // 3,600 W for 1,000 ms are 1 Wh, which is written as 1,000 here.
        Assert.AreEqual(expected, string.Join('|', sums.Values.Select(one =>
            $"{one.StartMs - NoonMs} {one.EnergyMj / 3_600} {one.Measurements} {one.LargestGapMs}")));
    }

    [TestMethod]
    public void TheSum_IsNeverMoreThanWhatFlowed()
    {
        ulong seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } fixedSeed ? ulong.Parse(fixedSeed, null) : (ulong)Random.Shared.NextInt64();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var day = Gen.ListOf(Gen.Choose(1, 15_000).SelectMany(stepMs => Gen.Choose(0, 50_000), (stepMs, surplusW) => (stepMs, surplusW)), 300);
        Prop.ForAll(day.ToArbitrary(), steps =>
        {
            var integral = new SurplusIntegral(900_000);
            var sums = new Dictionary<long, SurplusInterval>();
            long atMs = NoonMs;
            long beforeW = 0;
            Int128 twiceFlowedMj = 0;
            bool onlyGrows = true;
            foreach ((int stepMs, int surplusW) in steps)
            {
                atMs += stepMs;
                twiceFlowedMj += (Int128)(beforeW + surplusW) * stepMs; // straight from one to the next
                beforeW = surplusW;
                foreach (SurplusInterval one in integral.Add(new SurplusMeasurement(surplusW, atMs)))
                {
                    onlyGrows &= !sums.TryGetValue(one.StartMs, out SurplusInterval held)
                        || (one.EnergyMj >= held.EnergyMj && one.Measurements >= held.Measurements && one.LargestGapMs >= held.LargestGapMs);
                    sums[one.StartMs] = one;
                }
            }

            return onlyGrows && sums.Values.Sum(one => one.EnergyMj) * 2 <= twiceFlowedMj && sums.Values.Sum(one => one.Measurements) == steps.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(seed, seed | 1).WithQuietOnSuccess(true));
    }

    [TestMethod]
    public async Task TheSum_IsWrittenDown_GoesOnAfterARestart_AndOnlyGrows()
    {
        (Office office, FakeDevice _, FakeDevice _) = await SunnyAsync();
        await using Office closing = office;
        for (int i = 0; i <= 12; i++)
        {
            Say(office, 3_600);
            office.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await office.RestartAsync();
        Assert.AreEqual("60 13 5000", office.Scalar<string>("SELECT (energy_mj / 3600000) || ' ' || measurements || ' ' || largest_gap_ms FROM measured_surplus"));
        Say(office, 3_600, Office.Noon.AddMinutes(1)); // came before
        Assert.AreEqual(1L, office.App.Surplus.Counters.Refused(SurplusRefusal.NotNewer));
        Say(office, 3_600);
        office.Time.Advance(TimeSpan.FromSeconds(5));
        Say(office, 3_600);
        office.Time.Advance(TimeSpan.FromMinutes(15)); // the boundary writes it down
        Assert.AreEqual("65 15", office.Scalar<string>("SELECT (energy_mj / 3600000) || ' ' || measurements FROM measured_surplus"));
        foreach (string sql in new[] { "UPDATE measured_surplus SET energy_mj = energy_mj - 1", "DELETE FROM measured_surplus", "UPDATE live_supply SET is_on = 0", "DELETE FROM live_supply" })
        {
            Assert.Throws<DbException>(() => office.Scalar<long>(sql));
        }
    }
}
