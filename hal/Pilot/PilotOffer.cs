namespace ChargePointFw.Pilot;

/// <summary>What the post puts on the pilot.</summary>
public enum PilotOffer : byte
{
    /// <summary>-12 V: not available; also what the generator does while the chip is in reset.</summary>
    Unavailable = 0,

    /// <summary>+12 V without a pulse: no energy at present.</summary>
    Nothing = 1,

    /// <summary>±12 V at 1 kHz: the current that the duty tells.</summary>
    Current = 2,
}
