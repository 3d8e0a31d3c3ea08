using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>One of both ends has less than the other believes.</summary>
[TestClass]
public sealed class CheckpointTests
{
    private static void Charge(FakeDevice device, int sessions, int first = 1)
    {
        for (int session = first; session < first + sessions; session++)
        {
            device.StartSession(session, Office.Noon);
            device.EndSession(session, Office.Noon, 250, 250);
        }
    }

    private static string Digest(Office office) => office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    private static string State(FakeDevice device, long committed, long acknowledged, int boot) =>
        System.Text.Encoding.ASCII.GetString(device.State(acknowledged: acknowledged))
            .Replace($"\"committed\":{device.Journal.Count}", $"\"committed\":{committed}", StringComparison.Ordinal)
            .Replace("\"boot\":1", $"\"boot\":{boot}", StringComparison.Ordinal);

    private static void Say(Office office, FakeDevice device, long committed, long acknowledged, int boot = 1) =>
        office.Broker.Deliver(device.Topics.State, System.Text.Encoding.ASCII.GetBytes(State(device, committed, acknowledged, boot)));

    private static Task AlarmAsync(Office office, string kind) =>
        Office.UntilAsync(() => office.Scalar<long>($"SELECT count(*) FROM alarm WHERE kind = '{kind}' AND severity = 'block'") == 1, kind);

    // Answers every request as a charge point whose store begins at a number.
    private static void Answer(Office office, FakeDevice device, ref int answered, long oldest = 1)
    {
        IReadOnlyList<byte[]> requests = office.Broker.PublishedTo(device.Topics.Resend);
        for (; answered < requests.Count; answered++)
        {
            AcknowledgementReader request = device.ReadAcknowledgement(requests[answered], "resend");
            foreach (byte[][] message in device.Journal.Where((_, at) => at + 1 >= Math.Max(request.From, oldest) && at + 1 <= request.To).Chunk(8))
            {
                office.Send(device, message);
            }
        }
    }

