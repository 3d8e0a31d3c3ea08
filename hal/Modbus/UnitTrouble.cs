namespace ChargePointFw.Modbus;

/// <summary>What keeps a unit from being read; it lasts until the unit is read well again.</summary>
public enum UnitTrouble
{
    None,

    /// <summary>No answer in time, or one that broke off.</summary>
    Silent,

    /// <summary>Answers with a wrong check sum, a wrong length or a wrong function.</summary>
    Garbled,

    /// <summary>Another unit answered.</summary>
    Foreign,

    /// <summary>The unit refused the registers with an exception.</summary>
    Refused,

    /// <summary>The unit said again and again that it is busy.</summary>
    Busy,

    /// <summary>NaN, an infinity or the maker's mark for "no value" where a number belongs.</summary>
    NoNumber,

    /// <summary>A number that no meter of this kind can tell.</summary>
    OutOfRange,

    /// <summary>The register steps by more than the profile's resolution.</summary>
    TooCoarse,

    /// <summary>A register of 0 that has not been told for long enough.</summary>
    Zero,

    /// <summary>A SunSpec device without a meter model, or none at all.</summary>
    NoModel,
}
