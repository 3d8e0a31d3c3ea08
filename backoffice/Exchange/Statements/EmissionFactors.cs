using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Statements;

/// <summary>What a factor is for (GHG Protocol, Scope 2 Guidance of 2015).</summary>
public enum FactorKind
{
    /// <summary>The grid's average, for the location-based figure.</summary>
    Location,

    /// <summary>Electricity without a certificate, for the market-based figure: the residual mix, else the supplier's own.</summary>
    Residual,

    /// <summary>Electricity that a certificate was settled for, for the market-based figure: as the certificate states it.</summary>
    Certificate,
}

/// <summary>A factor as somebody set it.</summary>
public sealed record EmissionFactor
{
    public long Id { get; init; }

    /// <summary>The year it is published for.</summary>
    public long Year { get; init; }

    /// <summary>Thousandths of a gram of CO2 for a kWh.</summary>
    public long MgPerKwh { get; init; }

    /// <summary>Publication, table, date: so that anybody can look it up.</summary>
    public string Source { get; init; } = "";

    /// <summary>When it was set, ms since 1970 in UTC.</summary>
    public long SetMs { get; init; }
}

/// <summary>
/// CO2 factors of a site's grid and supplier. None is built in: each is data with a source. Rows are added only; a correction of a
/// year is a newer row of that year.
/// </summary>
public sealed class EmissionFactors
{
    /// <summary>g/kWh; twice what brown coal comes to.</summary>
    public const int LargestGrams = 2_000;

    private const int FirstYear = 2000;
    private const int LastYear = 2199;
    private const int MostLetters = 200;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal EmissionFactors(Database database, Registry registry, TimeProvider time) => (this.database, this.registry, this.time) = (database, registry, time);

    /// <summary>Sets a factor.</summary>
    /// <param name="site">Name of the site.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="year">The year it is published for; it counts from that year's months on, until one of a later year is set.</param>
    /// <param name="gramsPerKwh">g/kWh, at most three decimals.</param>
    /// <param name="source">Where it stands.</param>
    /// <param name="by">Who sets it.</param>
    /// <exception cref="RegistryException">No such site, or out of range.</exception>
    public void Set(string site, FactorKind kind, int year, decimal gramsPerKwh, string source, string by)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        Require(year is >= FirstYear and <= LastYear, Why.FactorYear, FirstYear, LastYear, year);
        decimal milligrams = gramsPerKwh * 1000;
        Require(gramsPerKwh is >= 0 and <= LargestGrams && decimal.Truncate(milligrams) == milligrams, Why.FactorRange, LargestGrams, gramsPerKwh);
        string from = source.Trim();
        Require(from.Length is > 0 and <= MostLetters && !from.Any(char.IsControl), Why.FactorSource, MostLetters);
        database.Write((connection, transaction) => connection.Execute(
            """
            INSERT INTO emission_factor (site_id, kind, year, mg_per_kwh, source, set_by, set_utc_ms)
            VALUES (@Id, @kind, @year, @mgPerKwh, @from, @by, @nowMs)
            """,
            new { at.Id, kind = kind.ToString(), year, mgPerKwh = (long)milligrams, from, by, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
            transaction));
    }

    /// <summary>The factor that counts for a year: of the newest year up to it, as set last; null when there is none.</summary>
    internal static EmissionFactor? Find(DbConnection connection, DbTransaction transaction, Site site, FactorKind kind, int year) =>
        connection.QueryFirstOrDefault<EmissionFactor>(
            """
            SELECT id AS Id, year AS Year, mg_per_kwh AS MgPerKwh, source AS Source, set_utc_ms AS SetMs FROM emission_factor
            WHERE site_id = @Id AND kind = @kind AND year <= @year ORDER BY year DESC, id DESC LIMIT 1
            """,
            new { site.Id, kind = kind.ToString(), year },
            transaction);

    private static void Require(bool isSo, Why otherwise, params object[] values)
    {
        if (!isSo)
        {
            throw new RegistryException(otherwise, values);
        }
    }
}
