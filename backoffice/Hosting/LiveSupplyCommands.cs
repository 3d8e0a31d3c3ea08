using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Surplus;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The commands of live supply. A running back office takes them up at the next quarter hour.</summary>
internal static class LiveSupplyCommands
{
    private static readonly Option<string> by = new("--by") { Description = "Who does it", Required = true };
    private static readonly Option<bool> off = new("--off") { Description = "Switch it off" };
    private static readonly Option<string> source = new("--source") { Description = "OCPI's category of the generation", DefaultValueFactory = _ => "SOLAR" };
    private static readonly Option<string> certificate = new("--certificate") { Description = "Certificate that backs the generation; without one no claim is made of it", DefaultValueFactory = _ => "" };
    private static readonly Argument<string> site = new("site") { Description = "Name of the site" };

    public static IEnumerable<Command> All()
    {
        var command = new Command("set-live", "Share a site's measured surplus out over its charge points, or stop doing so.") { StoreOption.Database, by, off, source, certificate, site };
        command.SetAction(async (parsed, _) =>
        {
            await using BackOfficeApp app = BackOfficeApp.Create(
                StoreOption.Of(parsed), TimeProvider.System);
            try
            {
                string name = parsed.GetRequiredValue(site);
                app.LiveSupply.Set(
                    name, !parsed.GetValue(off), parsed.GetRequiredValue(by), parsed.GetRequiredValue(source), parsed.GetRequiredValue(certificate));
                LiveSupply set = app.LiveSupply.Of(app.Registry.FindSite(name)!);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"live supply of {name} is {(set.IsOn ? "on" : "off")}, {set.Source}{(set.CertificateId.Length > 0 ? ", " + set.CertificateId : "")}"));
                return 0;
            }
            catch (RegistryException refusal)
            {
                await Console.Error.WriteLineAsync(refusal.Message);
                return 1;
            }
        });
        yield return command;
    }
}
