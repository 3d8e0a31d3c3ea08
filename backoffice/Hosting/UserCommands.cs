using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.People;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// People on the command line; the first administrator is made here. A password comes from the standard input, never as
/// an argument: those stand in process lists and shell histories. Without one a random one is made and printed once.
/// </summary>
internal static class UserCommands
{
    private static readonly Option<string> name = new("--name") { Description = "Name to sign in with", Required = true };
    private static readonly Option<Roles> role = new("--role") { Description = "Dealer, BackOffice, Technician, Administrator or Auditor", Required = true };
    private static readonly Option<string?> sites = new("--sites") { Description = "Sites the person sees, separated by commas, or all (an administrator's default)" };
    private static readonly Option<bool> fromInput = new("--password-stdin") { Description = "Read the password from the standard input" };
    private static readonly Option<string> by = new("--by") { Description = "Who does it", DefaultValueFactory = _ => "command line" };

    public static Command Root()
    {
        var user = new Command("user", "People who may use the pages.");
        foreach (Command command in All())
        {
            user.Subcommands.Add(command);
        }

        return user;
    }

    private static IEnumerable<Command> All() =>
    [
        Make("add", "Add a person.", [Database, name, role, sites, fromInput, by], [], (app, parsed) => Say(
            parsed, "added", app.People.Add(parsed.GetRequiredValue(name), Settings(parsed), Password(parsed), parsed.GetRequiredValue(by)))),
        Make("change", "Give a person another role or other sites.", [Database, name, role, sites, by], [], (app, parsed) =>
        {
            app.People.Change(parsed.GetRequiredValue(name), Settings(parsed), parsed.GetRequiredValue(by));
            return "changed";
        }),
        Make("reset", "Give a person a new password; lifts a lock-out.", [Database, name, fromInput, by], [], (app, parsed) => Say(
            parsed, "reset", app.People.Reset(parsed.GetRequiredValue(name), Password(parsed), parsed.GetRequiredValue(by)))),
        Switch("disable", "Let nobody in under this name.", isDisabled: true),
        Switch("enable", "Let a person in again.", isDisabled: false),
        Make("list", "List who may use the pages.", [Database], [], (app, _) => string.Join('\n', app.People.All().Select(person => Line(app, person)))),
        Make("audit", "Print what people did, newest first.", [Database], [], (app, _) => string.Join('\n', app.Audit.Page(null).Select(entry => string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.FromUnixTimeMilliseconds(entry.AtUtcMs):yyyy-MM-dd'T'HH:mm:ss'Z'} {entry.DoneBy} {entry.Action} {entry.Subject} \"{entry.Before}\" -> \"{entry.After}\"")))),
    ];

    private static Command Switch(string command, string description, bool isDisabled) =>
        Make(command, description, [Database, name, by], [], (app, parsed) =>
        {
            app.People.SetDisabled(parsed.GetRequiredValue(name), isDisabled, parsed.GetRequiredValue(by));
            return isDisabled ? "disabled" : "enabled";
        });

    private static PersonSettings Settings(ParseResult parsed)
    {
        string text = parsed.GetValue(sites) ?? (parsed.GetRequiredValue(role) == Roles.Administrator ? "all" : "");
        return new PersonSettings(
            parsed.GetRequiredValue(role), text == "all", text == "all" ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static string? Password(ParseResult parsed) =>
        parsed.GetValue(fromInput) ? Console.In.ReadLine() ?? throw new UsageException("there is no password on the standard input") : null;

    private static string Say(ParseResult parsed, string what, string? made) => made is null
        ? what
        : $"{what}; {parsed.GetRequiredValue(name)} signs in once with this password and then chooses another, it is not shown again:\n{made}";

    private static string Line(BackOfficeApp app, Person person)
    {
        string seen = person.SeesAllSites ? "all" : string.Join(',', app.Registry.Sites.Where(site => person.Sees(site.Id)).Select(site => site.Name));
        return $"{person.Name} {person.Role} {seen}{(person.IsDisabled ? " disabled" : "")}";
    }
}
