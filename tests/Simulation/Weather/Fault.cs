namespace ChargePointFw.Simulation.Weather;

/// <summary>What can go wrong. Each is counted when it is injected; a run in which one never happened says so.</summary>
internal enum Fault
{
    /// <summary>The power goes between two steps, for seconds or hours.</summary>
    PowerCut,

    /// <summary>The power goes while a record is appended: nothing, some or all of its bytes are there.</summary>
    PowerCutInAppend,

    /// <summary>The power goes while a segment's header is written.</summary>
    PowerCutInHeader,

    /// <summary>The power goes before or after a segment is erased.</summary>
    PowerCutInErase,

    /// <summary>The power goes while a torn tail is cut.</summary>
    PowerCutInTruncate,

    /// <summary>The power goes while a document is saved: the old one, the new one, or neither named yet.</summary>
    PowerCutInDocument,

    /// <summary>The flash refuses a write; bytes of it may be left.</summary>
    WriteRefused,

    /// <summary>A bit of a stored record turns, or most of its tag does; the back office may have it or not.</summary>
    RecordRots,

    /// <summary>A bit of a segment's header turns.</summary>
    HeaderRots,

    /// <summary>A bit of a stored document turns.</summary>
    DocumentRots,

    /// <summary>The meter does not answer for seconds or minutes.</summary>
    MeterSilent,

    /// <summary>The register reads a step lower for a while.</summary>
    MeterTrembles,

    /// <summary>The register falls by much for some readings.</summary>
    MeterRollsBack,

    /// <summary>The register leaps for some readings.</summary>
    MeterLeaps,

    /// <summary>Another meter is built in while the power is off.</summary>
    MeterExchanged,

    /// <summary>The wall clock jumps by seconds or hours.</summary>
    ClockStepped,

    /// <summary>The wall clock is unknown for minutes.</summary>
    ClockLost,

    /// <summary>The wall clock is years ahead when the board boots.</summary>
    ClockFarAhead,

    /// <summary>The VM stands still for up to the stall that the board allows.</summary>
    Stall,

    /// <summary>The VM stands still for longer: the heartbeat's timer drops the coil.</summary>
    LongStall,

    /// <summary>The contacts stick.</summary>
    ContactorWelds,

    /// <summary>The contactor does not close, falls open or chatters.</summary>
    ContactorFails,

    /// <summary>Emergency stop, door, residual-current device or thermostat.</summary>
    StopContactOpens,

    /// <summary>The charger hears no stop request.</summary>
    ChargerDeaf,

    /// <summary>The wire to the broker is cut.</summary>
    WireCut,

    /// <summary>The connection looks alive and carries nothing.</summary>
    WireWedged,

    /// <summary>A message that was taken never arrives.</summary>
    MessageLost,

    /// <summary>A message arrives twice.</summary>
    MessageDoubled,

    /// <summary>A message arrives late, behind newer ones.</summary>
    MessageLate,

    /// <summary>Somebody without the key sends a document or a record.</summary>
    MessageForged,

    /// <summary>Somebody sends an old document again.</summary>
    MessageReplayed,

    /// <summary>A message of one charge point comes under another's name.</summary>
    MessageMisdirected,

    /// <summary>The broker ends and comes back, with or without what it had retained.</summary>
    BrokerRestart,

    /// <summary>The back office's process ends, maybe between commit and acknowledgement.</summary>
    OfficeRestart,

    /// <summary>The database cannot grow.</summary>
    DiskFull,

    /// <summary>The forecast is corrected, or a weight set.</summary>
    SupplyChanged,
}

/// <summary>How often each fault was injected.</summary>
internal sealed class FaultCounts
{
    private readonly long[] counts = new long[Enum.GetValues<Fault>().Length];

    public long this[Fault fault] => counts[(int)fault];

    public void Count(Fault fault) => counts[(int)fault]++;

    public void Add(FaultCounts other)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] += other.counts[i];
        }
    }
}
