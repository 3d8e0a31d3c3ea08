using System.Globalization;
using System.Text;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Simulator.Hardware;

namespace ChargePointFw.Properties.Worlds;

/// <summary>Keys and signed documents of a site.</summary>
internal static class Papers
{
    public const string SiteName = "site-01";
    private const long FarFutureSeconds = 1_893_456_000;
    public static readonly HmacSha256 Hash = new();
    public static readonly byte[] DeviceKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    public static readonly byte[] SiteKey = [.. Enumerable.Range(101, 32).Select(i => (byte)i)];
    public static readonly KeyRing Keys = new(Hash, DeviceKey, SiteName, Site.Name, 1);

    public static byte[] Plan(Site site, long version = 1) => SignedDocument.Sign(Hash, Keys.Document, PlanBody(site, version));

    public static byte[] Tokens(Site site) => SignedDocument.Sign(Hash, Keys.Document, TokensBody(site));

    public static byte[] PlanBody(Site site, long version)
    {
        IEnumerable<string> allocations = site.AllocationsWh.Select((energyWh, i) => (energyWh, i)).Where(one => one.energyWh > 0 || site.LivePermille > 0).Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":{{one.i + 1}},"start":{{(Site.StartUtcMs + (one.i * site.IntervalMs)) / 1000}},"energyWh":{{one.energyWh}},"source":"SOLAR","certificate":"c","livePermille":{{site.LivePermille}}}"""));
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{{{Head("plan")}},"version":{{version}},"intervalMinutes":{{site.IntervalMinutes}},"validUntil":{{FarFutureSeconds}},"allocations":[{{string.Join(',', allocations)}}]}"""));
    }

    public static byte[] TokensBody(Site site)
    {
        IEnumerable<string> tokens = site.Visits.Where(visit => visit.IsMember)
            .Select(visit => SimulatedCardReader.HashOf(Hash, SiteKey, visit.Token))
            .Distinct().Order()
            .Select(hash => string.Create(CultureInfo.InvariantCulture, $$"""{"hash":"{{hash:X16}}","validUntil":{{FarFutureSeconds}}}"""));
        return Encoding.ASCII.GetBytes($$"""{{{Head("tokens")}},"version":1,"tokens":[{{string.Join(',', tokens)}}]}""");
    }

    private static string Head(string kind) => $"\"kind\":\"{kind}\",\"site\":\"{SiteName}\",\"chargePoint\":\"{Site.Name}\"";
}
