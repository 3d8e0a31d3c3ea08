using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>What the journal knows of the time before this boot.</summary>
public sealed class RecoveredState
{
    public long LastNumber;
    public int LastSessionNumber;

    /// <summary>Register of the last record that carried one, Wh; -1 when none did.</summary>
    public long RegisterWh = -1;

    /// <summary>
    /// A record was lost since that one: it may have stated energy, or ended the session. The back office may have it, so
    /// that nothing between that register and the next may be stated again.
    /// </summary>
    public bool IsRegisterUnknown;

    /// <summary>The session that was open, 0 for none.</summary>
    public int OpenSessionNumber;
    public Claim OpenClaim;
    public long OpenTokenHash;

    /// <summary>The last interval that a record named, -1 for none, and what members have drawn from it.</summary>
    public long IntervalStartUtcMs = -1;
    public long AllocationId;
    public int CoveredWh;

    /// <summary>What that interval had been credited from the site's surplus, as far as a record told, Wh.</summary>
    public int LiveWh;

    /// <summary>Members' uncovered energy in that interval and in the one recorded before it, Wh.</summary>
    public int UncoveredWh;
    public int PreviousUncoveredWh;

    /// <summary>Energy to be made good from an allocation, as far as the records tell, Wh; rather too much than too little.</summary>
    public int OwedWh => UncoveredWh + PreviousUncoveredWh;

    /// <summary>A time in the interval after that one, when its end was the last that a session recorded; -1 otherwise.</summary>
    public long FollowingUtcMs = -1;
    public int LostRecords;

    /// <summary>How often the contactor has closed, as far as records and headers tell.</summary>
    public long Closures;

    /// <summary>Faults raised and not cleared, a bit for each <see cref="FaultCode"/>.</summary>
    public int Faults;

    /// <summary>Newest supply plan and token list that were held, 0 for none.</summary>
    public long PlanVersion;
    public long TokensVersion;

    /// <summary>A record was lost since the last one that named an interval: what it drew from which, nobody knows.</summary>
    public bool IsDrawUnknown;

    /// <summary>Meter serial of the last baseline; null when there is none.</summary>
    public string MeterSerial;
}
