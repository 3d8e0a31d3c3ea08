using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>What ends a session, in the order in which it counts when several come together.</summary>
public static class EndCauses
{
    /// <summary>A cause from outside or from the verdict, or None.</summary>
    public static StoppedReason Of(Inputs inputs, SupplyVerdict verdict, long sessionTokenHash)
    {
        // Whoever presses it wants to know that it was heard, also where it takes the vehicle's contact along.
        if (inputs.Fault == FaultCode.EmergencyStop || inputs.Fault == FaultCode.ResidualCurrent)
        {
            return inputs.Fault == FaultCode.EmergencyStop ? StoppedReason.EmergencyStop : StoppedReason.GroundFault;
        }

        if (!inputs.IsVehicleConnected)
        {
            return StoppedReason.EVDisconnected;
        }

        if (inputs.IsStopRequested)
        {
            return StoppedReason.Remote;
        }

        if (inputs.TokenHash != 0 && MayStop(inputs, sessionTokenHash))
        {
            return StoppedReason.Local;
        }

        if (verdict == SupplyVerdict.DeniedNotMember)
        {
            return StoppedReason.DeAuthorized;
        }

        return VerdictEffects.Of(verdict) == VerdictEffect.End ? StoppedReason.Other : StoppedReason.None;
    }

    // The card that started it, or another of its group (OCPP's groupIdToken).
    private static bool MayStop(Inputs inputs, long sessionTokenHash) =>
        inputs.TokenHash == sessionTokenHash
        || (inputs.Tokens != null && inputs.Tokens.AreOfOneGroup(inputs.TokenHash, sessionTokenHash));
}
