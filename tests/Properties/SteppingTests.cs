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
        using Rig dense = Rig.Run(site, isDense: true);
        using Rig sparse = Rig.Run(site, isDense: false);
        string story = $"{site}{Environment.NewLine}dense{Environment.NewLine}{string.Join(Environment.NewLine, dense.Records)}{Environment.NewLine}sparse{Environment.NewLine}{string.Join(Environment.NewLine, sparse.Records)}";
        CollectionAssert.AreEqual(
            dense.Records.Select(one => Convert.ToHexString(one.Bytes)).ToArray(),
            sparse.Records.Select(one => Convert.ToHexString(one.Bytes)).ToArray(),
            story);
        CollectionAssert.AreEqual(dense.Contactor.ToArray(), sparse.Contactor.ToArray(), story);
        Assert.AreEqual(dense.Closures, sparse.Closures, story);
        Assert.IsLessThan(dense.Ticks, sparse.Ticks, "something was skipped");
    }
}
