using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>Connecting, telling the state, and taking documents.</summary>
[TestClass]
public class BackOfficeLinkTests
{
    private const string A = "{\"id\":17,\"start\":1775001600,\"energyWh\":12000}";

    [TestMethod]
    public void Connecting_LeavesAWillAndAsksForItsOwnTopicsOnly()
    {
        var bench = new LinkBench();
        bench.Run(100);
        Check.Is("cpfw/1/tokyo/cp-1/state", bench.Connection.WillTopic, "will topic");
        Check.Is("{\"state\":\"lost\",\"boot\":1}", Ascii.Text(bench.Connection.Will), "will");
        Check.Is(8, bench.Connection.Subscriptions.Length, "subscriptions");
        for (int i = 0; i < bench.Connection.Subscriptions.Length; i++)
        {
            string topic = bench.Connection.Subscriptions[i];
            Check.That(topic.StartsWith("cpfw/1/tokyo/cp-1/"), topic);
            Check.That(topic.IndexOf('#') < 0 && topic.IndexOf('+') < 0, "no wildcard");
        }

        Check.That(bench.HandOver.IsOnline, "online");
    }

    [TestMethod]
    public void AStateIsTold_WhenConnectedAndWhenItChanges()
    {
        var bench = new LinkBench();
        bench.Run(1_000);
        Check.Is(1, bench.Connection.CountOf(bench.Topics.State), "once");
        Check.Is(
            "{\"state\":\"Idle\",\"connector\":\"Available\",\"verdict\":\"Allowed\",\"fault\":\"None\",\"until\":\"unknown\",\"claim\":\"noSession\","
            + "\"session\":0,\"powerW\":0,\"registerWh\":0,\"utc\":\"unknown\",\"boot\":1,\"journal\":"
            + bench.Journal.Journal.JournalId.ToString()
            + ",\"committed\":0,\"acknowledged\":0,\"plan\":0,\"tokens\":0,\"keys\":2,\"securityEvents\":0}",
            Ascii.Text(bench.Connection.LastOf(bench.Topics.State)),
            "state");
        bench.HandOver.Verdict = SupplyVerdict.DeniedNoPlan;
        bench.HandOver.StatusVersion++;
        bench.Run(1_000);
        Check.Is(2, bench.Connection.CountOf(bench.Topics.State), "again");
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), "\"verdict\":\"DeniedNoPlan\""), "why");
        Check.Is("{\"status\":\"AVAILABLE\",\"untilUtc\":\"unknown\"}", Ascii.Text(bench.Connection.LastOf(bench.Topics.PublicStatus)), "public");
    }

    [TestMethod]
    [DataRow((int)DeratingState.NotWired, 0, "\"securityEvents\":0}")]
    [DataRow((int)DeratingState.NotWired, 16, ",\"offerA\":16}")]
    [DataRow((int)DeratingState.Derated, 16, ",\"offerA\":16,\"derating\":\"Derated\",\"temperatureC\":61}")]
    [DataRow((int)DeratingState.TooHot, 0, ",\"derating\":\"TooHot\",\"temperatureC\":61}")]
    [DataRow((int)DeratingState.SensorFailed, 0, ",\"derating\":\"SensorFailed\"}")]
    public void Heat_StandsInTheState(int state, int offerA, string expected)
    {
        var bench = new LinkBench();
        bench.HandOver.Derating = (DeratingState)state;
        bench.HandOver.OfferA = offerA;
        bench.HandOver.TemperatureDeciC = 619;
        bench.Run(100);
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), expected), expected);
    }

    [TestMethod]
    public void WhileCharging_StateAndTelemetryAreRepeated()
    {
        var bench = new LinkBench();
        bench.HandOver.ChargingState = ChargingState.Charging;
        bench.HandOver.PowerW = 49_800;
        bench.HandOver.RegisterWh = 1_203_400;
        bench.HandOver.UtcMs = World.MidnightUtcMs;
        bench.Run(30_100);
        int states = bench.Connection.CountOf(bench.Topics.State);
        int telemetry = bench.Connection.CountOf(bench.Topics.Telemetry);
        Check.That(states >= 3 && states <= 4, "states " + states.ToString());
        Check.That(telemetry >= 14 && telemetry <= 16, "telemetry " + telemetry.ToString());
        Check.Is(
            "{\"utc\":\"2026-04-01T00:00:00.000Z\",\"powerW\":49800,\"registerWh\":1203400}",
            Ascii.Text(bench.Connection.LastOf(bench.Topics.Telemetry)),
            "telemetry");
    }

    [TestMethod]
    public void OnceEverythingIsAcknowledged_TheStateSaysSo_Once()
    {
        var bench = new LinkBench();
        bench.Journal.AppendMany(2);
        bench.Run(1_000);
        bench.Acknowledge(2);
        bench.Run(BackOfficeLink.StateAfterMs);
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), "\"acknowledged\":2"), "how far");
        int states = bench.Connection.CountOf(bench.Topics.State);
        bench.Run(60_000);
        Check.Is(states, bench.Connection.CountOf(bench.Topics.State), "no more");
    }

    [TestMethod]
    public void ThePublicStatus_TellsNothingOfDriverOrToken()
    {
        var bench = new LinkBench();
        bench.HandOver.ConnectorStatus = ConnectorStatus.Occupied;
        bench.HandOver.SessionNumber = 12;
        bench.HandOver.Claim = Claim.Renewable;
        bench.Run(200);
        Check.Is("{\"status\":\"CHARGING\",\"untilUtc\":\"unknown\"}", Ascii.Text(bench.Connection.LastOf(bench.Topics.PublicStatus)), "public");
    }

    [TestMethod]
    public void WhenTheBrokerIsAway_AttemptsBackOff()
    {
        var bench = new LinkBench();
        bench.Connection.RefusesConnect = true;
        bench.Run(60_000);
        int attempts = bench.Connection.Connects;
        Check.That(attempts >= 6 && attempts <= 8, "attempts in a minute: " + attempts.ToString());
        Check.That(!bench.HandOver.IsOnline, "offline");
        bench.Connection.RefusesConnect = false;
        bench.Run(60_000);
        Check.That(bench.HandOver.IsOnline, "online again");
    }

    [TestMethod]
    public void APlan_IsSavedHandedOverAndReported()
    {
        var bench = new LinkBench();
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Plan, bench.Signed(Papers.Plan(3, A)));
        bench.Run(200);
        Check.Is(3, bench.HandOver.Plan.Version, "held");
        Check.Is(1, bench.Store.Saves, "saved");
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), "\"plan\":3"), "reported");
    }

    [TestMethod]
    public void AMeasuredSurplus_IsHandedOverAndNotSaved()
    {
        const string Body = "{\"kind\":\"live\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\",\"surplusW\":18400,\"measured\":";
        var bench = new LinkBench();
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Live, bench.Signed(Body + "1775001600123}"));
        bench.Run(100);
        Check.Is(18_400, bench.HandOver.Surplus.SurplusW, "surplus");
        Check.Is(1_775_001_600_123, bench.HandOver.Surplus.MeasuredUtcMs, "measured");
        Check.Is(0, bench.Store.Saves, "saved");
        MeasuredSurplus held = bench.HandOver.Surplus;
        byte[] forged = bench.Signed(Body + "1775001605123}");
        forged[90] ^= 1;
        Refuses(bench, bench.Topics.Live, forged, SecurityEventKind.BadSignature, 0);
        Refuses(bench, bench.Topics.Live, bench.Signed(Body + "1775001600123}"), SecurityEventKind.Older, 0);
        Refuses(bench, bench.Topics.Live, new byte[600], SecurityEventKind.Malformed, 0);
        Check.That(held == bench.HandOver.Surplus, "the old one stays");
    }

    [TestMethod]
    public void WhyThePlanWasRefused_IsToldUntilOneIsHeld()
    {
        var bench = new LinkBench();
        bench.Run(100);
        byte[] forged = bench.Signed(Papers.Plan(4, A));
        forged[60] ^= 1;
        bench.Connection.Arrive(bench.Topics.Plan, forged);
        bench.Run(100);
        Check.Is((int)SecurityEventKind.BadSignature, (int)bench.HandOver.PlanRefusedKind, "told");
        bench.Connection.Arrive(bench.Topics.Plan, bench.Signed(Papers.Plan(3, A)));
        bench.Run(100);
        Check.Is((int)SecurityEventKind.None, (int)bench.HandOver.PlanRefusedKind, "held");
    }

    // The plan of these tests ends two days after midnight.
    [TestMethod]
    [DataRow(0L, 0)]
    [DataRow(1_775_174_399_999, 0)]
    [DataRow(1_775_174_400_000, (int)SecurityEventKind.Expired)]
    public void APlanThatHasEnded_IsRefusedOnceTheTimeIsKnown(long utcMs, int expected)
    {
        var bench = new LinkBench();
        bench.HandOver.UtcMs = utcMs;
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Plan, bench.Signed(Papers.Plan(3, A)));
        bench.Run(100);
        Check.Is(expected, (int)bench.HandOver.RefusedKind, "refused");
        Check.That((bench.HandOver.Plan == null) == (expected != 0), "held");
        Check.Is(expected == 0 ? 1 : 0, bench.Store.Saves, "saved");
    }

    [TestMethod]
    public void ARetainedPlanThatComesAgain_IsNoSecurityEvent()
    {
        var bench = new LinkBench();
        bench.Run(100);
        for (int i = 0; i < 3; i++)
        {
            bench.Connection.Arrive(bench.Topics.Plan, bench.Signed(Papers.Plan(3, A)));
            bench.Connection.Arrive(bench.Topics.Tokens, bench.Signed(Papers.Tokens(2, Papers.Token("00F1020304050607", 1_893_456_000))));
            bench.Run(100);
        }

        Check.Is(0, bench.HandOver.RefusedCount, "refused");
        Check.Is(2, bench.Store.Saves, "each saved once");
    }

    [TestMethod]
    public void RefusedDocuments_AreCountedAndChangeNothing()
    {
        var bench = new LinkBench();
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Plan, bench.Signed(Papers.Plan(3, A)));
        bench.Run(100);
        SupplyPlan held = bench.HandOver.Plan;
        byte[] forged = bench.Signed(Papers.Plan(4, A));
        forged[60] ^= 1;
        Refuses(bench, bench.Topics.Plan, forged, SecurityEventKind.BadSignature, 0);
        Refuses(bench, bench.Topics.Plan, bench.Signed(Papers.Plan(2, A)), SecurityEventKind.Older, 2);
        Refuses(bench, bench.Topics.Plan, bench.Signed(Papers.Plan(9, A + "," + A)), SecurityEventKind.Implausible, 9);
        Refuses(bench, bench.Topics.Plan, bench.Signed(Papers.Tokens(9, string.Empty)), SecurityEventKind.Foreign, 9);
        Refuses(bench, bench.Topics.Plan, new byte[DocumentDesk.MaximumBytes + 1], SecurityEventKind.Implausible, 0);
        Refuses(bench, bench.Topics.Tokens, bench.Signed(Papers.Plan(9, A)), SecurityEventKind.Foreign, 9);
        Refuses(bench, bench.Topics.Tokens, Ascii.Bytes(string.Empty), SecurityEventKind.Malformed, 0);
        byte[] acknowledgement = bench.Acknowledgement(0, new byte[16]);
        Refuses(bench, bench.Topics.Plan, acknowledgement, SecurityEventKind.BadSignature, 0);
        Check.That(bench.HandOver.Plan == held && held.Count == 1 && held.Version == 3, "the old one stays");
        Check.That(bench.HandOver.Tokens == null, "no list");
        Check.Is(1, bench.Store.Saves, "nothing else saved");
    }

    [TestMethod]
    public void APlanThatCannotBeSaved_IsNotHandedOverAndTakenLater()
    {
        var bench = new LinkBench();
        bench.Store.RefusesSave = true;
        Check.That(!bench.Documents.TakePlan(bench.Signed(Papers.Plan(3, A))), "not taken");
        Check.That(bench.HandOver.Plan == null, "not handed over");
        bench.Store.RefusesSave = false;
        Check.That(bench.Documents.TakePlan(bench.Signed(Papers.Plan(3, A))), "the retained copy");
        Check.Is(0, bench.HandOver.RefusedCount, "no security event");
    }

    [TestMethod]
    public void AfterARestart_TheSavedDocumentsAreVerifiedAndHeld()
    {
        var bench = new LinkBench();
        bench.Documents.TakePlan(bench.Signed(Papers.Plan(3, A)));
        bench.Documents.TakeTokens(bench.Signed(Papers.Tokens(2, Papers.Token("00F1020304050607", 1_893_456_000))));
        bench.Store.Load("tokens")[60] ^= 1;
        var handOver = new HandOver();
        DocumentDesk desk = bench.Restarted(handOver, new RecoveredState());
        Check.Is(3, desk.PlanVersion, "plan");
        Check.Is(bench.HandOver.Plan.StartUtcMs[0], handOver.Plan.StartUtcMs[0], "start");
        Check.Is(bench.HandOver.Plan.EnergyWh[0], handOver.Plan.EnergyWh[0], "energy");
        Check.Is(0, desk.TokensVersion, "a damaged list is none");
        Check.Is(1, handOver.RefusedCount, "and told");
        Check.Is(2, bench.Store.Saves, "nothing is saved again");
        Check.That(!desk.TakePlan(bench.Signed(Papers.Plan(2, A))), "an older one is refused after the restart too");
    }

    [TestMethod]
    public void WhenTheSavedOneIsDamaged_NothingOlderThanWhatWasHeldIsTaken()
    {
        var bench = new LinkBench();
        bench.Store.Save("plan", new byte[] { 1, 2, 3 });
        bench.Store.Save("tokens", bench.Signed(Papers.Tokens(6, Papers.Token("00F1020304050607", 1_893_456_000))));
        bench.Documents.Load(new RecoveredState { PlanVersion = 3, TokensVersion = 7 });
        Check.Is(0, bench.Documents.PlanVersion + bench.Documents.TokensVersion, "nothing is held");
        Check.That(!bench.Documents.TakePlan(bench.Signed(Papers.Plan(2, A))), "an old plan, replayed");
        Check.Is((int)SecurityEventKind.Older, (int)bench.HandOver.RefusedKind, "why");
        Check.That(!bench.Documents.TakeTokens(bench.Signed(Papers.Tokens(6, Papers.Token("00F1020304050607", 1_893_456_000)))), "an old list");
        Check.That(bench.Documents.TakePlan(bench.Signed(Papers.Plan(3, A))), "the retained copy");
        Check.That(bench.Documents.TakeTokens(bench.Signed(Papers.Tokens(7, Papers.Token("00F1020304050607", 1_893_456_000)))), "the retained list");
    }

    [TestMethod]
    public void MessagesOfOtherTopics_AreIgnored()
    {
        var bench = new LinkBench();
        bench.Run(100);
        bench.Connection.Arrive("cpfw/1/tokyo/cp-2/plan", bench.Signed(Papers.Plan(3, A)));
        bench.Connection.Arrive(string.Empty, new byte[3]);
        bench.Run(200);
        Check.That(bench.HandOver.Plan == null, "no plan");
    }

    [TestMethod]
    public void ADropByHand_GoesOfflineAndComesBack()
    {
        var bench = new LinkBench();
        bench.Run(100);
        bench.Link.Drop();
        Check.That(!bench.HandOver.IsOnline && bench.Connection.Drops == 1, "offline");
        bench.Run(1_000);
        Check.That(bench.HandOver.IsOnline, "online");
    }

    private static void Refuses(LinkBench bench, string topic, byte[] document, SecurityEventKind kind, long version)
    {
        int before = bench.HandOver.RefusedCount;
        bench.Connection.Arrive(topic, document);
        bench.Run(100);
        Check.Is(before + 1, bench.HandOver.RefusedCount, "counted once");
        Check.Is(Names.Of(kind), Names.Of(bench.HandOver.RefusedKind), "kind");
        Check.Is(version, bench.HandOver.RefusedVersion, "version claimed");
    }
}
