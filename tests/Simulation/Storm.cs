// One seed's storm: everything in one thread and in virtual time, then it heals, then it is checked.
using System.Globalization;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Checker;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Simulation.Boards;
using ChargePointFw.Simulation.Checks;
using ChargePointFw.Simulation.Mutations;
using ChargePointFw.Simulation.Office;
using ChargePointFw.Simulation.Weather;
using ChargePointFw.Simulation.Wires;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;

namespace ChargePointFw.Simulation;

/// <summary>Runs one seed.</summary>
internal sealed class Storm : IDisposable
{
    private const string DatabaseFile = "ledger.db";
    private const int ReopenedEvery = 3;
    private const long PlanEveryMs = 2 * Forecast.HourMs;
    private readonly Forecast forecast;
    private readonly Mutation mutation;
    private readonly string file;
    private readonly SimulatedTime time = new(DateTimeOffset.FromUnixTimeMilliseconds(Forecast.StartMs));
    private readonly Truth truth = new();
    private readonly Broker broker;
    private readonly SiteWatch site;
    private readonly SiteMischief siteMischief;
    private readonly List<StormChargePoint> chargePoints = [];
    private readonly List<Mischief> mischiefs = [];
    private readonly AcknowledgementCheck acknowledged;
    private Database? database;
    private int officeStarts;
    private SimulatedOffice? office;
    private long boundaryMs = Forecast.StartMs + PlanEveryMs;

    private Storm(Forecast forecast, Mutation mutation, string folder)
    {
        this.forecast = forecast;
        this.mutation = mutation;
        file = Path.Combine(folder, DatabaseFile);
        acknowledged = new AcknowledgementCheck(file);
        broker = new Broker(new Dice(forecast.Seed, 2), Faults) { NowMs = Forecast.StartMs };
        site = new SiteWatch(forecast);
        siteMischief = new SiteMischief(forecast, Faults, this);
    }

    /// <summary>What was injected.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>Now, ms since 1970 in UTC.</summary>
    public long NowMs => time.UtcMs;

    /// <summary>The back office, unless it is away.</summary>
    public SimulatedOffice? Office => office;

    public Broker Broker => broker;

    public SiteWatch Site => site;

