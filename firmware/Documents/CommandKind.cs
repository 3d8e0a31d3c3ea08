namespace ChargePointFw.Documents;

/// <summary>What the back office may ask a charge point to do once.</summary>
public enum CommandKind : byte
{
    None = 0,

    /// <summary>Take a card as if it had been presented at the reader.</summary>
    Start = 1,

    /// <summary>End one session.</summary>
    Stop = 2,

    /// <summary>Take sessions again.</summary>
    Available = 3,

    /// <summary>Take no more sessions, over restarts too; one that runs is left to end.</summary>
    Unavailable = 4,

    /// <summary>Take the contactor for mended, unless only somebody on site may say so.</summary>
    ClearFault = 5,

    /// <summary>Make a record of what is known of each part.</summary>
    SelfTest = 6,

    /// <summary>Start anew, once no session runs.</summary>
    Reboot = 7,

    /// <summary>Send what the service console would say.</summary>
    Report = 8,
}
