using System.Data.Common;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// Keeps what partners are told up to date: before each answer, and by the minute. What has not changed keeps its time, and
/// costs a look. A session is told once operator, place, connector and tariff are known; its CDR once it has ended, its
/// records were checked, and nothing open blocks or holds it.
/// </summary>
public sealed class Telling
{
    // Said in one transaction: ingest waits no longer than that takes.
    private const int SessionsAtOnce = 25;
    private const int MostSessions = 20_000;
    private const int MostStepsForAnswer = 40;
    private const long PauseMs = 10_000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly PublicStatuses statuses;
    private readonly TimeProvider time;
    private readonly Lock one = new();
    private readonly Dictionary<long, ((long Settled, long MonthMs) Of, (JsonObject? Members, JsonObject? All) Mix)> mixes = [];
    private string placesBefore = "";
    private long againMs;

    internal Telling(Database database, Registry registry, PublicStatuses statuses, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.statuses = statuses;
        this.time = time;
    }

    /// <summary>Says whatever has changed. Nothing while nobody has said who operates the charge points.</summary>
    /// <param name="mayGoOn">Asked between two transactions; null to see it through.</param>
    public void CatchUp(Func<bool>? mayGoOn = null)
    {
        KnownPlaces known = database.Read(Places.Read);
        if (known.Operator is not null)
        {
            TellPlaces(known, known.Operator);
            TellSessions(mayGoOn ?? (static () => true));
        }
    }

    /// <summary>The same behind ingest, with a pause of ten seconds: in full flow sessions change with every batch.</summary>
    internal void CatchUpBehind(Func<bool> mayGoOn)
    {
        long nowMs = NowMs;
        if (nowMs >= againMs || againMs - nowMs > PauseMs)
        {
            CatchUp(mayGoOn);
            againMs = nowMs + PauseMs;
        }
    }

    /// <summary>As much of it as whoever waits for an answer can wait for: the rest is said behind ingest.</summary>
    internal void CatchUpForAnswer()
    {
        int steps = MostStepsForAnswer;
        CatchUp(() => steps-- > 0);
    }

    /// <summary>Sessions that are not told, or have no CDR, and what each waits for: checks, a decision, facts, or a start that nobody knows.</summary>
    public IReadOnlyList<(string WaitsFor, long Sessions)> Waiting() => database.Read((connection, transaction) => connection.Query<(string, long)>(
        "SELECT waits_for, count(*) FROM told_due GROUP BY waits_for ORDER BY waits_for", transaction: transaction).ToArray());

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    // Locations and tariffs are few: they are put together each time, and written when the text differs.
    private void TellPlaces(KnownPlaces known, StationOperator operates)
    {
        using Lock.Scope alone = one.EnterScope();
        long nowMs = NowMs;
        (Site Site, TariffRow[] Tariffs, (JsonObject? Members, JsonObject? All) Mix)[] sites = database.Read((connection, transaction) =>
            registry.Sites.Where(site => known.Places.ContainsKey(site.Id))
                .Select(site => (site, Tariffs.Of(connection, transaction, site).ToArray(), MixOf(connection, transaction, site, nowMs))).ToArray());
        string now = string.Join('\n', sites.Select(one => string.Join('\t', Tell(one, static (_, _, _, _, _) => 0))));
        if (now == placesBefore)
        {
            return;
        }

        database.Write((connection, transaction) =>
        {
            var told = new ToldObjects(connection, transaction, nowMs);
            foreach (var site in sites)
            {
                Tell(site, (kind, id, siteId, body, programme) => told.Put(kind, id, siteId, body, programme));
            }
        });
        placesBefore = now;

        // Puts every part with the time of the parts within it; what it gives are the texts.
        List<string> Tell((Site Site, TariffRow[] Tariffs, (JsonObject? Members, JsonObject? All) Mix) at, Func<ToldKind, string, long, JsonObject, string, long> put)
        {
            var texts = new List<string>();
            foreach (TariffRow tariff in at.Tariffs)
            {
                Put(ToldKind.Tariff, TariffObjects.IdOf(tariff.Tariff), TariffObjects.Tariff(tariff, operates, tariff.Programme.Length > 0 ? Copy(at.Mix.Members) : null), tariff.Programme);
            }

            string[] current = [.. at.Tariffs.Where(tariff => tariff.CountsAt(nowMs)).Select(tariff => TariffObjects.IdOf(tariff.Tariff))];
            var evses = new JsonArray();
            foreach (ChargePoint chargePoint in registry.ChargePointsOf(at.Site))
            {
                if (known.Connectors.TryGetValue(chargePoint.Id, out Connector? facts))
                {
                    string uid = at.Site.Name + "/" + LocationObjects.UidOf(chargePoint);
                    JsonObject connector = Put(ToldKind.Connector, uid + "/" + LocationObjects.ConnectorId, LocationObjects.Connector(facts, current));
                    evses.Add((JsonNode)Put(ToldKind.Evse, uid, LocationObjects.Evse(chargePoint, known, statuses.Of(chargePoint), connector)));
                }
            }

            Put(ToldKind.Location, at.Site.Name, LocationObjects.Location(at.Site, operates, known.Places[at.Site.Id], evses, Copy(at.Mix.All)));
            return texts;

            JsonObject Put(ToldKind kind, string id, JsonObject body, string programme = "")
            {
                texts.Add(OcpiJson.Write(body));
                return OcpiJson.Timed(body, put(kind, id, at.Site.Id, body, programme));
            }
        }
    }

    private (JsonObject? Members, JsonObject? All) MixOf(DbConnection connection, DbTransaction transaction, Site site, long nowMs)
    {
        (long Settled, long MonthMs) of = (
            connection.ExecuteScalar<long?>("SELECT max(id) FROM settlement", transaction: transaction) ?? 0, IntervalLedger.MonthStart(site, nowMs, 0));
        if (!mixes.TryGetValue(site.Id, out var held) || held.Of != of)
        {
            mixes[site.Id] = held = (of, EnergyMixes.Read(connection, transaction, site, nowMs));
        }

        return held.Mix;
    }

    private static JsonObject? Copy(JsonObject? mix) => mix?.DeepClone().AsObject();

    private void TellSessions(Func<bool> mayGoOn)
    {
        while (database.Read((connection, transaction) => new DueSessions(connection, transaction).IsAnythingNew())
            && Alone(() => database.Write((connection, transaction) => new DueSessions(connection, transaction).Find()))
            && mayGoOn())
        {
            // the next records
        }

        HashSet<(long, long)> lookedAt = [];
        for (int left = MostSessions; left > 0 && mayGoOn(); left -= SessionsAtOnce)
        {
            (long JournalRow, long Number)[] some = database.Read((connection, transaction) => connection.Query<(long, long)>(
                "SELECT journal_row, session_number FROM told_due WHERE waits_for IN ('', 'checks') ORDER BY waits_for, journal_row, session_number LIMIT @limit",
                new { limit = SessionsAtOnce + lookedAt.Count }, transaction).Where(lookedAt.Add).Take(SessionsAtOnce).ToArray());
            if (some.Length == 0)
            {
                return;
            }

            Alone(() => database.Write((connection, transaction) =>
            {
                KnownPlaces known = Places.Read(connection, transaction);
                var sessions = new SessionTelling(connection, transaction, registry, known, known.Operator!, NowMs);
                foreach ((long journalRow, long number) in some)
                {
                    sessions.Tell(journalRow, number);
                }

                return true;
            }));
        }
    }

    // One step at a time: an answer waits for no more than that.
    private bool Alone(Func<bool> step)
    {
        lock (one)
        {
            return step();
        }
    }
}