    [TestMethod]
    public async Task ATailThatWasCut_IsAnAlarm_FromItsWordAfterAStart_AndProvenByItsNextRecord()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot);
        Charge(device, 3);
        FakeDevice restored = new(device.Site, device.Name, Office.KeyOf(device.Name), device.JournalId, Office.Noon);
        restored.Append(RecordType.Boot);
        Charge(restored, 1);
        restored.Append(RecordType.Boot, record => record.BootNumber = 2);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 7);
        string before = Digest(office);

        Say(office, device, committed: 5, acknowledged: 5); // an older state that the broker kept
        Say(office, device, committed: 4, acknowledged: 0, boot: 2);
        await AlarmAsync(office, "JournalBehind");
        office.SendAll(restored); // three alike, then its own fourth
        await AlarmAsync(office, "JournalForked");
        Assert.AreEqual(4L, office.Scalar<long>("SELECT number FROM alarm WHERE kind = 'JournalForked'"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind = 'RecordConflict'"));
        Assert.AreEqual(before, Digest(office), "what is stored stays");
    }

    [TestMethod]
    public async Task AnotherBoard_IsAJournalOfItsOwn()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device, 2);
        FakeDevice board = new(device.Site, device.Name, Office.KeyOf(device.Name), 77, Office.Noon);
        Charge(board, 1);
        await office.StartAsync();
        office.SendAll(device);
        office.SendAll(board);
        await office.AcknowledgedAsync(board, 2);
        await office.AcknowledgedAsync(device, 4);
        Assert.AreEqual(3L, office.Scalar<long>("SELECT count(*) FROM session"), "session 1 of each, and they are two");
        Assert.AreEqual("NewJournal info", office.Scalar<string>("SELECT kind || ' ' || severity FROM alarm"));
    }

    [TestMethod]
    public async Task RestoredFromABackup_ItAsksForWhatItLacks_EvenOfAnIdleChargePoint_AndIsAsItsUnbrokenTwin()
    {
        await using var twin = new Office();
        await using var office = new Office();
        FakeDevice[] devices = [twin.Device(), office.Device()];
        Charge(devices[0], 100);
        Charge(devices[1], 40);
        await twin.StartAsync();
        twin.SendAll(devices[0]);
        await office.StartAsync();
        office.SendAll(devices[1]);
        await office.AcknowledgedAsync(devices[1], 80);
        string backup = office.DatabaseFile + ".yesterday";
        office.App.BackUp(backup);
        Charge(devices[1], 60, first: 41);
        office.SendAll(devices[1]);
        await office.AcknowledgedAsync(devices[1], 200);

        await office.RestoreAsync(backup);
        Assert.AreEqual(80, office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", devices[1].JournalId));
        Say(office, devices[1], committed: 200, acknowledged: 200);
        await AlarmAsync(office, "LedgerBehind");
        int answered = 0;
        await Office.UntilAsync(() => office.Broker.PublishedTo(devices[1].Topics.Resend).Count == 1, "a request");
        Answer(office, devices[1], ref answered);
        await office.AcknowledgedAsync(devices[1], 200);
        await twin.AcknowledgedAsync(devices[0], 200);
        Assert.AreEqual(Digest(twin), Digest(office));
        Assert.HasCount(1, office.Broker.PublishedTo(devices[1].Topics.Resend));
    }

    [TestMethod]
    public async Task AskedInVain_ItAsksEverMoreRarely_SaysWhatToDo_AndGoesOnWhereStaffDecide_WithTheEnergyBracketed()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device, 2);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 4);
        Charge(device, 3, first: 3); // 5 to 10: 750 Wh that nobody has any more, and 11 as the anchor
        device.Append(RecordType.Boot);
        Charge(device, 2, first: 6);
        byte[][] left = [.. device.Journal.Skip(10)];
        office.Send(device, left);

        await office.AsSecondsPassAsync(() => office.Scalar<long>("SELECT count(*) FROM alarm WHERE kind = 'RecordsMissing'") == 1, "the alarm");
        Assert.Contains("accept-from --site yokohama --charge-point cp1 --journal 305419896 --number 11", office.Scalar<string>("SELECT detail FROM alarm WHERE kind = 'RecordsMissing'"));
        int soFar = office.Broker.PublishedTo(device.Topics.Resend).Count;
        Assert.AreEqual(10, soFar);
        for (int minutes = 0; minutes < 24 * 60; minutes++)
        {
            office.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.IsLessThan(soFar + 40, office.Broker.PublishedTo(device.Topics.Resend).Count, "a day of asking");
        Assert.AreEqual(4L, office.Scalar<long>("SELECT max(number) FROM record"));

        office.App.Decisions.AcceptFrom(Office.SiteName, "cp1", device.JournalId, 11, "kimura");
        await office.AsSecondsPassAsync(() => office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId) == 15, "the rest");
        Assert.AreEqual("5|11|1000500|1001250|kimura", office.Scalar<string>(
            "SELECT from_number || '|' || to_number || '|' || register_before_wh || '|' || register_after_wh || '|' || decided_by FROM journal_gap JOIN journal_decision ON id = decision_id"));
        Assert.Contains("750 Wh between them are in no session", office.Scalar<string>("SELECT detail FROM alarm WHERE kind = 'EnergyBracketed'"));
        Assert.AreEqual(4L, office.Scalar<long>("SELECT count(*) FROM session"));
        string live = Digest(office);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, Digest(office));

        office.Send(device, device.Journal[6]); // it turns up after all: put aside, not booked
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM quarantine WHERE reason = 'GivenUp'") == 1, "put aside");
    }

    [TestMethod]
    public async Task ADecisionThatNothingProves_ChangesNothing()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device, 5);
        await office.StartAsync();
        office.Send(device, device.Journal[0]);
        await office.AcknowledgedAsync(device, 1);
        byte[] forged = (byte[])device.Journal[5].Clone();
        forged[60] ^= 1;
        office.Send(device, forged, device.Journal[6]);
        Assert.ThrowsExactly<RegistryException>(() => office.App.Decisions.AcceptFrom(Office.SiteName, "cp1", device.JournalId, 2, "kimura"));
        Assert.ThrowsExactly<RegistryException>(() => office.App.Decisions.AcceptFrom(Office.SiteName, "cp9", device.JournalId, 6, "kimura"));
        office.App.Decisions.AcceptFrom(Office.SiteName, "cp1", device.JournalId, 6, "kimura");
        int asked = office.Broker.PublishedTo(device.Topics.Resend).Count;
        await office.AsSecondsPassAsync(() => office.Broker.PublishedTo(device.Topics.Resend).Count > asked + 12, "more requests");
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM record"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM journal_gap"));
    }

    [TestMethod]
    public async Task TheDatabaseIsLost_ACheckpointCountsForWhatNobodyHas_AndTheRestFollowsIt()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Charge(device, 20);
        byte[] tag = device.Journal[29][RecordLayout.SignedBytes..];
        await office.StartAsync();
        office.App.Decisions.ImportCheckpoints(Office.SiteName, [("cp1", device.JournalId, 30, tag)], "kimura");
        Say(office, device, committed: 40, acknowledged: 40);
        int answered = 0;
        await office.AsSecondsPassAsync(
            () =>
            {
                Answer(office, device, ref answered, oldest: 31);
                return office.App.Progress.AcknowledgedNumber(Office.SiteName, "cp1", device.JournalId) == 40;
            },
            "31 follows the checkpoint");
        Assert.AreEqual("1|30", office.Scalar<string>("SELECT group_concat(from_number || '|' || to_number) FROM journal_gap"));
        Assert.AreEqual(10L, office.Scalar<long>("SELECT count(*) FROM record"));
        Assert.IsGreaterThanOrEqualTo(10, office.Broker.PublishedTo(device.Topics.Resend).Count, "only what was asked for in vain");
    }
}
