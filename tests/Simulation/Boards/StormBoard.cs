using ChargePointFw.Control;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Mutations;
using ChargePointFw.Simulation.Wires;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulation.Boards;

/// <summary>The parts of a board in the storm; flash, documents, meter and wire outlive its boots.</summary>
internal sealed class StormBoard(Flash flash, Documents documents, TroubledMeter meter, Wire wire, Mutation mutation) : BoardParts
{
    private SimulatedClock? clock;

    /// <summary>How far the wall clock is off when the board boots, ms.</summary>
    public long BootOffsetMs { get; set; }

    /// <summary>Whether it knows the time when it boots.</summary>
    public ClockQuality BootQuality { get; set; } = ClockQuality.Synchronised;

    public override IKeyedHash Hash { get; } = new RememberedHash(new HmacSha256());

    public override void Start(SimulatedClock clock, Bay bay)
    {
        this.clock = clock;
        clock.OffsetMs = BootOffsetMs;
        clock.Quality = BootQuality;
    }

    public override IRecordStore RecordStore(SimulatorOptions options) => mutation.RecordStore(flash);

    public override IDocumentStore DocumentStore(SimulatorOptions options) => documents;

    public override IBrokerConnection Connection(SimulatorOptions options) => mutation.Connection(
        wire, new KeyRing(Hash, options.DeviceKey, options.Site, options.ChargePoint, options.KeyGeneration));

    public override void Recovered(RecoveredState state) => mutation.Recovered(state);

    public override IClock Clock(SimulatedClock clock) => mutation.Clock(clock);

    public override IEnergyMeter Meter(SimulatedMeter truth) => mutation.Meter(meter.Start(truth, clock!), clock!);

    public override IContactor Contactor(IContactor contactor) => mutation.Contactor(contactor, clock!);

    public override ICharger Charger(ICharger charger) => mutation.Charger(charger, clock!);
}
