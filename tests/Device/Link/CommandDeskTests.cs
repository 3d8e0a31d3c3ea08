using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>Commands: each once, in time, for this boot; refused ones are security events and change nothing.</summary>
[TestClass]
public class CommandDeskTests
{
    private const long NowUtcS = 1_775_001_600;
    private const string Card = ",\"token\":\"00000000000000A1\"";

    [TestMethod]
    public void OutOfService_IsAnsweredInTheState_AndSurvivesARestart()
    {
        LinkBench bench = Bench();
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Command, Command(bench, 5, "unavailable", ""));
        bench.Run(200);
        Check.That(!bench.HandOver.IsAvailable, "out of service");
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), "\"command\":5,\"commandResult\":\"Accepted\""), "told");
        var after = new HandOver();
        bench.Restarted(after, new RecoveredState());
        Check.That(!after.IsAvailable, "after a restart too");
        bench.Connection.Arrive(bench.Topics.Command, Command(bench, 6, "available", ""));
        bench.Run(200);
        after = new HandOver();
        bench.Restarted(after, new RecoveredState());
        Check.That(bench.HandOver.IsAvailable && after.IsAvailable, "in service again");
        Check.Is(0, bench.HandOver.RefusedCount, "nothing refused");
    }

    [TestMethod]
    public void ASession_GoesOnWhenOutOfService_AndIsStoppedByItsNumberOnly()
    {
        LinkBench bench = Bench();
        bench.HandOver.SessionNumber = 12;
        Is(bench, CommandResult.Scheduled, Command(bench, 5, "unavailable", ""));
        Is(bench, CommandResult.Rejected, Command(bench, 6, "stop", ",\"session\":11"));
        Check.Is(0, bench.HandOver.StopSessionNumber, "another one's");
        Is(bench, CommandResult.Accepted, Command(bench, 7, "stop", ",\"session\":12"));
        Check.Is(12, bench.HandOver.StopSessionNumber, "asked for");
        Is(bench, CommandResult.Rejected, Command(bench, 8, "start", Card));
        Check.Is(0, bench.HandOver.RemoteTokens, "nothing presented");
    }

    [TestMethod]
    [DataRow((int)ChargingState.EVConnected, true, (int)SupplyVerdict.Allowed, (int)CommandResult.Accepted)]
    [DataRow((int)ChargingState.EVConnected, true, (int)SupplyVerdict.DeniedNoAllocationNow, (int)CommandResult.Accepted)]
    [DataRow((int)ChargingState.EVConnected, true, (int)SupplyVerdict.DeniedFault, (int)CommandResult.Rejected)]
    [DataRow((int)ChargingState.EVConnected, false, (int)SupplyVerdict.Allowed, (int)CommandResult.Rejected)]
    [DataRow((int)ChargingState.Idle, true, (int)SupplyVerdict.Allowed, (int)CommandResult.Rejected)]
    public void AStart_PresentsTheCard_WhereACarWaits(int state, bool isAvailable, int verdict, int expected)
    {
        LinkBench bench = Bench();
        bench.HandOver.ChargingState = (ChargingState)state;
        bench.HandOver.IsAvailable = isAvailable;
        bench.HandOver.Verdict = (SupplyVerdict)verdict;
        Is(bench, (CommandResult)expected, Command(bench, 5, "start", Card));
        bool isAccepted = expected == (int)CommandResult.Accepted;
        Check.Is(isAccepted ? 1 : 0, bench.HandOver.RemoteTokens, "presented");
        Check.Is(isAccepted ? 0xA1 : 0, bench.HandOver.RemoteTokenHash, "the card");
    }

    [TestMethod]
    [DataRow(0, (int)CommandResult.Rejected)]
    [DataRow(1 << (int)FaultCode.ContactorDoesNotClose, (int)CommandResult.Accepted)]
    [DataRow(1 << (int)FaultCode.ContactorChatters, (int)CommandResult.Accepted)]
    [DataRow((1 << (int)FaultCode.ContactorOpens) | (1 << (int)FaultCode.DoorOpen), (int)CommandResult.Accepted)]
    [DataRow(1 << (int)FaultCode.ContactorWelded, (int)CommandResult.Rejected)]
    [DataRow(1 << (int)FaultCode.CurrentWhileOpen, (int)CommandResult.Rejected)]
    [DataRow((1 << (int)FaultCode.ContactorOpens) | (1 << (int)FaultCode.ContactorWelded), (int)CommandResult.Rejected)]
    [DataRow(1 << (int)FaultCode.EmergencyStop, (int)CommandResult.Rejected)]
    [DataRow(1 << (int)FaultCode.MeterReversed, (int)CommandResult.Rejected)]
    public void AClearing_IsTakenForWhatNeedsNobodyOnSite(int faults, int expected)
    {
        LinkBench bench = Bench();
        bench.HandOver.Faults = faults;
        Is(bench, (CommandResult)expected, Command(bench, 5, "clear-fault", ""));
        Check.Is(expected == (int)CommandResult.Accepted ? 1 : 0, bench.HandOver.ClearRequests, "asked for");
        bench.HandOver.UtcMs = 0;
        Refused(bench, Command(bench, 6, "clear-fault", ""), SecurityEventKind.Expired, "without a time");
    }

    [TestMethod]
    public void SelfTestAndReport_AreAskedFor_AndARestartWaitsForTheSession()
    {
        LinkBench bench = Bench();
        Is(bench, CommandResult.Accepted, Command(bench, 5, "self-test", ""));
        Is(bench, CommandResult.Accepted, Command(bench, 6, "report", ""));
        Check.Is(11, (bench.HandOver.SelfTestRequests * 10) + bench.HandOver.ReportRequests, "one of each");
        bench.HandOver.SessionNumber = 12;
        Is(bench, CommandResult.Scheduled, Command(bench, 7, "reboot", ""));
        Check.That(bench.HandOver.IsRebootAsked, "asked for");
    }

    [TestMethod]
    public void Repeated_Replayed_LateForgedAndForeignOnes_ChangeNothing()
    {
        LinkBench bench = Bench();
        byte[] first = Command(bench, 5, "unavailable", "");
        Check.That(bench.Documents.TakeCommand(first, bench.Journal.Journal.BootNumber), "taken");
        Check.That(!bench.Documents.TakeCommand(first, bench.Journal.Journal.BootNumber), "MQTT repeats it");
        Check.Is(0, bench.HandOver.RefusedCount, "that is no attack");
        Check.That(bench.Documents.TakeCommand(Command(bench, 6, "available", ""), bench.Journal.Journal.BootNumber), "the next");
        Refused(bench, first, SecurityEventKind.Older, "replayed");
        Refused(bench, At(bench, 7, NowUtcS, "unavailable", ""), SecurityEventKind.Expired, "past its time");
        Refused(bench, At(bench, 7, NowUtcS + 601, "unavailable", ""), SecurityEventKind.Implausible, "for some other day");
        byte[] forged = Command(bench, 7, "unavailable", "");
        forged[70] ^= 1;
        Refused(bench, forged, SecurityEventKind.BadSignature, "forged");
        Refused(bench, bench.Signed(Papers.Tokens(7, "")), SecurityEventKind.Foreign, "another kind");
        Refused(bench, new byte[513], SecurityEventKind.Malformed, "too long");
        Check.That(!bench.Documents.TakeCommand(Command(bench, 7, "unavailable", ""), bench.Journal.Journal.BootNumber + 1), "another boot");
        Check.Is((int)SecurityEventKind.Older, (int)bench.HandOver.RefusedKind, "of another boot");
        Check.That(bench.HandOver.IsAvailable, "in service as before");
        Check.Is(6, bench.Documents.LastCommandId, "the last one taken");
    }

    [TestMethod]
    public void WithoutAKnownTime_OnlyWhatTakesEnergyAway()
    {
        LinkBench bench = Bench();
        bench.HandOver.UtcMs = 0;
        bench.HandOver.ChargingState = ChargingState.EVConnected;
        Refused(bench, Command(bench, 5, "start", Card), SecurityEventKind.Expired, "a start");
        Is(bench, CommandResult.Accepted, Command(bench, 5, "unavailable", ""));
    }

    [TestMethod]
    public void WhatCannotBeKept_IsNotPromised_AndRotIsASecurityEvent()
    {
        LinkBench bench = Bench();
        bench.Store.RefusesSave = true;
        Is(bench, CommandResult.Rejected, Command(bench, 5, "unavailable", ""));
        Check.That(bench.HandOver.IsAvailable, "still in service");
        bench.Store.RefusesSave = false;
        Is(bench, CommandResult.Accepted, Command(bench, 6, "unavailable", ""));
        byte[] kept = bench.Store.Load("availability");
        kept[kept.Length - 1] ^= 1;
        var after = new HandOver();
        bench.Restarted(after, new RecoveredState());
        Check.Is((int)SecurityEventKind.BadSignature, (int)after.RefusedKind, "rotten");
        Check.That(after.IsAvailable, "as if nothing had been said");
    }

    private static LinkBench Bench()
    {
        var bench = new LinkBench();
        bench.HandOver.UtcMs = NowUtcS * 1000;
        return bench;
    }

    private static void Is(LinkBench bench, CommandResult expected, byte[] command)
    {
        Check.That(bench.Documents.TakeCommand(command, bench.Journal.Journal.BootNumber), "taken");
        Check.Is((int)expected, (int)bench.Documents.LastCommandResult, "result");
    }

    private static void Refused(LinkBench bench, byte[] command, SecurityEventKind expected, string what)
    {
        int before = bench.HandOver.RefusedCount;
        Check.That(!bench.Documents.TakeCommand(command, bench.Journal.Journal.BootNumber), what);
        Check.Is((int)expected, (int)bench.HandOver.RefusedKind, what);
        Check.Is(before + 1, bench.HandOver.RefusedCount, what);
    }

    private static byte[] Command(LinkBench bench, long id, string what, string members) => At(bench, id, NowUtcS + 60, what, members);

    private static byte[] At(LinkBench bench, long id, long expiresS, string what, string members) => bench.Signed(
        Papers.Head("command") + ",\"id\":" + id.ToString() + ",\"boot\":" + bench.Journal.Journal.BootNumber.ToString()
        + ",\"expires\":" + expiresS.ToString() + ",\"do\":\"" + what + "\"" + members + "}");
}
