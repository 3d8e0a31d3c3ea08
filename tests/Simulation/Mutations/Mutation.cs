using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.Control;
using ChargePointFw.Keys;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Office;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Mutations;

/// <summary>
/// A bug planted at a seam. The product's code knows nothing of it: each method gets the real part and gives back one that
/// errs. As it stands it changes nothing.
/// </summary>
internal class Mutation
{
    /// <summary>How <c>--mutation</c> calls it.</summary>
    public string Name => string.Concat(GetType().Name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? "-" + letter : "" + letter)).ToLowerInvariant();

    public virtual IRecordStore RecordStore(IRecordStore store) => store;

    public virtual IBrokerConnection Connection(IBrokerConnection connection, KeyRing keys) => connection;

    public virtual IEnergyMeter Meter(IEnergyMeter meter, IClock clock) => meter;

    public virtual IClock Clock(IClock clock) => clock;

    public virtual IContactor Contactor(IContactor contactor, IClock clock) => contactor;

    public virtual ICharger Charger(ICharger charger, IClock clock) => charger;

    public virtual void Recovered(RecoveredState state)
    {
    }

    public virtual IIntake Ingest(Intake intake, SimulatedOffice office) => new PlainIntake(intake);

    /// <summary>A board is made anew for each charge point and seed.</summary>
    public virtual void Begin(Dice dice)
    {
    }
}
