using ChargePointFw.BackOffice.Ingest;

namespace ChargePointFw.Simulation.Office;

/// <summary>What the run asks of the ingest: here a planted bug can stand between.</summary>
internal interface IIntake
{
    void Load();

    Arrival? Take(string topic, byte[] payload);

    void Store(IReadOnlyList<Arrival> arrivals);

    TimeSpan? LookAround();

    void TellAll();
}

/// <summary>The real one, unchanged.</summary>
internal class PlainIntake(Intake intake) : IIntake
{
    public void Load() => intake.Load();

    public virtual Arrival? Take(string topic, byte[] payload) => intake.Take(topic, payload);

    public virtual void Store(IReadOnlyList<Arrival> arrivals) => intake.Store(arrivals);

    public TimeSpan? LookAround() => intake.LookAround();

    public void TellAll() => intake.TellAll();
}
