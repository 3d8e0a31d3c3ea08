using System.Globalization;
using System.Text;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>
/// A forecast learned from what was metered: for each interval of the week (on the site's clock) the mean of the last
/// weeks, rounded down. The same actuals give the same forecast. It fills only what no other forecast says anything of.
/// </summary>
public sealed class ForecastProfiles
{
    /// <summary>Weeks that can be looked back at.</summary>
    public const int MaximumWeeks = 52;

    /// <summary>Kind of these imports.</summary>
    public const string Kind = "profile";

    /// <summary>Who imports a forecast that a site's rule asks for.</summary>
    public const string ByRule = "profile rule";

    private readonly Database database;
    private readonly Registry registry;
    private static readonly TimeSpan pause = TimeSpan.FromHours(12);

    private readonly SupplyImports imports;
    private readonly BackOfficeOptions options;
    private readonly TimeProvider time;
    private readonly Dictionary<long, (long Weeks, DateTimeOffset At)> tried = [];

    internal ForecastProfiles(Database database, Registry registry, SupplyImports imports, BackOfficeOptions options, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.imports = imports;
        this.options = options;
        this.time = time;
    }

    /// <summary>
    /// Fills the forecast as far as plans reach, at each site whose rule says so: twice a day, and when the rule has changed.
    /// </summary>
    internal void ImportDue()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Site site in registry.Sites)
        {
            int weeks = database.Read((connection, transaction) => SiteRuleValues.Read(connection, transaction, site, options)).ProfileWeeks;
            lock (tried)
            {
                (long Weeks, DateTimeOffset At) last = tried.GetValueOrDefault(site.Id);
                if (weeks == 0 || (last.Weeks == weeks && now - last.At < pause && now >= last.At))
                {
                    continue;
                }

                tried[site.Id] = (weeks, now);
            }

            Import(site.Name, weeks, now, now.AddHours(options.HorizonHours) + pause, ByRule);
        }
    }

    /// <summary>Learns from the weeks before <paramref name="fromUtc"/> and imports a forecast for [from, until).</summary>
    /// <returns>The import; no intervals and not new when there is nothing to learn from or to fill.</returns>
    /// <exception cref="RegistryException">There is no such site.</exception>
    public SupplyImported Import(string site, int weeks, DateTimeOffset fromUtc, DateTimeOffset untilUtc, string importedBy)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weeks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weeks, MaximumWeeks);
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        IReadOnlyList<KnownSupply> actuals = imports.KnownAt(site, SupplyStage.Actual, fromUtc.AddDays(-7 * weeks), fromUtc, DateTimeOffset.MaxValue);
        Dictionary<long, bool> known = database.Read((connection, transaction) => KnownSupply.Starts(connection, transaction, at, SupplyStage.Forecast));
        List<SupplyInterval> learned = [.. Learn(at, actuals, fromUtc, untilUtc).Where(one => !known.ContainsKey(one.StartUtc.ToUnixTimeMilliseconds()))];
        if (learned.Count == 0)
        {
            return new SupplyImported(0, 0, IsNew: false);
        }

        var text = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
        foreach (SupplyInterval one in learned)
        {
            text.Append(CultureInfo.InvariantCulture, $"{one.StartUtc:yyyy-MM-dd'T'HH:mm'Z'},{one.EnergyWh},{one.Source},{one.CertificateId}\n");
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"profile-of-{weeks}-weeks-before-{fromUtc:yyyy-MM-dd}");
        return imports.Import(
            at, SupplyStage.Forecast, new ImportOrigin(Kind, name, Encoding.UTF8.GetBytes(text.ToString()), importedBy, IsCorrection: false), () => learned);
    }

    /// <summary>The forecast itself; intervals of the week that were never metered have none.</summary>
    internal static IEnumerable<SupplyInterval> Learn(Site site, IReadOnlyList<KnownSupply> actuals, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        Dictionary<(DayOfWeek, TimeSpan), List<KnownSupply>> weeks = actuals
            .Where(one => EnergySources.IsRenewable(one.Source))
            .GroupBy(one => OfWeek(site, one.StartMs))
            .ToDictionary(group => group.Key, group => group.ToList());
        long firstMs = site.IntervalStartMs(fromUtc.AddMilliseconds(site.IntervalMs - 1));
        for (long startMs = firstMs; startMs < untilUtc.ToUnixTimeMilliseconds(); startMs += site.IntervalMs)
        {
            if (weeks.TryGetValue(OfWeek(site, startMs), out List<KnownSupply>? same))
            {
                yield return new SupplyInterval(
                    DateTimeOffset.FromUnixTimeMilliseconds(startMs), same.Sum(one => one.EnergyWh) / same.Count, same[^1].Source, "", 0);
            }
        }
    }

    private static (DayOfWeek Day, TimeSpan Time) OfWeek(Site site, long startMs)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(startMs), site.Zone);
        return (local.DayOfWeek, local.TimeOfDay);
    }
}
