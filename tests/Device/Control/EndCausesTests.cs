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
        "nothing", "unplugged", "stop requested", "same card", "another card", "unplugged and stop requested", "a card of the same group",
    };

    // A row a verdict: what becomes of the session when nothing else happens, and what ends it with each event.
    private static readonly string[] table = new string[]
    {
        "Allowed: goes on | EVDisconnected | Remote | Local | goes on | EVDisconnected | Local",
        "DeniedNoPlan: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedPlanExpired: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedPlanSignatureBad: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedNoAllocationNow: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedAllocationSpent: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedLiveSupplyStale: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedClockUnknown: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedMeterStale: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedMeterImplausible: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedNotMember: DeAuthorized | EVDisconnected | Remote | Local | DeAuthorized | EVDisconnected | Local",
        "DeniedJournalFull: Other | EVDisconnected | Remote | Local | Other | EVDisconnected | Local",
        "DeniedFault: Other | EVDisconnected | Remote | Local | Other | EVDisconnected | Local",
        "DeniedSiteLimit: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedUnavailable: goes on | EVDisconnected | Remote | Local | goes on | EVDisconnected | Local",
        "DeniedContactorRest: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
        "DeniedLiveSupplyLow: pauses | EVDisconnected | Remote | Local | pauses | EVDisconnected | Local",
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
        var inputs = new Inputs { IsVehicleConnected = true, Tokens = Cards() };
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
            case 6:
                inputs.TokenHash = Token + 2;
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

    [TestMethod]
    public void WhoMayStop_IsTheCardAndItsGroup()
    {
        Stops(true, Token, Token, "the card itself");
        Stops(true, Token, Token + 2, "a colleague's");
        Stops(false, Token, Token + 1, "a card of no group");
        Stops(false, Token + 1, Token + 3, "two cards of no group");
        Stops(false, Token, Token + 4, "another group's");
        Stops(false, Token, Token + 9, "a stranger's");
        Stops(false, Token + 9, Token, "a guest's session, a member's card");
        var inputs = new Inputs { IsVehicleConnected = true, TokenHash = Token + 2 };
        Check.Is((int)StoppedReason.None, (int)EndCauses.Of(inputs, SupplyVerdict.Allowed, Token), "without a list nobody has a group");
    }

    private static void Stops(bool expected, long session, long shown, string what)
    {
        var inputs = new Inputs { IsVehicleConnected = true, Tokens = Cards(), TokenHash = shown };
        StoppedReason reason = EndCauses.Of(inputs, SupplyVerdict.Allowed, session);
        Check.Is((int)(expected ? StoppedReason.Local : StoppedReason.None), (int)reason, what);
    }

    // Token and Token + 2 are of one group, Token + 1 and Token + 3 of none, Token + 4 of another.
    private static TokenList Cards()
    {
        var list = new TokenList { Version = 1, Count = 5 };
        for (int i = 0; i < list.Count; i++)
        {
            list.Hash[i] = Token + i;
            list.Group[i] = (ushort)(i == 4 ? 8 : i % 2 == 0 ? 7 : 0);
        }

        return list;
    }
}
