// What happens to the site: broker, back office, disk, supply.
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.Simulation.Boards;

namespace ChargePointFw.Simulation.Weather;

/// <summary>Picks one trouble after the other for what the charge points share.</summary>
internal sealed class SiteMischief
{
    private const long MinuteMs = 60_000;
    private readonly Forecast forecast;
    private readonly FaultCounts faults;
    private readonly Storm storm;
    private readonly Dice dice;
    private readonly List<(string Topic, byte[] Payload)> overheard = [];
    private long nextMs;
    private long brokerBackMs = long.MaxValue;
    private long officeBackMs = long.MaxValue;
    private long diskFreeMs = long.MaxValue;
    private long reconnectMs = long.MaxValue;
    private long replanMs = long.MaxValue;
    private int corrections;

    public SiteMischief(Forecast forecast, FaultCounts faults, Storm storm)
    {
        this.forecast = forecast;
        this.faults = faults;
        this.storm = storm;
        dice = new Dice(forecast.Seed, 3);
        nextMs = Forecast.StartMs + dice.Pause(MeanMs);
    }

    public long DueMs => Math.Min(Math.Min(nextMs, brokerBackMs), Math.Min(Math.Min(officeBackMs, diskFreeMs), Math.Min(reconnectMs, replanMs)));

    private static long MeanMs => 5 * Forecast.HourMs;

    /// <summary>Does what is due.</summary>
    public void Work()
    {
        long now = storm.NowMs;
        if (brokerBackMs <= now)
        {
            brokerBackMs = long.MaxValue;
            storm.Broker.ComeUp();
            reconnectMs = now + dice.Between(100, 5_000);
        }

        if (officeBackMs <= now)
        {
            officeBackMs = long.MaxValue;
            storm.StartOffice();
        }

        if (diskFreeMs <= now)
        {
            diskFreeMs = long.MaxValue;
        }

        if (reconnectMs <= now)
        {
            reconnectMs = long.MaxValue;
            storm.Office?.Link.Reconnect(); // without one: whoever starts connects
        }

        if (replanMs <= now)
        {
            replanMs = long.MaxValue;
            storm.Office?.Plan();
        }

        if (nextMs <= now)
        {
            nextMs = now + dice.Pause(MeanMs);
            Begin(now);
        }

        if (storm.Office is { } office)
        {
            office.IsDiskFull = diskFreeMs != long.MaxValue;
        }
    }

    /// <summary>The process ended in the midst of its work.</summary>
    public void OfficeDied() => officeBackMs = storm.NowMs + dice.Any(500, 10_000, dice.Between(60_000, 900_000));

    /// <summary>The storm is over.</summary>
    public void HealAll()
    {
        nextMs = replanMs = long.MaxValue;
        brokerBackMs = brokerBackMs == long.MaxValue ? brokerBackMs : storm.NowMs;
        officeBackMs = officeBackMs == long.MaxValue ? officeBackMs : storm.NowMs;
        diskFreeMs = diskFreeMs == long.MaxValue ? diskFreeMs : storm.NowMs;
        if (storm.Office is { } office)
        {
            office.Link.DiesAtNextPublish = false;
        }
    }

    /// <summary>The back office has published something.</summary>
    public void Overhear(string topic, byte[] payload)
    {
        if (overheard.Count < 16)
        {
            overheard.Add((topic, payload));
        }
        else
        {
            overheard[dice.Between(0, 15)] = (topic, payload);
        }
    }

    /// <summary>A document for another charge point than this, if one was overheard.</summary>
    public (string Topic, byte[] Payload)? MessageOfAnother(string name)
    {
        List<(string Topic, byte[] Payload)> others = [.. overheard.Where(one => !one.Topic.Contains(name, StringComparison.Ordinal))];
        return others.Count == 0 ? null : others[dice.Between(0, others.Count - 1)];
    }

    private void Begin(long now)
    {
        switch (dice.Any(Fault.BrokerRestart, Fault.OfficeRestart, Fault.DiskFull, Fault.SupplyChanged))
        {
            case Fault.BrokerRestart when storm.Broker.IsUp:
                faults.Count(Fault.BrokerRestart);
                storm.Broker.GoDown(dice.Once(2));
                brokerBackMs = now + dice.Any(500, 20_000, dice.Between(60_000, 1_800_000));
                break;
            case Fault.OfficeRestart when storm.Office is { } office:
                faults.Count(Fault.OfficeRestart);
                if (dice.Once(2))
                {
                    office.Link.DiesAtNextPublish = true;
                }
                else
                {
                    storm.EndOffice();
                    OfficeDied();
                }

                break;
            case Fault.DiskFull when diskFreeMs == long.MaxValue:
                faults.Count(Fault.DiskFull);
                diskFreeMs = now + dice.Any(20_000, dice.Between(1, 10) * MinuteMs, dice.Between(1, 30) * MinuteMs);
                break;
            case Fault.SupplyChanged when !forecast.IsFair && storm.Office is { } office:
                faults.Count(Fault.SupplyChanged);
                office.Passing(() => Change(office, now));
                break;
            default:
                break;
        }
    }

    private void Change(Office.SimulatedOffice office, long now)
    {
        if (dice.Once(forecast.Rebalances ? 2 : 3))
        {
            // One that does not hear of it keeps what it was promised, which must not be given to the others meanwhile.
            string name = forecast.ChargePoints[dice.Between(0, forecast.ChargePoints.Count - 1)];
            bool isDeaf = forecast.Rebalances && dice.Once(2);
            if (isDeaf)
            {
                storm.CutWire(name, dice.Between(60, 300) * MinuteMs);
            }

            replanMs = now + dice.Between(5, 40) * MinuteMs;
            office.Rules.Set(StormChargePoint.Site, new WeightChange(name, isDeaf ? 0 : dice.Between(0, 5)), "storm");
            office.Plan();
            return;
        }

        var corrected = new SortedDictionary<long, long>();
        long first = now - (now % forecast.IntervalMs) + dice.Between(1, 12) * forecast.IntervalMs;
        for (int i = dice.Between(1, 8); i > 0; i--, first += forecast.IntervalMs)
        {
            long energyWh = dice.Between(0, 60_000);
            corrected[first] = energyWh;
            storm.Site.Supply(first, energyWh);
        }

        office.Supply.ImportPlainCsv(
            StormChargePoint.Site, new MemoryStream(Forecast.Csv(corrected)), $"correction-{corrections++}.csv", "storm", asCorrection: true);
    }
}