    /// <summary>Runs a seed in a folder that is not there before and after; its database begins as a copy of an empty one.</summary>
    public static SeedResult Run(int seed, int days, int chargePoints, Mutation mutation, string emptyDatabase, string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(emptyDatabase, Path.Combine(folder, DatabaseFile));
        using var storm = new Storm(new Forecast(seed, days, chargePoints), mutation, folder);
        try
        {
            storm.Blow();
            return new SeedResult(seed, null, storm.NowMs, storm.Faults);
        }
        catch (ViolationException violation)
        {
            return new SeedResult(seed, violation.Message, storm.NowMs, storm.Faults);
        }
        finally
        {
            storm.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// A new process of the back office over the same database. Every third opens it anew; the others find it opened, since to prepare the same
    /// statements again tells nothing new.
    /// </summary>
    public void StartOffice()
    {
        if (officeStarts++ % ReopenedEvery == 0)
        {
            database?.Dispose();
            database = Database.Open(file, 1, time);
        }

        var next = new SimulatedOffice(file, database!, forecast, time, broker, mutation.Ingest);
        office = next;
        next.Link.Published += Overhear;
        Guard(next.Start);
    }

    /// <summary>A charge point's wire is cut for so long.</summary>
    public void CutWire(string name, long forMs) => mischiefs[chargePoints.FindIndex(one => one.Name == name)].CutWire(forMs);

    /// <summary>The process is gone.</summary>
    public void EndOffice()
    {
        office?.Dispose();
        office = null;
    }

    public void Dispose()
    {
        EndOffice();
        database?.Dispose();
        acknowledged.Dispose();
        foreach (StormChargePoint one in chargePoints)
        {
            one.Dispose();
        }
    }

    private void Blow()
    {
        SetUp();
        while (time.UtcMs < forecast.EndMs)
        {
            Step(forecast.EndMs);
        }

        Heal();
        Drain();
        foreach (StormChargePoint one in chargePoints)
        {
            one.Board.Bay.AdvanceTo(time.UtcMs);
        }

        new EndCheck(forecast, office!, chargePoints, truth).Run(time.UtcMs);
    }

    private void SetUp()
    {
        var keys = new StormKeys(forecast.Seed);
        var hash = new HmacSha256();
        StartOffice();
        office!.Registry.RegisterSite(StormChargePoint.Site, "Asia/Tokyo", forecast.IntervalMinutes);
        foreach (string name in forecast.ChargePoints)
        {
            office.Registry.RegisterChargePoint(StormChargePoint.Site, name, keys.Device(name));
        }

        foreach (string token in forecast.Visits.Where(visit => visit.IsMember).Select(visit => visit.Token).Distinct())
        {
            office.Registry.RegisterMember(
                StormChargePoint.Site, SimulatedCardReader.HashOf(hash, keys.Site, token), "zesp3", DateTimeOffset.FromUnixTimeMilliseconds(forecast.EndMs).AddYears(1));
        }

        office.Supply.ImportPlainCsv(StormChargePoint.Site, new MemoryStream(Forecast.Csv(forecast.SupplyWh)), "supply.csv", "storm");
        for (int i = 0; i < forecast.ChargePoints.Count; i++)
        {
            AddChargePoint(forecast.ChargePoints[i], i, keys);
        }
    }

    private void AddChargePoint(string name, int index, StormKeys keys)
    {
        var one = new StormChargePoint(forecast, name, index, time, broker, keys, Faults, mutation);
        one.PlanTaken += site.Took;
        truth.Meter(name, one.Board.InitialRegisterWh, forecast.MeterResolutionWh);
        long initialMj = one.Board.InitialRegisterWh * 3_600_000;
        if (forecast.IsFair) // else nobody asks for it
        {
            one.Board.MeterRead += (_, utcMs, energyMj) => truth.Reading(name, utcMs, energyMj - initialMj);
            one.Board.ContactorClosed += (_, utcMs, energyMj) => truth.Closed(name, utcMs, energyMj - initialMj);
            one.Board.Bay.CarMoved += (visit, comes, utcMs) => Tell(name, visit.Token, visit.IsMember, comes, utcMs);
        }

        chargePoints.Add(one);
        var mischief = new Mischief(forecast, one, index, broker, Faults, () => time.UtcMs);
        mischief.AnyMessage = () => siteMischief.MessageOfAnother(name);
        mischiefs.Add(mischief);
    }

    private void Tell(string name, string token, bool isMember, bool comes, long utcMs)
    {
        if (comes)
        {
            truth.PluggedIn(name, utcMs, token, isMember);
        }
        else
        {
            truth.Unplugged(name, utcMs);
        }
    }

    // Time moves to the next thing that is due, and everything due then is done, in the same order in every run.
    private void Step(long latestMs)
    {
        long next = Math.Min(latestMs, Math.Min(boundaryMs, Math.Min(broker.DueMs, siteMischief.DueMs)));
        next = Math.Min(next, office?.DueMs ?? long.MaxValue);
        for (int i = 0; i < chargePoints.Count; i++)
        {
            next = Math.Min(next, Math.Min(chargePoints[i].DueMs, mischiefs[i].DueMs));
        }

        if (next > time.UtcMs)
        {
            time.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(next));
        }

        broker.NowMs = time.UtcMs;
        if (siteMischief.DueMs <= time.UtcMs)
        {
            Guard(siteMischief.Work);
        }

        broker.Deliver();
        if (boundaryMs <= time.UtcMs)
        {
            boundaryMs += PlanEveryMs;
            Guard(() => office?.Plan());
        }

        if (office?.DueMs <= time.UtcMs)
        {
            Guard(office.Work);
        }

        for (int i = 0; i < chargePoints.Count; i++)
        {
            if (mischiefs[i].DueMs <= time.UtcMs)
            {
                mischiefs[i].Work();
            }

            if (chargePoints[i].Wire.HasMessage)
            {
                chargePoints[i].Hear();
            }

            if (chargePoints[i].DueMs <= time.UtcMs)
            {
                chargePoints[i].Step();
            }
        }
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (OfficeDiedException)
        {
            EndOffice();
            siteMischief.OfficeDied();
        }
        catch (Exception defect) when (defect is not ViolationException and not PowerLostException)
        {
            throw new ViolationException("the back office goes on", defect.GetType().Name + ": " + defect.Message);
        }
    }

    private void Heal()
    {
        siteMischief.HealAll();
        broker.IsStormy = false;
        foreach (Mischief mischief in mischiefs)
        {
            mischief.HealAll();
        }

        foreach (StormChargePoint one in chargePoints)
        {
            one.SendAway();
        }
    }

    // Stray energy is recorded once an interval: two intervals and some minutes, and all must be said and heard.
    private void Drain()
    {
        long quietMs = time.UtcMs + (2 * forecast.IntervalMs) + 600_000;
        long latestMs = time.UtcMs + (12 * Forecast.HourMs);
        while (time.UtcMs < quietMs || (!IsSettled && time.UtcMs < latestMs))
        {
            Step(time.UtcMs < quietMs ? quietMs : latestMs);
        }

        StormChargePoint? stuck = chargePoints.FirstOrDefault(one => !HasSettled(one));
        if (stuck is not null)
        {
            throw new ViolationException(
                "4 everything heals",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stuck.Name} is {stuck.Board.Phase}, committed {stuck.Board.CommittedUpTo}, acknowledged {stuck.Board.AcknowledgedUpTo}, stored {Stored(stuck)}, drained {stuck.Board.IsDrained}, waiting {stuck.Board.WaitingRecords}, plan {stuck.Board.PlanVersion}, {stuck.Board.Outputs.Verdict}"));
        }
    }

    private bool IsSettled => office is { IsIdle: true } && chargePoints.All(HasSettled);

    private bool HasSettled(StormChargePoint one) =>
        !one.IsOff && one.Board.IsIdle && one.Board.IsDrained && one.Board.WaitingRecords == 0 && Stored(one) == one.Board.CommittedUpTo;

    private long Stored(StormChargePoint one) =>
        office?.Progress.AcknowledgedNumber(StormChargePoint.Site, one.Name, one.Board.JournalId) ?? -1;

    private void Overhear(string topic, byte[] payload)
    {
        if (topic.EndsWith("/ack", StringComparison.Ordinal))
        {
            acknowledged.Run(payload);
        }

        siteMischief.Overhear(topic, payload);
        for (int i = 0; i < mischiefs.Count; i++)
        {
            if (topic.Contains(chargePoints[i].Name, StringComparison.Ordinal))
            {
                mischiefs[i].Remember(topic, payload);
            }
        }
    }
}

/// <summary>How a seed ended.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Violation">What did not hold; null when everything did.</param>
/// <param name="AtMs">Virtual time of the end, ms since 1970 in UTC.</param>
/// <param name="Faults">What was injected.</param>
internal sealed record SeedResult(int Seed, string? Violation, long AtMs, FaultCounts Faults);
