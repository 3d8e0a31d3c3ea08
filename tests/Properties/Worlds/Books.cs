using ChargePointFw.Journal;
using ChargePointFw.Records;

namespace ChargePointFw.Properties.Worlds;

/// <summary>What must hold of the records of any run, whatever happened.</summary>
internal static class Books
{
    /// <summary>Every record once, chained; every watt-hour between two registers in exactly one of them; covered within the allocations.</summary>
    public static void MustBalance(Site site, Rig rig)
    {
        string story = site + Environment.NewLine + string.Join(Environment.NewLine, rig.Records);
        MustBeChained(rig, story);
        MustTelescope(rig, story);
        MustStayWithinAllocations(site, rig, story);
    }

    /// <summary>Covered energy that the records name for an interval, Wh.</summary>
    public static long CoveredWh(Site site, Rig rig, int interval) => Of(site, rig, interval).Sum(record => (long)record.CoveredWh);

    /// <summary>Live supply that the records name for an interval, Wh.</summary>
    public static long LiveWh(Site site, Rig rig, int interval) => rig.Records.Select(one => one.Record)
        .Where(record => record.Type == RecordType.LiveSupplied && record.IntervalStartUtcMs == Site.StartUtcMs + (interval * site.IntervalMs))
        .Select(record => (long)record.LiveWh).DefaultIfEmpty().Max();

    /// <summary>Records that name an interval.</summary>
    public static IEnumerable<Record> Of(Site site, Rig rig, int interval) => rig.Records.Select(one => one.Record)
        .Where(record => record.SessionNumber != 0 && record.Type != RecordType.Boot && record.IntervalStartUtcMs == Site.StartUtcMs + (interval * site.IntervalMs));

    private static void MustBeChained(Rig rig, string story)
    {
        var seal = new RecordSeal(Papers.Hash, Papers.Keys);
        for (int i = 0; i < rig.Records.Count; i++)
        {
            Assert.AreEqual(i + 1, rig.Records[i].Record.Number, story);
            Assert.IsTrue(seal.IsGenuine(rig.Records[i].Bytes, 0), "chained: " + rig.Records[i] + Environment.NewLine + story);
            seal.MoveTo(rig.Records[i].Bytes, 0);
        }
    }

    private static void MustTelescope(Rig rig, string story)
    {
        long registerWh = rig.InitialRegisterWh;
        int open = 0;
        foreach (Record record in rig.Records.Select(one => one.Record))
        {
            switch (record.Type)
            {
                case RecordType.SessionStarted:
                    Assert.AreEqual(0, open, "one session at a time. " + story);
                    Assert.AreEqual(registerWh, record.RegisterWh, $"record {record.Number} starts where the last one ended. {story}");
                    open = record.SessionNumber;
                    break;
                case RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded:
                    Assert.AreEqual(open, record.SessionNumber, story);
                    Assert.AreEqual(registerWh + record.EnergyWh, record.RegisterWh, $"record {record.Number} telescopes. {story}");
                    Assert.AreEqual(record.EnergyWh, record.CoveredWh + record.UncoveredWh + record.UnclaimedWh, story);
                    Assert.IsTrue(record.EnergyWh >= 0 && record.CoveredWh >= 0 && record.CoveredWh <= record.EnergyWh, story);
                    registerWh = record.RegisterWh;
                    open = record.Type == RecordType.SessionEnded ? 0 : open;
                    break;
                case RecordType.IdleEnergy:
                    Assert.AreEqual(registerWh, record.PreviousRegisterWh, story);
                    registerWh = record.RegisterWh;
                    break;
                default:
                    break;
            }
        }

        Assert.AreEqual(0, open, "every session is ended. " + story);
        Assert.AreEqual(rig.FinalRegisterWh, registerWh, "all that the meter shows is recorded. " + story);
    }

    // A measurement every five seconds of a sun that changes every twenty: the lower of two is never above the truth.
    private static void MustHaveShone(Site site, Rig rig, int interval, string story)
    {
        long startMs = Site.StartUtcMs + (interval * site.IntervalMs);
        long shareMj = (site.Sun?.EnergyMj(startMs, startMs + site.IntervalMs) ?? 0) * site.LivePermille / 1_000;
        Assert.IsLessThanOrEqualTo(shareMj / 3_600_000, LiveWh(site, rig, interval), $"live supply in interval {interval}. {story}");
    }

    private static void MustStayWithinAllocations(Site site, Rig rig, string story)
    {
        for (int i = 0; i < site.AllocationsWh.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(site.AllocationsWh[i] + LiveWh(site, rig, i), CoveredWh(site, rig, i), $"covered in interval {i}. {story}");
            MustHaveShone(site, rig, i, story);
        }

        Assert.AreEqual(0, rig.Records.Sum(one => (long)one.Record.UncoveredWh), "uncovered. " + story);
    }
}
