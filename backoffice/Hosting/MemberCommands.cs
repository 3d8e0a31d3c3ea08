using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Members;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// The commands of the members' desk. A running back office publishes what they changed within a minute. A plain token id
/// comes from a file or the standard input, never as an argument: those stand in process lists and shell histories.
/// </summary>
internal static class MemberCommands
{
    private const int SiteKeyBytes = 32;

    private static readonly Option<FileInfo> siteKeyFile = new("--site-key-file") { Description = "File with the site key in base 64, as in the charge points' config.json", Required = true };
    private static readonly Option<FileInfo?> optionalSiteKeyFile = new("--site-key-file") { Description = "File with the site key in base 64, when the id comes from the standard input" };
    private static readonly Option<string?> tokenHash = new("--token-hash") { Description = "The card's keyed hash, 16 hexadecimal digits, as in the records; without it the id is read from the standard input" };
    private static readonly Option<string> guests = new("--guests") { Description = "allowed, refused, or as-configured on each charge point", Required = true };
    private static readonly Option<string> programmes = new("--programmes") { Description = "Programmes served here, separated by commas, or all", Required = true };

    public static IEnumerable<Command> All() =>
    [
        SupplyCommands.Make(
            "import-members", "Import members from a table token_id,programme,group,valid_until.",
            [SupplyCommands.Database, SupplyCommands.AtSite, SupplyCommands.By, siteKeyFile], [SupplyCommands.CsvFile], (app, parsed) =>
                SupplyCommands.WithFile(parsed, stream =>
                {
                    (int members, int changed) = app.Members.ImportCsv(
                        parsed.GetRequiredValue(SupplyCommands.AtSite), stream, parsed.GetRequiredValue(SupplyCommands.CsvFile).Name,
                        ReadKey(parsed.GetRequiredValue(siteKeyFile)), parsed.GetRequiredValue(SupplyCommands.By));
                    return string.Create(CultureInfo.InvariantCulture, $"{members} members, {changed} of them new or changed");
                })),
        SupplyCommands.Make(
            "revoke-member", "Take one card off a site's list.",
            [SupplyCommands.Database, SupplyCommands.AtSite, SupplyCommands.By, tokenHash, optionalSiteKeyFile], [], (app, parsed) =>
            {
                app.Members.Revoke(parsed.GetRequiredValue(SupplyCommands.AtSite), ReadHash(parsed), parsed.GetRequiredValue(SupplyCommands.By));
                return "the card is off the list; the charge points are told within a minute";
            }),
        SupplyCommands.Make(
            "site-policy", "Say who may charge at a site: which programmes, and whether guests.",
            [SupplyCommands.Database, SupplyCommands.AtSite, SupplyCommands.By, programmes, guests], [], (app, parsed) =>
                app.Members.SetPolicy(
                    parsed.GetRequiredValue(SupplyCommands.AtSite), ReadProgrammes(parsed.GetRequiredValue(programmes)),
                    ReadGuests(parsed.GetRequiredValue(guests)), parsed.GetRequiredValue(SupplyCommands.By))
                    ? "said; the charge points are told within a minute"
                    : "that is in force already: nothing changed"),
    ];

    private static byte[] ReadKey(FileInfo file)
    {
        var key = new byte[SiteKeyBytes];
        string text = file.Length <= 1024 ? File.ReadAllText(file.FullName).Trim() : "";
        return Convert.TryFromBase64String(text, key, out int written) && written == SiteKeyBytes
            ? key
            : throw new UsageException($"{file.Name} holds no site key: it is {SiteKeyBytes} bytes in base 64, SiteKey of the charge points' config.json");
    }

    private static long ReadHash(ParseResult parsed)
    {
        if (parsed.GetValue(tokenHash) is { } digits)
        {
            return digits.Length == 16 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hash)
                ? hash
                : throw new UsageException("--token-hash has 16 hexadecimal digits");
        }

        FileInfo keyFile = parsed.GetValue(optionalSiteKeyFile)
            ?? throw new UsageException("name the card with --token-hash, or give --site-key-file and the card's id on the standard input");
        return MemberDesk.HashOf(ReadKey(keyFile), (Console.In.ReadLine() ?? "").Trim());
    }

    private static string[]? ReadProgrammes(string text) =>
        text == "all" ? null : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool? ReadGuests(string text) => text switch
    {
        "allowed" => true,
        "refused" => false,
        "as-configured" => null,
        _ => throw new UsageException($"--guests is allowed, refused or as-configured, not '{text}'"),
    };
}
