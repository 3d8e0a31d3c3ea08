namespace ChargePointFw.Seams;

/// <summary>How far the wall clock may be trusted. The words follow OCMF's time status (U, I, S).</summary>
public enum ClockQuality : byte
{
    /// <summary>No idea of the time: nothing that needs a half hour may be decided.</summary>
    Unknown = 0,

    /// <summary>Kept by a battery-backed clock or by the oscillator, within its stated drift bound.</summary>
    Informative = 1,

    /// <summary>Synchronised with a time server within the allowed age.</summary>
    Synchronised = 2,
}
