using System.Diagnostics;
using ChargePointFw.Simulator;

namespace ChargePointFw.Demo.Runs;

/// <summary>The charge points of a run, stepped together on one thread.</summary>
internal sealed class Fleet(Installation installation, IReadOnlyList<SimulatedChargePoint> chargePoints, DemoOptions options) : IDisposable
{
    private readonly IReadOnlyList<Outage> outages = options.Outages;
    private readonly FaultScript faults = new(installation.Scenario.StartUtc, chargePoints, options.Faults);
    private readonly Stopwatch realTime = Stopwatch.StartNew();

    public IReadOnlyList<SimulatedChargePoint> ChargePoints => chargePoints;

    /// <summary>The next instant at which something happens by itself.</summary>
    public DateTimeOffset NextUtc
    {
        get
        {
            long due = chargePoints.Min(chargePoint => chargePoint.DueUtcMs);
            DateTimeOffset next = due >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? DateTimeOffset.MaxValue
                : DateTimeOffset.FromUnixTimeMilliseconds(due);
            next = Earlier(next, installation.Time.NextTimer ?? DateTimeOffset.MaxValue);
            next = Earlier(next, installation.Sun?.NextUtc ?? DateTimeOffset.MaxValue);
            DateTimeOffset now = installation.Time.GetUtcNow();
            foreach (Outage outage in outages)
            {
                DateTimeOffset from = installation.Scenario.StartUtc + outage.After;
                next = from > now ? Earlier(next, from) : next;
                next = from + outage.Length > now ? Earlier(next, from + outage.Length) : next;
            }

            return Earlier(next, faults.NextUtc);
        }
    }

    /// <summary>Everything said is heard, on both sides: records acknowledged, plans held and known to be held.</summary>
    public bool IsSettled => chargePoints.All(IsChargePointSettled) && installation.Sun?.IsHeard != false;

    /// <summary>Cuts and mends the wires as scripted, and brings about the faults that were ordered.</summary>
    public void FollowScript()
    {
        faults.Follow(installation.Time.GetUtcNow());
        TimeSpan elapsed = installation.Time.GetUtcNow() - installation.Scenario.StartUtc;
        foreach (SimulatedChargePoint chargePoint in chargePoints)
        {
            bool isCut = outages.Any(outage =>
                outage.ChargePoint == chargePoint.Name && elapsed >= outage.After && elapsed < outage.After + outage.Length);
            if (isCut != chargePoint.IsCutOff)
            {
                chargePoint.CutOff(isCut);
            }
        }
    }

    /// <summary>The end of the run: a fault or an outage scripted beyond it ends here, so that everything recorded comes in.</summary>
    public void MendAll()
    {
        faults.MendAll();
        foreach (SimulatedChargePoint chargePoint in chargePoints.Where(chargePoint => chargePoint.IsCutOff))
        {
            chargePoint.CutOff(false);
        }
    }

    /// <summary>Steps whatever is due now.</summary>
    public void Tick()
    {
        long nowUtcMs = installation.Time.UtcMs;
        foreach (SimulatedChargePoint chargePoint in chargePoints)
        {
            if (chargePoint.DueUtcMs <= nowUtcMs || chargePoint.HasNews)
            {
                chargePoint.Tick();
            }
        }
    }

    /// <summary>Lets every link work.</summary>
    public void Poll()
    {
        foreach (SimulatedChargePoint chargePoint in chargePoints)
        {
            chargePoint.Poll(realTime.ElapsedMilliseconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SimulatedChargePoint chargePoint in chargePoints)
        {
            chargePoint.Dispose();
        }
    }

    private bool IsChargePointSettled(SimulatedChargePoint chargePoint)
    {
        if (chargePoint.IsCutOff || chargePoint.IsOff || chargePoint.IsHeldBack)
        {
            return true;
        }

        var progress = installation.BackOffice.Progress;
        long published = progress.PublishedPlanVersion(Installation.Site, chargePoint.Name);
        return chargePoint.IsSettled
            && chargePoint.PlanVersion == published
            && chargePoint.TokensVersion > 0
            && progress.HeldPlanVersion(Installation.Site, chargePoint.Name) == published
            && progress.AcknowledgedNumber(Installation.Site, chargePoint.Name, chargePoint.JournalId) == chargePoint.CommittedUpTo;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
