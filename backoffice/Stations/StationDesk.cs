using System.Globalization;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Stations;

/// <summary>What technicians write down of a charge point: until when something is good, and the exchange of a board or meter.</summary>
public sealed class StationDesk
{
    private readonly Database database;
    private readonly LiveChargePoints live;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;

    internal StationDesk(Database database, LiveChargePoints live, AuditTrail audit, TimeProvider time)
    {
        this.database = database;
        this.live = live;
        this.audit = audit;
        this.time = time;
    }

    public StationFacts Read(ChargePoint chargePoint) => database.Read((connection, transaction) => StationFacts.Read(connection, transaction, chargePoint));

    /// <summary>Sets until when something is good; the newest row counts.</summary>
    /// <exception cref="RegistryException">The day is beyond reason.</exception>
    public void SetExpiry(ChargePoint chargePoint, ExpiryKind kind, DateOnly lastDay, string by)
    {
        if (lastDay.Year is < 2020 or > 2100)
        {
            throw new RegistryException(Why.DayBeyondReason, Text(lastDay));
        }

        database.Write((connection, transaction) =>
        {
            Expiry? before = StationFacts.Read(connection, transaction, chargePoint).Expiries.FirstOrDefault(one => one.Kind == kind);
            connection.Execute(
                "INSERT INTO charge_point_expiry (charge_point_id, kind, last_day, set_by, set_utc_ms) VALUES (@Id, @kind, @lastDay, @by, @nowUtcMs)",
                new { chargePoint.Id, kind = kind.ToString(), lastDay = Text(lastDay), by, nowUtcMs = NowUtcMs },
                transaction);
            audit.Add(
                connection, transaction, by, AuditAction.ExpirySet, $"{chargePoint} {kind}", before is null ? "" : Text(before.LastDay), Text(lastDay));
        });
    }

    /// <summary>Begins an exchange, with what is there now.</summary>
    /// <exception cref="RegistryException">One has begun already.</exception>
    public void Begin(ChargePoint chargePoint, ExchangeKind kind, string by) => database.Write((connection, transaction) =>
    {
        StationFacts facts = StationFacts.Read(connection, transaction, chargePoint);
        if (facts.Exchange is { } open)
        {
            throw new RegistryException(
                Why.ExchangeUnderWay, open.BegunBy, new Refused(open.Kind == ExchangeKind.Board ? Why.TheBoard : Why.TheMeter), chargePoint.Name);
        }

        connection.Execute(
            """
            INSERT INTO exchange_begun (charge_point_id, kind, journal_id, meter_serial, begun_by, begun_utc_ms)
            VALUES (@Id, @kind, @JournalId, @MeterSerial, @by, @nowUtcMs)
            """,
            new { chargePoint.Id, kind = kind.ToString(), facts.JournalId, facts.MeterSerial, by, nowUtcMs = NowUtcMs },
            transaction);
        audit.Add(connection, transaction, by, AuditAction.ExchangeBegun, $"{chargePoint} {kind}", facts.MeterSerial);
    });

    /// <summary>Ends the exchange that is under way: done when every step is, or given up.</summary>
    /// <exception cref="RegistryException">None is under way, or a step is not done.</exception>
    public void End(ChargePoint chargePoint, bool isDone, string by) => database.Write((connection, transaction) =>
    {
        StationFacts facts = StationFacts.Read(connection, transaction, chargePoint);
        Exchange exchange = facts.Exchange ?? throw new RegistryException(Why.NoExchange, chargePoint.Name);
        if (isDone && ExchangeSteps.Of(exchange, facts, live.Of(chargePoint)).Any(step => !step.IsDone))
        {
            throw new RegistryException(Why.StepNotDone);
        }

        connection.Execute(
            "INSERT INTO exchange_ended (exchange_id, is_done, ended_by, ended_utc_ms) VALUES (@Id, @done, @by, @nowUtcMs)",
            new { exchange.Id, done = isDone ? 1 : 0, by, nowUtcMs = NowUtcMs },
            transaction);
        audit.Add(connection, transaction, by, AuditAction.ExchangeEnded, $"{chargePoint} {exchange.Kind}", exchange.MeterSerial, isDone ? facts.MeterSerial : "given up");
    });

    private long NowUtcMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
