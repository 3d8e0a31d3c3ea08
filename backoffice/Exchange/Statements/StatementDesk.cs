using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Statements;

/// <summary>Makes monthly statements of a site, a programme or a fleet; each from one snapshot.</summary>
public sealed class StatementDesk
{
    private readonly Database database;

    internal StatementDesk(Database database) => this.database = database;

    /// <summary>What a name of somebody's address or command stands for.</summary>
    /// <param name="kind">What it names.</param>
    /// <param name="name">Site, programme or group of members.</param>
    /// <param name="sites">The sites that may be told of.</param>
    /// <exception cref="RegistryException">There is none of that name there.</exception>
    public StatementSubject Subject(StatementKind kind, string name, IReadOnlyList<Site> sites) => kind switch
    {
        StatementKind.Site => new StatementSubject(kind, name, [sites.FirstOrDefault(site => site.Name == name) ?? throw new RegistryException(Why.NoSite, name)]),
        StatementKind.Programme when Programmes().Contains(name) => new StatementSubject(kind, name, sites),
        StatementKind.Fleet when FleetSites(name, sites) is { Count: > 0 } at => new StatementSubject(kind, name, at),
        _ => throw new RegistryException(kind == StatementKind.Fleet ? Why.NoFleet : Why.NoProgramme, name),
    };

    /// <summary>Member programmes, by name.</summary>
    public IReadOnlyList<string> Programmes() => database.Read((connection, transaction) =>
        connection.Query<string>("SELECT name FROM programme ORDER BY name", transaction: transaction).AsList());

    /// <summary>Groups of members at these sites, by name.</summary>
    public IReadOnlyList<string> Fleets(IReadOnlyList<Site> sites) => database.Read((connection, transaction) => connection.Query<string>(
        "SELECT DISTINCT name FROM member_group WHERE site_id IN @ids ORDER BY name", new { ids = sites.Select(site => site.Id).ToArray() }, transaction).AsList());

    /// <summary>The statement of a month.</summary>
    /// <param name="subject">Whose; see <see cref="Subject"/>.</param>
    /// <param name="month">The month's first day.</param>
    public Statement Make(StatementSubject subject, DateOnly month) =>
        database.Read((connection, transaction) => new StatementMaker(connection, transaction, subject, month).Make());

    // One group may have members at several sites; the name is what they share.
    private List<Site> FleetSites(string name, IReadOnlyList<Site> sites) => database.Read((connection, transaction) =>
    {
        HashSet<long> ids = [.. connection.Query<long>("SELECT site_id FROM member_group WHERE name = @name", new { name }, transaction)];
        return sites.Where(site => ids.Contains(site.Id)).ToList();
    });
}
