using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Every reason with every event: what it does to a session that is open.</summary>
[TestClass]
public class EndCausesTests
{
    private const long Token = 0x1234;

    private static readonly string[] events = new string[]
    {
        "nothing", "unplugged", "stop requested", "same card", "another card", "unplugged and stop requested",
    };

    // A row a verdict: what becomes of the session when nothing else happens, and what ends it with each event.
    private static readonly string[] table = new string[]
    {
        "Allowed: goes on | EVDisconnected | Remote | Local | goes on | EVDisconnected",
        "DeniedNoPlan: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedPlanExpired: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedPlanSignatureBad: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedNoAllocationNow: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedAllocationSpent: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedLiveSupplyStale: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedClockUnknown: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedMeterStale: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedMeterImplausible: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedNotMember: DeAuthorized | EVDisconnected | Remote | Local | DeAuthorized | EVDisconnected",
        "DeniedJournalFull: Other | EVDisconnected | Remote | Local | Other | EVDisconnected",
        "DeniedFault: Other | EVDisconnected | Remote | Local | Other | EVDisconnected",
        "DeniedSiteLimit: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedUnavailable: goes on | EVDisconnected | Remote | Local | goes on | EVDisconnected",
        "DeniedContactorRest: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
        "DeniedLiveSupplyLow: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected",
    };

    [TestMethod]
    public void EveryReasonWithEveryEvent_HasTheOutcomeOfTheTable()
    {
        Check.Is(VerdictEffects.Count, table.Length, "rows");
        for (int verdict = 0; verdict < table.Length; verdict++)
        {
            string row = Names.Of((SupplyVerdict)verdict) + ":";
            for (int happens = 0; happens < events.Length; happens++)
            {
                row += (happens == 0 ? " " : " | ") + Outcome((SupplyVerdict)verdict, happens);
            }

            Check.Is(table[verdict], row, "verdict " + verdict.ToString());
        }
    }

    private static string Outcome(SupplyVerdict verdict, int happens)
    {
        var inputs = new Inputs { IsVehicleConnected = true };
        switch (happens)
        {
            case 1:
                inputs.IsVehicleConnected = false;
                break;
            case 2:
                inputs.IsStopRequested = true;
                break;
            case 3:
                inputs.TokenHash = Token;
                break;
            case 4:
                inputs.TokenHash = Token + 1;
                break;
            case 5:
                inputs.IsVehicleConnected = false;
                inputs.IsStopRequested = true;
                break;
            default:
                break;
        }

        StoppedReason reason = EndCauses.Of(inputs, verdict, Token);
        if (reason != StoppedReason.None)
        {
            return Names.Of(reason);
        }

        VerdictEffect effect = VerdictEffects.Of(verdict);
        return effect == VerdictEffect.Suspend || effect == VerdictEffect.SuspendOnly ? "pauses" : "goes on";
    }
}
