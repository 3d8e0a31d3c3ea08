using ChargePointFw.Properties.Worlds;

namespace ChargePointFw.Properties;

/// <summary>Time may be skipped: what the charge point names as the next instant is the next one that matters.</summary>
[TestClass]
public sealed class SteppingTests
{
    [TestMethod]
    public void DenseAndSparseStepping_GiveTheSameRecordsAndClosures() =>
        Seeds.Check(Sites.Any, Sites.Shrink, 60, MustBeTheSame);

    [TestMethod]
    public void DenseAndSparseStepping_GiveTheSame_AlsoWithPowerCuts() =>
        Seeds.Check(Sites.WithPowerCuts, Sites.Shrink, 40, MustBeTheSame);

    [TestMethod]
    public void DenseAndSparseStepping_GiveTheSame_AlsoUnderClouds() =>
        Seeds.Check(Sites.WithSunAndPowerCuts, Sites.Shrink, 40, MustBeTheSame);

    private static void MustBeTheSame(Site site)
    {
        using Rig dense = Rig.Run(site, Stepping.Dense);
        using Rig sparse = Rig.Run(site, Stepping.Sparse);
        using Rig quiet = Rig.Run(site, Stepping.Quiet);
        MustBeTheSame(site, dense, sparse);
        MustBeTheSame(site, dense, quiet);
        Assert.IsLessThan(dense.Ticks, sparse.Ticks, "something was skipped");
        Assert.IsLessThanOrEqualTo(sparse.Ticks, quiet.Ticks, "more was skipped");
    }

    private static void MustBeTheSame(Site site, Rig dense, Rig other)
    {
        string story = $"{site}{Environment.NewLine}dense{Environment.NewLine}{string.Join(Environment.NewLine, dense.Records)}{Environment.NewLine}other{Environment.NewLine}{string.Join(Environment.NewLine, other.Records)}";
        CollectionAssert.AreEqual(
            dense.Records.Select(one => Convert.ToHexString(one.Bytes)).ToArray(),
            other.Records.Select(one => Convert.ToHexString(one.Bytes)).ToArray(),
            story);
        CollectionAssert.AreEqual(dense.Contactor.ToArray(), other.Contactor.ToArray(), story);
        Assert.AreEqual(dense.Closures, other.Closures, story);
    }
}
