namespace ChargePointFw.Seams;

/// <summary>The contactor between charger and vehicle. It can always stop a charge; it is no safety device.</summary>
public interface IContactor
{
    /// <summary>What the auxiliary contact says (the commanded state where none is wired).</summary>
    bool IsClosed { get; }

    /// <summary>Drops the coil. Waits for nothing and may be repeated.</summary>
    void Open();

    /// <summary>Energises the coil. May be repeated.</summary>
    void Close();
}
