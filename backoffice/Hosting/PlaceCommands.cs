using System.CommandLine;
using ChargePointFw.BackOffice.Sites;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Commands that say what others may know of the installation: operator, address, connectors. What is not said is told to nobody.</summary>
internal static class PlaceCommands
{
    private static readonly Option<string> countryCode = new("--country-code") { Description = "ISO 3166-1 alpha-2, for instance JP", Required = true };
    private static readonly Option<string> party = new("--party") { Description = "The operator's three letters, for instance CPF", Required = true };
    private static readonly Option<string> name = new("--name") { Description = "The operator's name", Required = true };
    private static readonly Option<string> website = new("--website") { Description = "The operator's website", DefaultValueFactory = _ => "" };
    private static readonly Option<string> taxName = new("--tax-name") { Description = "Name of the tax on charging; left out where none applies", DefaultValueFactory = _ => "" };
    private static readonly Option<decimal> taxPercent = new("--tax-percent") { Description = "Its rate" };
    private static readonly Option<bool> includesTax = new("--prices-include-tax") { Description = "The tariffs' prices contain it" };
    private static readonly Option<string> title = new("--title") { Description = "As people call the site", Required = true };
    private static readonly Option<string> address = new("--address") { Description = "Street and number", Required = true };
    private static readonly Option<string> city = new("--city") { Description = "City", Required = true };
    private static readonly Option<string> postalCode = new("--postal-code") { Description = "Postal code; left out where there is none", DefaultValueFactory = _ => "" };
    private static readonly Option<string> country = new("--country") { Description = "ISO 3166-1 alpha-3, for instance JPN", Required = true };
    private static readonly Option<decimal> latitude = new("--latitude") { Description = "Degrees, for instance 35.454690", Required = true };
    private static readonly Option<decimal> longitude = new("--longitude") { Description = "Degrees, for instance 139.629440", Required = true };
    private static readonly Option<bool> hidden = new("--not-public") { Description = "Partners may be told, and nobody else" };
    private static readonly Option<string> chargePoint = new("--charge-point") { Description = "Name of the charge point", Required = true };
    private static readonly Option<string> standard = new("--standard") { Description = string.Join(", ", Connector.Standards), Required = true };
    private static readonly Option<bool> socket = new("--socket") { Description = "A socket, not a cable" };
    private static readonly Option<string> powerType = new("--power-type") { Description = string.Join(", ", Connector.PowerTypes), DefaultValueFactory = _ => "DC" };
    private static readonly Option<int> voltageV = new("--max-voltage-v") { Description = "Volt", Required = true };
    private static readonly Option<int> currentA = new("--max-current-a") { Description = "Ampere", Required = true };
    private static readonly Option<int> powerW = new("--max-power-w") { Description = "Watt", Required = true };
    private static readonly Option<string> evseId = new("--evse-id") { Description = "As printed on the charge point; left out, it is made of its number", DefaultValueFactory = _ => "" };

    public static IEnumerable<Command> All() =>
    [
        Make("set-operator", "Say who operates the charge points, as partners name us.", [Database, By, countryCode, party, name, website, taxName, taxPercent, includesTax], [], (app, parsed) =>
        {
            app.Places.Set(
                new StationOperator(
                    parsed.GetRequiredValue(countryCode), parsed.GetRequiredValue(party), parsed.GetRequiredValue(name), parsed.GetRequiredValue(website),
                    parsed.GetRequiredValue(taxName), parsed.GetValue(taxPercent), parsed.GetValue(includesTax)),
                parsed.GetRequiredValue(By));
            return "set";
        }),
        Make("set-place", "Say where a site is.", [Database, AtSite, By, title, address, city, postalCode, country, latitude, longitude, hidden], [], (app, parsed) =>
        {
            app.Places.Set(
                parsed.GetRequiredValue(AtSite),
                new Place(
                    parsed.GetRequiredValue(title), parsed.GetRequiredValue(address), parsed.GetRequiredValue(city), parsed.GetRequiredValue(postalCode),
                    parsed.GetRequiredValue(country), parsed.GetRequiredValue(latitude), parsed.GetRequiredValue(longitude), !parsed.GetValue(hidden)),
                parsed.GetRequiredValue(By));
            return "set";
        }),
        Make("set-connector", "Say what a car is plugged into at a charge point.", [Database, AtSite, By, chargePoint, standard, socket, powerType, voltageV, currentA, powerW, evseId], [], (app, parsed) =>
        {
            app.Places.Set(
                parsed.GetRequiredValue(AtSite),
                parsed.GetRequiredValue(chargePoint),
                new Connector(
                    parsed.GetRequiredValue(standard), !parsed.GetValue(socket), parsed.GetRequiredValue(powerType), parsed.GetRequiredValue(voltageV),
                    parsed.GetRequiredValue(currentA), parsed.GetRequiredValue(powerW), parsed.GetRequiredValue(evseId)),
                parsed.GetRequiredValue(By));
            return "set";
        }),
        Make("missing-facts", "Tell what nobody has said yet and is therefore told to nobody, and the command that says it.", [Database], [], (app, _) =>
            app.Places.Missing() is { Count: > 0 } missing ? string.Join('\n', missing) : "nothing"),
    ];
}
