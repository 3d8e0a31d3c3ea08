using ChargePointFw.Control;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator;

/// <summary>
/// What stands behind the seams of a simulated board. As it is: files for a flash, a real broker, hardware without faults.
/// Whoever wants trouble overrides the part that is to make it. Every part is asked for anew at each boot.
/// </summary>
public class BoardParts
{
    private const int SegmentCount = 24;
    private const int SegmentBytes = 8_128;

    /// <summary>A boot begins.</summary>
    /// <param name="clock">The board's clocks until the next boot.</param>
    /// <param name="bay">The physical side.</param>
    public virtual void Start(SimulatedClock clock, Bay bay)
    {
    }

    /// <summary>What computes its tags.</summary>
    public virtual IKeyedHash Hash { get; } = new HmacSha256();

    /// <summary>Where the journal lives.</summary>
    public virtual IRecordStore RecordStore(SimulatorOptions options) =>
        new FileRecordStore(options.Folder, Path.DirectorySeparatorChar.ToString(), SegmentCount, SegmentBytes);

    /// <summary>Where plan and token list live.</summary>
    public virtual IDocumentStore DocumentStore(SimulatorOptions options) =>
        new FileDocumentStore(options.Folder, Path.DirectorySeparatorChar.ToString());

    /// <summary>The way to the broker.</summary>
    public virtual IBrokerConnection Connection(SimulatorOptions options) => new M2MqttConnection(options.Broker);

    /// <summary>What the journal found has been read.</summary>
    public virtual void Recovered(RecoveredState state)
    {
    }

    /// <summary>The clocks as the control loop reads them.</summary>
    public virtual IClock Clock(SimulatedClock clock) => clock;

    /// <summary>The meter as the control loop reads it.</summary>
    public virtual IEnergyMeter Meter(SimulatedMeter meter) => meter;

    /// <summary>The contactor as the control loop moves it.</summary>
    public virtual IContactor Contactor(IContactor contactor) => contactor;

    /// <summary>The charger as the control loop moves it.</summary>
    public virtual ICharger Charger(ICharger charger) => charger;
}
