using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>What staff decided about a journal whose records are missing.</summary>
/// <param name="Id">Row of the decision.</param>
/// <param name="ChargePointId">Row of the charge point.</param>
/// <param name="JournalId">As the charge point drew it.</param>
/// <param name="Number">Everything up to and with this record is given up.</param>
/// <param name="Tag">That record's tag, of a checkpoint; null where the record behind it must prove it.</param>
/// <param name="By">Who decided.</param>
internal sealed record JournalDecision(long Id, long ChargePointId, long JournalId, long Number, byte[]? Tag, string By);

/// <summary>
/// Where staff let a journal go on behind a gap. A running back office that sees the gap takes a decision up within a minute; rows are added,
/// and marked when they have been carried out.
/// </summary>
public sealed class JournalDecisions
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal JournalDecisions(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>
    /// Gives up what is missing before a record that the charge point still has. That record proves the next one and is
    /// itself proven by none, so that it counts as lost, too.
    /// </summary>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    /// <param name="journalId">Which journal.</param>
    /// <param name="number">The first record that is there again; above what is stored.</param>
    /// <param name="by">Who decides.</param>
    /// <exception cref="RegistryException">No such charge point, or the record is stored.</exception>
    public void AcceptFrom(string site, string chargePoint, long journalId, long number, string by) =>
        Add([(Find(site, chargePoint), journalId, number, null)], by);

    /// <summary>
    /// Takes over how far each journal had come from a day's document. It counts only for what the charge points are asked
    /// for in vain: what they still have comes from them.
    /// </summary>
    /// <returns>How many journals are ahead of what is stored.</returns>
    /// <exception cref="RegistryException">A charge point of the document is not registered; nothing is taken over.</exception>
    public int ImportCheckpoints(string site, IEnumerable<(string ChargePoint, long JournalId, long Number, byte[] Tag)> checkpoints, string by)
    {
        (ChargePoint, long, long, byte[]?)[] ahead =
        [
            .. checkpoints.Select(one => (Find(site, one.ChargePoint), one.JournalId, one.Number, (byte[]?)one.Tag))
                .Where(one => one.Number > StoredNumber(one.Item1, one.JournalId)),
        ];
        Add(ahead, by);
        return ahead.Length;
    }

    /// <summary>What has not been carried out yet, oldest first.</summary>
    internal IReadOnlyList<JournalDecision> Open() => database.Read((connection, transaction) =>
        connection.Query<(long Id, long ChargePointId, long JournalId, long Number, byte[]? Tag, string By)>(
            "SELECT id, charge_point_id, journal_id, number, tag, decided_by FROM journal_decision WHERE done_utc_ms IS NULL ORDER BY id",
            transaction: transaction)
            .Select(row => new JournalDecision(row.Id, row.ChargePointId, row.JournalId, row.Number, row.Tag, row.By))
            .ToList());

    private ChargePoint Find(string site, string chargePoint) =>
        registry.FindChargePoint(site, chargePoint) ?? throw new RegistryException(Why.NotRegistered, site, chargePoint);

    private void Add(IReadOnlyList<(ChargePoint ChargePoint, long JournalId, long Number, byte[]? Tag)> decisions, string by)
    {
        foreach ((ChargePoint chargePoint, long journalId, long number, byte[]? _) in decisions)
        {
            long stored = StoredNumber(chargePoint, journalId);
            if (journalId is < 1 or > uint.MaxValue || number < 1 || number > uint.MaxValue || number <= stored + 1)
            {
                throw new RegistryException(Why.JournalNotAhead, journalId, chargePoint, stored, uint.MaxValue, stored + 2);
            }
        }

        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO journal_decision (charge_point_id, journal_id, number, tag, decided_by, decided_utc_ms)
            VALUES (@Id, @JournalId, @Number, @Tag, @by, @nowMs)
            """,
            decisions.Select(one => new { one.ChargePoint.Id, one.JournalId, one.Number, one.Tag, by, nowMs }),
            transaction));
    }

    private long StoredNumber(ChargePoint chargePoint, long journalId) => database.Read((connection, transaction) => connection.ExecuteScalar<long>(
        "SELECT coalesce(max(contiguous_number), 0) FROM journal WHERE charge_point_id = @Id AND journal_id = @journalId",
        new { chargePoint.Id, journalId },
        transaction));
}
