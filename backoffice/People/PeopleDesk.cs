using System.Data.Common;
using System.Security.Cryptography;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.People;

/// <summary>
/// Who may use the pages: people are added, changed, disabled and given new passwords here, each with a row in the audit
/// trail. There is nobody in a new database: the first administrator is added on the command line.
/// </summary>
public sealed class PeopleDesk
{
    public const int MostLettersOfName = 60;

    private readonly Database database;
    private readonly Registry registry;
    private readonly AuditTrail audit;
    private readonly Passwords passwords;

    internal PeopleDesk(Database database, Registry registry, AuditTrail audit, Passwords passwords)
    {
        this.database = database;
        this.registry = registry;
        this.audit = audit;
        this.passwords = passwords;
    }

    /// <summary>Everybody, by name.</summary>
    public IReadOnlyList<Person> All() => database.Read((connection, transaction) => new PersonRows(connection, transaction).All());

    public Person? Find(string name) => database.Read((connection, transaction) => new PersonRows(connection, transaction).Find(name));

    internal Person? Find(long id) => database.Read((connection, transaction) => new PersonRows(connection, transaction).Find(id));

    /// <summary>Adds a person.</summary>
    /// <param name="name">1 to 60 letters, digits, dots, dashes, underscores and @; unique whatever the case.</param>
    /// <param name="settings">Role and sites.</param>
    /// <param name="password">A password that the person knows; null makes one, which the person has to change.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The password that was made, or null.</returns>
    /// <exception cref="RegistryException">The name is taken or cannot be used, or the password, role or a site.</exception>
    public string? Add(string name, PersonSettings settings, string? password, string by)
    {
        bool isName = name.Length is > 0 and <= MostLettersOfName && name.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '@');
        Require(isName ? null : new Refused(Why.PersonName, MostLettersOfName));
        IReadOnlyList<Site> sites = SitesOf(settings);
        string given = password ?? Passwords.Random();
        Require(Passwords.Refusal(name, given));
        string hash = passwords.Hash(name, given);
        Write((connection, transaction, rows) =>
        {
            Require(rows.Find(name) is null ? null : new Refused(Why.PersonExists, name));
            long id = connection.ExecuteScalar<long>(
                """
                INSERT INTO person (name, role, sees_all_sites, password_hash, must_change_password, stamp)
                VALUES (@name, @role, @seesAll, @hash, @mustChange, @stamp) RETURNING id
                """,
                new { name, role = settings.Role.ToString(), seesAll = settings.SeesAllSites ? 1 : 0, hash, mustChange = password is null ? 1 : 0, stamp = NewStamp() },
                transaction);
            rows.SetSites(id, sites);
            audit.Add(connection, transaction, by, AuditAction.PersonAdded, name, after: Tell(settings));
        });
        return password is null ? given : null;
    }

    /// <summary>Gives a person another role or other sites; in force with the next click.</summary>
    /// <exception cref="RegistryException">There is no such person or site, or nobody would be administrator any more.</exception>
    public void Change(string name, PersonSettings settings, string by)
    {
        IReadOnlyList<Site> sites = SitesOf(settings);
        Write((connection, transaction, rows) =>
        {
            Person person = Known(rows, name);
            RequireAnother(rows, person, stays: settings.Role == Roles.Administrator);
            connection.Execute(
                "UPDATE person SET role = @role, sees_all_sites = @seesAll WHERE id = @Id",
                new { person.Id, role = settings.Role.ToString(), seesAll = settings.SeesAllSites ? 1 : 0 },
                transaction);
            rows.SetSites(person.Id, sites);
            audit.Add(connection, transaction, by, AuditAction.PersonChanged, person.Name, Tell(SettingsOf(person)), Tell(settings));
        });
    }

    /// <summary>Lets nobody in under this name, and ends every session of it; or lets the person in again.</summary>
    /// <exception cref="RegistryException">There is no such person, or nobody would be administrator any more.</exception>
    public void SetDisabled(string name, bool isDisabled, string by) => Write((connection, transaction, rows) =>
    {
        Person person = Known(rows, name);
        RequireAnother(rows, person, stays: !isDisabled);
        connection.Execute(
            "UPDATE person SET is_disabled = @disabled, stamp = @stamp WHERE id = @Id",
            new { person.Id, disabled = isDisabled ? 1 : 0, stamp = NewStamp() },
            transaction);
        audit.Add(connection, transaction, by, isDisabled ? AuditAction.PersonDisabled : AuditAction.PersonEnabled, person.Name);
    });

    /// <summary>Gives a person a new password, ends every session, and lifts a lock-out.</summary>
    /// <param name="name">Whose.</param>
    /// <param name="password">A password that the person knows; null makes one, which the person has to change.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The password that was made, or null.</returns>
    /// <exception cref="RegistryException">There is no such person, or the password is none.</exception>
    public string? Reset(string name, string? password, string by)
    {
        string given = password ?? Passwords.Random();
        SetPassword(name, given, mustChange: password is null, by, AuditAction.PasswordReset);
        return password is null ? given : null;
    }

    /// <summary>The person's own choice; other sessions of theirs end.</summary>
    /// <exception cref="RegistryException">The password is none, or the one that was given to them.</exception>
    internal void ChangeOwn(string name, string password) => SetPassword(name, password, mustChange: false, name, AuditAction.PasswordChanged);

    private void SetPassword(string name, string password, bool mustChange, string by, AuditAction action)
    {
        Require(Passwords.Refusal(name, password));
        string hash = passwords.Hash(name, password);
        Write((connection, transaction, rows) =>
        {
            Person person = Known(rows, name);
            connection.Execute(
                """
                UPDATE person SET password_hash = @hash, must_change_password = @mustChange, stamp = @stamp, failures = 0, locked_until_utc_ms = 0
                WHERE id = @Id
                """,
                new { person.Id, hash, mustChange = mustChange ? 1 : 0, stamp = NewStamp() },
                transaction);
            audit.Add(connection, transaction, by, action, person.Name);
        });
    }

    private IReadOnlyList<Site> SitesOf(PersonSettings settings)
    {
        Require(Person.AllRoles.Contains(settings.Role) ? null : new Refused(Why.NoRole, settings.Role, string.Join(", ", Person.AllRoles)));
        Require(settings.SeesAllSites || settings.Sites.Count > 0 || settings.Role == Roles.Administrator ? null : new Refused(Why.NeedsSites));
        return settings.SeesAllSites
            ? []
            : [.. settings.Sites.Distinct(StringComparer.Ordinal).Select(name => registry.FindSite(name) ?? throw new RegistryException(Why.NoSite, name))];
    }

    private PersonSettings SettingsOf(Person person) =>
        new(person.Role, person.SeesAllSites, [.. registry.Sites.Where(site => person.SiteIds.Contains(site.Id)).Select(site => site.Name)]);

    private static string Tell(PersonSettings settings) =>
        $"{settings.Role}, {(settings.SeesAllSites ? "all sites" : string.Join(" ", settings.Sites.Order(StringComparer.Ordinal)))}";

    private static Person Known(PersonRows rows, string name) => rows.Find(name) ?? throw new RegistryException(Why.NoPerson, name);

    // Somebody must be left who can let others in; the command line always could, but it is not at hand everywhere.
    private static void RequireAnother(PersonRows rows, Person person, bool stays) => Require(
        stays || person.Role != Roles.Administrator || person.IsDisabled || rows.ActiveAdministrators() > 1
            ? null
            : new Refused(Why.OnlyAdministrator, person.Name));

    private static string NewStamp() => RandomNumberGenerator.GetHexString(16);

    private void Write(Action<DbConnection, DbTransaction, PersonRows> work) =>
        database.Write((connection, transaction) => work(connection, transaction, new PersonRows(connection, transaction)));

    private static void Require(Refused? refusal)
    {
        if (refusal is not null)
        {
            throw new RegistryException(refusal);
        }
    }
}
