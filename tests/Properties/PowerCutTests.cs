using ChargePointFw.Properties.Worlds;
using ChargePointFw.Records;

namespace ChargePointFw.Properties;

/// <summary>The power goes between any two steps and comes back at once.</summary>
[TestClass]
public sealed class PowerCutTests
{
    [TestMethod]
    public void EverythingIsRecordedOnce_AndTheHalfHoursEarlierUseIsRemembered() => Seeds.Check(Sites.WithPowerCuts, Sites.Shrink, 400, site =>
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        Books.MustBalance(site, rig);
        string story = site + Environment.NewLine + string.Join(Environment.NewLine, rig.Records);
        Assert.AreEqual(rig.Cuts.Count + 1, rig.Records.Count(one => one.Record.Type == RecordType.Boot), "a boot for each cut. " + story);
        Assert.AreEqual(1, rig.Records.Count(one => one.Record.Type == RecordType.MeterBaseline), "the meter is the same. " + story);
        foreach (StoredRecord boot in rig.Records.Where(one => one.Record.Type == RecordType.Boot && one.Record.SessionNumber != 0))
        {
            // The power may go again before the meter is believed: the last of these boots ends the session.
            Record next = rig.Records.Select(one => one.Record).First(record =>
                record.Number > boot.Record.Number && record.Type != RecordType.SecurityEvent
                && !(record.Type == RecordType.Boot && record.SessionNumber == boot.Record.SessionNumber));
            Assert.AreEqual(RecordType.SessionEnded, next.Type, story);
            Assert.AreEqual(StoppedReason.PowerLoss, next.StoppedReason, story);
            Assert.AreEqual(boot.Record.SessionNumber, next.SessionNumber, story);
        }
    });

    [TestMethod]
    public void WithMembersOnly_TheTrueEnergyStaysWithinTheAllocations() => Seeds.Check(Sites.WithPowerCuts, Sites.Shrink, 200, site =>
    {
        Site members = site with { Visits = [.. site.Visits.Select((visit, i) => visit with { IsMember = true, Token = "member-" + i })] };
        using Rig rig = Rig.Run(members, Stepping.Sparse);
        for (int i = 0; i < members.AllocationsWh.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(
                members.AllocationsWh[i] * 3_600_000L,
                rig.TrueMj(i),
                $"interval {i}, mJ. {members}{Environment.NewLine}{string.Join(Environment.NewLine, rig.Records)}");
        }
    });
}
