// What may go after a while. Whatever a figure, a claim, a finding or a person's doing rests on is kept for good.
using System.Data.Common;
using System.Globalization;
using System.Xml.Linq;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>What a rule found.</summary>
/// <param name="What">The table.</param>
/// <param name="AfterDays">So old it may go.</param>
/// <param name="Rows">Rows that are older.</param>
public sealed record RetentionLine(string What, int AfterDays, long Rows);

/// <summary>Removes what is old and needed for nothing; first it shows, then it does.</summary>
public sealed class Retention
{
    /// <summary>What charge points were asked, and their answers: the audit trail keeps who asked what.</summary>
    public const int CommandDays = 730;

    /// <summary>Keys of cookies and forms, after they have expired.</summary>
    public const int PageKeyDays = 30;

    private const long DayMs = 86_400_000;

    private readonly Database database;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;

    internal Retention(Database database, AuditTrail audit, TimeProvider time) => (this.database, this.audit, this.time) = (database, audit, time);

    /// <summary>Counts what may go, and removes it if wished, in one transaction; who did is written down.</summary>
    /// <param name="by">Who.</param>
    /// <param name="apply">False to be shown only.</param>
    public IReadOnlyList<RetentionLine> Run(string by, bool apply) => Run(by, apply, time.GetUtcNow());

    internal IReadOnlyList<RetentionLine> Run(string by, bool apply, DateTimeOffset now) => database.Write((connection, transaction) =>
    {
        long commandsMs = now.ToUnixTimeMilliseconds() - (CommandDays * DayMs);
        string[] keys = ExpiredKeys(connection, transaction, now.AddDays(-PageKeyDays));
        RetentionLine[] lines =
        [
            new("charge_point_command", CommandDays, connection.ExecuteScalar<long>("SELECT count(*) FROM charge_point_command WHERE id < @commandsMs", new { commandsMs }, transaction)),
            new("charge_point_answer", CommandDays, connection.ExecuteScalar<long>("SELECT count(*) FROM charge_point_answer WHERE command_id < @commandsMs", new { commandsMs }, transaction)),
            new("page_key", PageKeyDays, keys.Length),
        ];
        if (apply && lines.Any(one => one.Rows > 0))
        {
            connection.Execute("DELETE FROM charge_point_answer WHERE command_id < @commandsMs", new { commandsMs }, transaction); // a command's id is its time
            connection.Execute("DELETE FROM charge_point_command WHERE id < @commandsMs", new { commandsMs }, transaction);
            connection.Execute("DELETE FROM page_key WHERE name = @name", keys.Select(name => new { name }), transaction);
            audit.Add(connection, transaction, by, AuditAction.Removed, "retention", after: string.Join(", ", lines.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.What} {one.Rows}"))));
        }

        return lines;
    });

    private static string[] ExpiredKeys(DbConnection connection, DbTransaction transaction, DateTimeOffset before) =>
    [
        .. connection.Query<(string Name, string Xml)>("SELECT name, xml FROM page_key", transaction: transaction)
            .Where(one => DateTimeOffset.TryParse(XElement.Parse(one.Xml).Element("expirationDate")?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expired)
                && expired < before)
            .Select(one => one.Name),
    ];
}
