namespace ChargePointFw.Records;

/// <summary>Why a document or message was refused.</summary>
public enum SecurityEventKind : byte
{
    None = 0,

    /// <summary>Not the envelope of a signed document, or not the fields that its kind needs.</summary>
    Malformed = 1,

    /// <summary>The signature is not ours.</summary>
    BadSignature = 2,

    /// <summary>Signed, but for another charge point, site or kind.</summary>
    Foreign = 3,

    /// <summary>Signed, but older than what is held, or a command that was meant for an earlier boot.</summary>
    Older = 4,

    /// <summary>Signed and newer, but its content contradicts itself (overlap, negative energy, too long).</summary>
    Implausible = 5,

    /// <summary>An acknowledgement whose tag is not the one of our record.</summary>
    ForeignTag = 6,

    /// <summary>Signed and newer, but too late: a plan that says nothing of any time to come, a command past its time.</summary>
    Expired = 7,

    /// <summary>
    /// A record is damaged that the back office has not had, and nothing stood behind it. What says so stands there now: from
    /// it the chain goes on, and the loss can be stated.
    /// </summary>
    DamagedRecord = 8,

    /// <summary>No refusal: new keys were taken. The record that says so is the first one chained with them.</summary>
    KeysChanged = 9,
}
