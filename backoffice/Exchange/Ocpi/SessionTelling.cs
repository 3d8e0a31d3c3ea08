using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// Says one session after the other, and makes, credits and replaces CDRs. A CDR is sealed: when what it says of the charge
/// has changed it is credited, and another one is made; when staff dropped the session it is credited and that is all.
/// </summary>
internal sealed class SessionTelling(
    DbConnection connection, DbTransaction transaction, Registry registry, KnownPlaces known, StationOperator operates, long nowMs)
{
    // Facts that are missing are set in a transaction that also wakes who waits for them: known is read in this one.
    private const string Facts = "facts";
    private const string Checks = "checks";
    private const string Decision = "decision";
    private const string Start = "start";

    private readonly ToldObjects told = new(connection, transaction, nowMs);

    /// <summary>Says a session that is due, and takes it out of what is due unless it waits for something.</summary>
    public void Tell(long journalRow, long number)
    {
        string? waitsFor = TellNow(journalRow, number);
        connection.Execute(
            waitsFor is null
                ? "DELETE FROM told_due WHERE journal_row = @journalRow AND session_number = @number"
                : "UPDATE told_due SET waits_for = @waitsFor WHERE journal_row = @journalRow AND session_number = @number",
            new { journalRow, number, waitsFor }, transaction);
    }

    private string? TellNow(long journalRow, long number)
    {
        if (SessionRows.Read(connection, transaction, journalRow, number) is not { } session)
        {
            return null; // decided about one that no record states
        }

        if (registry.FindChargePoint(session.Site, session.ChargePoint) is not { } chargePoint)
        {
            return Checks; // registered by another process, a moment ago
        }

        SessionBookings bookings = SessionBookings.Read(connection, transaction, journalRow, number, session.BeginMs);
        if (!known.Places.TryGetValue(chargePoint.Site.Id, out Place? place)
            || !known.Connectors.ContainsKey(chargePoint.Id)
            || ChargeFacts.Read(connection, transaction, chargePoint, session, bookings) is not { } facts)
        {
            return Facts;
        }

        if (told.Find(ToldKind.Tariff, TariffObjects.IdOf(facts.Tariff)) is not { } tariff)
        {
            return Checks; // set a moment ago: told with the next look
        }

        told.Put(ToldKind.Session, facts.SessionId, chargePoint.Site.Id, SessionObjects.Session(facts, operates), facts.Programme);
        (string cdrId, long revision, string substance) = connection.QueryFirstOrDefault<(string, long, string)>(
            "SELECT cdr_id, revision, substance FROM told_session WHERE journal_row = @journalRow AND session_number = @number", new { journalRow, number }, transaction);
        (string Id, long Revision, string Substance) before = (cdrId ?? "", revision, substance ?? "");
        string? waitsFor = WaitsFor(facts, bookings);
        (string Id, long Revision, string Substance) after = waitsFor is null ? Seal(facts, place, tariff.Timed(), before) : before;
        connection.Execute(
            """
            INSERT INTO told_session (journal_row, session_number, status, cdr_id, revision, substance)
            VALUES (@journalRow, @number, @Status, @Id, @Revision, @Substance)
            ON CONFLICT (journal_row, session_number) DO UPDATE SET
                status = excluded.status, cdr_id = excluded.cdr_id, revision = excluded.revision, substance = excluded.substance
            """,
            new { journalRow, number, facts.Status, after.Id, after.Revision, after.Substance }, transaction);
        return waitsFor;
    }

    // What keeps it from having another CDR than it has; null for nothing.
    private string? WaitsFor(ChargeFacts facts, SessionBookings bookings)
    {
        SessionRow session = facts.Session;
        if (facts.IsDropped)
        {
            return null;
        }

        if (session.UntilMs is not null && bookings.Records.Count > 0)
        {
            long checkedUpTo = connection.ExecuteScalar<long?>(
                "SELECT number FROM check_cursor WHERE journal_row = @JournalRow", session, transaction) ?? 0;
            if (checkedUpTo < bookings.Records[^1].Number)
            {
                return Checks;
            }
        }

        return session.IsWithheld ? Decision : session.UntilMs is not null && session.Minutes is null ? Start : null;
    }

    private (string Id, long Revision, string Substance) Seal(
        ChargeFacts facts, Place place, JsonObject tariff, (string Id, long Revision, string Substance) before)
    {
        string substance = facts.Status == "COMPLETED" ? SessionObjects.Substance(facts) : "";
        if (substance == before.Substance)
        {
            return before;
        }

        long siteId = facts.ChargePoint.Site.Id;
        if (before.Id.Length > 0 && told.Find(ToldKind.Cdr, before.Id) is { } wrong)
        {
            told.Put(ToldKind.Cdr, SessionObjects.CreditIdOf(before.Id), siteId, SessionObjects.Credit(OcpiJson.Read(wrong.Body)), facts.Programme);
        }

        if (substance.Length == 0)
        {
            return ("", before.Revision, "");
        }

        long revision = before.Revision + 1;
        string id = revision == 1 ? facts.SessionId : string.Create(CultureInfo.InvariantCulture, $"{facts.SessionId}-R{revision}");
        told.Put(ToldKind.Cdr, id, siteId, SessionObjects.Cdr(id, facts, operates, place, known, tariff), facts.Programme);
        return (id, revision, substance);
    }
}
