namespace ChargePointFw.Seams;

/// <summary>
/// The contacts that forbid charging. All are closed while everything is well, so that a broken wire or a plug that is off
/// stops; where one is not wired, it never does. Read once a step as they are: the firmware debounces them.
/// </summary>
public interface IStopContacts
{
    /// <summary>The emergency stop is pressed.</summary>
    bool IsEmergencyStopPressed { get; }

    /// <summary>The cabinet's door is open.</summary>
    bool IsDoorOpen { get; }

    /// <summary>The residual-current device has tripped (its signal contact).</summary>
    bool HasResidualCurrentTripped { get; }

    /// <summary>The thermostat says that it is too hot; its own hysteresis says when no longer.</summary>
    bool IsTooHot { get; }
}
