using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.People;

/// <summary>The rows of people, inside somebody's transaction.</summary>
internal sealed class PersonRows(DbConnection connection, DbTransaction transaction)
{
    private const string Columns =
        """
        SELECT id AS Id, name AS Name, role AS Role, sees_all_sites AS SeesAllSites, is_disabled AS IsDisabled,
               must_change_password AS MustChangePassword, stamp AS Stamp, locked_until_utc_ms AS LockedUntilUtcMs,
               signed_in_utc_ms AS SignedInUtcMs
        FROM person
        """;

    public Person? Find(long id) => WithSites(connection.QuerySingleOrDefault<Row>(Columns + " WHERE id = @id", new { id }, transaction));

    public Person? Find(string name) => WithSites(connection.QuerySingleOrDefault<Row>(Columns + " WHERE name = @name", new { name }, transaction));

    public IReadOnlyList<Person> All() => [.. connection.Query<Row>(Columns + " ORDER BY name", transaction: transaction).AsList().Select(row => WithSites(row)!)];

    public long ActiveAdministrators() => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM person WHERE role = 'Administrator' AND is_disabled = 0", transaction: transaction);

    public void SetSites(long id, IEnumerable<Site> sites)
    {
        connection.Execute("DELETE FROM person_site WHERE person_id = @id", new { id }, transaction);
        foreach (Site site in sites)
        {
            connection.Execute("INSERT INTO person_site (person_id, site_id) VALUES (@id, @siteId)", new { id, siteId = site.Id }, transaction);
        }
    }

    private Person? WithSites(Row? row) => row is null ? null : new Person
    {
        Id = row.Id,
        Name = row.Name,
        Role = Enum.Parse<Roles>(row.Role),
        SeesAllSites = row.SeesAllSites == 1,
        SiteIds = connection.Query<long>("SELECT site_id FROM person_site WHERE person_id = @Id", new { row.Id }, transaction).ToHashSet(),
        IsDisabled = row.IsDisabled == 1,
        MustChangePassword = row.MustChangePassword == 1,
        Stamp = row.Stamp,
        LockedUntilUtcMs = row.LockedUntilUtcMs,
        SignedInUtcMs = row.SignedInUtcMs,
    };

    private sealed record Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public long SeesAllSites { get; init; }
        public long IsDisabled { get; init; }
        public long MustChangePassword { get; init; }
        public string Stamp { get; init; } = "";
        public long LockedUntilUtcMs { get; init; }
        public long? SignedInUtcMs { get; init; }
    }
}
