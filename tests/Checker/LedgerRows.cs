namespace ChargePointFw.Checker;

/// <summary>A session's identity: charge point, journal and the number that the charge point gave it.</summary>
internal readonly record struct SessionKey(string ChargePoint, long Journal, long Number)
{
    public override string ToString() => $"{ChargePoint}, session {Number} of journal {Journal}";
}

/// <summary>A session as stored. Times in ms since 1970 in UTC, 0 while unknown, null while open; registers in Wh.</summary>
internal sealed record LedgerSession(
    SessionKey Key, long StartedUtcMs, long? EndedUtcMs, long StartRegisterWh, long? EndRegisterWh, Energies Total);

/// <summary>A charge point's energy in one interval (start in ms since 1970 in UTC) as stored.</summary>
internal sealed record LedgerInterval(string ChargePoint, long StartUtcMs, Energies Energies, long IdleWh);

/// <summary>What a charge point was given in one interval (start in ms since 1970 in UTC), Wh.</summary>
internal sealed record LedgerAllocation(long Id, string ChargePoint, long StartUtcMs, long EnergyWh);

/// <summary>Live supply credited to a charge point in one interval (start in ms since 1970 in UTC), Wh.</summary>
internal sealed record LedgerLiveCredit(string ChargePoint, long StartUtcMs, long LiveWh);

/// <summary>A record's bytes and the identity under which they are stored.</summary>
internal sealed record LedgerRecord(string ChargePoint, long Journal, long Number, byte[] Bytes)
{
    public override string ToString() => $"{ChargePoint}, record {Number} of journal {Journal}";
}

/// <summary>Record numbers missing between two that are there (0 before the first).</summary>
internal sealed record LedgerGap(string ChargePoint, long Journal, long AfterNumber, long BeforeNumber);

/// <summary>Something that is counted more often than once, and how often.</summary>
internal sealed record LedgerRepeat(string What, long Times);
