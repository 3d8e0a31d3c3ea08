using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Records;

/// <summary>Every number that travels has a word, and no table is longer than its enum.</summary>
[TestClass]
public class NamesTests
{
    [TestMethod]
    public void EveryRecordType_HasItsWord()
    {
        for (int i = 0; i <= (int)RecordType.SelfTest; i++)
        {
            IsWord(Names.Of((RecordType)i));
        }

        Check.Is("15", Names.Of(RecordType.SelfTest + 1), "one too many");
        Check.Is("SelfTest", Names.Of(RecordType.SelfTest), "last");
        Check.Is("IntervalClosed", Names.Of(RecordType.IntervalClosed), "middle");
    }

    [TestMethod]
    public void EveryVerdict_HasItsWord()
    {
        for (int i = 0; i < VerdictEffects.Count; i++)
        {
            IsWord(Names.Of((SupplyVerdict)i));
        }

        Check.Is("DeniedLiveSupplyLow", Names.Of(SupplyVerdict.DeniedLiveSupplyLow), "last");
        Check.Is("DeniedMeterStale", Names.Of(SupplyVerdict.DeniedMeterStale), "middle");
        Check.Is("17", Names.Of(SupplyVerdict.DeniedLiveSupplyLow + 1), "one too many");
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow + 1, VerdictEffects.Count, "as many effects as verdicts");
    }

    [TestMethod]
    public void EveryStoppedReason_HasItsWord()
    {
        for (int i = 0; i <= (int)StoppedReason.Timeout; i++)
        {
            IsWord(Names.Of((StoppedReason)i));
        }

        Check.Is("Timeout", Names.Of(StoppedReason.Timeout), "last");
        Check.Is("PowerLoss", Names.Of(StoppedReason.PowerLoss), "middle");
        Check.Is("20", Names.Of(StoppedReason.Timeout + 1), "one too many");
    }

    [TestMethod]
    public void EveryFaultAndSecurityEvent_HasItsWord()
    {
        for (int i = 0; i <= (int)FaultCode.ConfigurationInvalid; i++)
        {
            IsWord(Names.Of((FaultCode)i));
        }

        for (int i = 0; i <= (int)SecurityEventKind.Expired; i++)
        {
            IsWord(Names.Of((SecurityEventKind)i));
        }

        Check.Is("ConfigurationInvalid", Names.Of(FaultCode.ConfigurationInvalid), "last fault");
        Check.Is("19", Names.Of(FaultCode.ConfigurationInvalid + 1), "one fault too many");
        Check.Is("KeysChanged", Names.Of(SecurityEventKind.KeysChanged), "last event");
        Check.Is("10", Names.Of(SecurityEventKind.KeysChanged + 1), "one event too many");
    }

    [TestMethod]
    public void EveryStateClaimAndClockQuality_HasItsWord()
    {
        for (int i = 0; i <= (int)ChargingState.SuspendedEVSE; i++)
        {
            IsWord(Names.Of((ChargingState)i));
        }

        for (int i = 0; i <= 2; i++)
        {
            IsWord(Names.Of((Claim)i));
            IsWord(Names.Of((ClockQuality)i));
        }

        Check.Is("5", Names.Of(ChargingState.SuspendedEVSE + 1), "one state too many");
        Check.Is("3", Names.Of(Claim.None + 1), "one claim too many");
        Check.Is("3", Names.Of(ClockQuality.Synchronised + 1), "one quality too many");
        Check.Is("none", Names.Of(Claim.None), "a guest's claim");
    }

    private static void IsWord(string word) =>
        Check.That(word.Length > 0 && (word[0] < '0' || word[0] > '9'), "a word, not " + word);
}
