using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>
/// What others may know of sites and charge points: operator, address, connectors. Rows are added only and the newest
/// counts; what nobody has said is not told to anybody, and <see cref="Missing"/> names the command that sets it.
/// </summary>
public sealed class Places
{
    private const decimal Millionths = 1_000_000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal Places(Database database, Registry registry, TimeProvider time) => (this.database, this.registry, this.time) = (database, registry, time);

    /// <summary>All that is known now.</summary>
    public KnownPlaces Known() => database.Read(Read);

    /// <summary>Says who operates the charge points.</summary>
    /// <exception cref="RegistryException">A code, name, address or tax that cannot be.</exception>
    public void Set(StationOperator facts, string by)
    {
        RequireCode("country code", facts.CountryCode, 2, char.IsAsciiLetterUpper);
        RequireCode("party id", facts.PartyId, 3, static letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter));
        RequireText("the operator's name", facts.Name, 100);
        Require(
            facts.Website.Length == 0 || (facts.Website.Length <= 255 && Uri.TryCreate(facts.Website, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http"),
            Why.NoSchemeUrl, facts.Website);
        bool isTaxUsable = facts.TaxName.Length <= 20 && facts.TaxName.All(IsPrintable)
            && facts.TaxPercent is >= 0 and <= 100 && decimal.Truncate(facts.TaxPercent * 100) == facts.TaxPercent * 100 && (facts.HasTax || facts.TaxPercent == 0);
        Require(isTaxUsable, Why.NoTax);
        Write(
            """
            INSERT INTO operator_fact (country_code, party_id, name, website, tax_name, tax_hundredths, prices_include_tax, set_by, set_utc_ms)
            VALUES (@CountryCode, @PartyId, @Name, @Website, @TaxName, @hundredths, @includes, @by, @nowMs)
            """,
            new
            {
                facts.CountryCode,
                facts.PartyId,
                facts.Name,
                facts.Website,
                facts.TaxName,
                hundredths = (long)(facts.TaxPercent * 100),
                includes = facts.PricesIncludeTax ? 1 : 0,
                by,
                nowMs = NowMs,
            });
    }

    /// <summary>Says where a site is.</summary>
    /// <exception cref="RegistryException">No such site, or a text, code or coordinate that cannot be.</exception>
    public void Set(string site, Place facts, string by)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        RequireText("the site's title", facts.Title, 100);
        RequireText("the address", facts.Address, 45);
        RequireText("the city", facts.City, 45);
        Require(facts.PostalCode.Length <= 10 && facts.PostalCode.All(IsPrintable), Why.NoText, "the postal code", 10);
        RequireCode("country", facts.Country, 3, char.IsAsciiLetterUpper);
        RequireDegrees("latitude", facts.Latitude, 90);
        RequireDegrees("longitude", facts.Longitude, 180);
        Write(
            """
            INSERT INTO site_place (site_id, title, address, city, postal_code, country, latitude_millionths, longitude_millionths, is_public, set_by, set_utc_ms)
            VALUES (@Id, @Title, @Address, @City, @PostalCode, @Country, @latitude, @longitude, @isPublic, @by, @nowMs)
            """,
            new
            {
                at.Id,
                facts.Title,
                facts.Address,
                facts.City,
                facts.PostalCode,
                facts.Country,
                latitude = (long)decimal.Round(facts.Latitude * Millionths),
                longitude = (long)decimal.Round(facts.Longitude * Millionths),
                isPublic = facts.IsPublic ? 1 : 0,
                by,
                nowMs = NowMs,
            });
    }

    /// <summary>Says what a car is plugged into at a charge point.</summary>
    /// <exception cref="RegistryException">No such charge point, an unknown word, a value out of range, or an EVSE id that is another's.</exception>
    public void Set(string site, string chargePoint, Connector facts, string by)
    {
        Require(registry.FindSite(site) is not null, Why.NoSite, site);
        ChargePoint at = registry.FindChargePoint(site, chargePoint) ?? throw new RegistryException(Why.NoChargePoint, site, chargePoint);
        Require(Connector.Standards.Contains(facts.Standard, StringComparer.Ordinal), Why.NoConnector, facts.Standard, string.Join(", ", Connector.Standards));
        Require(Connector.PowerTypes.Contains(facts.PowerType, StringComparer.Ordinal), Why.NoPowerType, facts.PowerType, string.Join(", ", Connector.PowerTypes));
        RequireRange("V", facts.MaximumVoltageV, 1_500);
        RequireRange("A", facts.MaximumCurrentA, 3_000);
        RequireRange("W", facts.MaximumPowerW, 4_500_000);
        KnownPlaces known = Known();
        if (facts.EvseId.Length > 0)
        {
            RequireEvseId(facts.EvseId, known.Operator);
            ChargePoint? other = registry.Sites.SelectMany(registry.ChargePointsOf).FirstOrDefault(one => one.Id != at.Id && known.EvseIdOf(one) == facts.EvseId);
            Require(other is null, Why.EvseIdTaken, facts.EvseId, other?.ToString() ?? "");
        }

        Write(
            """
            INSERT INTO connector_fact (charge_point_id, standard, format, power_type, max_voltage_v, max_current_a, max_power_w, evse_id, set_by, set_utc_ms)
            VALUES (@Id, @Standard, @Format, @PowerType, @MaximumVoltageV, @MaximumCurrentA, @MaximumPowerW, @EvseId, @by, @nowMs)
            """,
            new
            {
                at.Id,
                facts.Standard,
                facts.Format,
                facts.PowerType,
                facts.MaximumVoltageV,
                facts.MaximumCurrentA,
                facts.MaximumPowerW,
                facts.EvseId,
                by,
                nowMs = NowMs,
            });
    }

    /// <summary>What nobody has said yet, with the command that says it; empty when everything is known.</summary>
    public IReadOnlyList<string> Missing()
    {
        KnownPlaces known = Known();
        return
        [
            .. known.Operator is null ? new[] { "operator: set-operator" } : [],
            .. registry.Sites.Where(site => !known.Places.ContainsKey(site.Id)).Select(site => $"{site.Name}: set-place"),
            .. registry.Sites.SelectMany(registry.ChargePointsOf).Where(one => !known.Connectors.ContainsKey(one.Id)).Select(one => $"{one}: set-connector"),
        ];
    }

    internal static KnownPlaces Read(DbConnection connection, DbTransaction transaction)
    {
        OperatorRow? operates = connection.QueryFirstOrDefault<OperatorRow>(
            """
            SELECT country_code AS CountryCode, party_id AS PartyId, name AS Name, website AS Website, tax_name AS TaxName,
                   tax_hundredths AS TaxHundredths, prices_include_tax AS PricesIncludeTax
            FROM operator_fact ORDER BY id DESC LIMIT 1
            """,
            transaction: transaction);
        return new KnownPlaces(
            operates is null ? null : new StationOperator(
                operates.CountryCode, operates.PartyId, operates.Name, operates.Website, operates.TaxName, operates.TaxHundredths / 100m, operates.PricesIncludeTax != 0),
            connection.Query<PlaceRow>(
                """
                SELECT site_id AS SiteId, title AS Title, address AS Address, city AS City, postal_code AS PostalCode, country AS Country,
                       latitude_millionths AS Latitude, longitude_millionths AS Longitude, is_public AS IsPublic
                FROM site_place WHERE id IN (SELECT max(id) FROM site_place GROUP BY site_id)
                """,
                transaction: transaction).ToDictionary(
                row => row.SiteId,
                row => new Place(row.Title, row.Address, row.City, row.PostalCode, row.Country, row.Latitude / Millionths, row.Longitude / Millionths, row.IsPublic != 0)),
            connection.Query<ConnectorRow>(
                """
                SELECT charge_point_id AS ChargePointId, standard AS Standard, format AS Format, power_type AS PowerType, max_voltage_v AS VoltageV,
                       max_current_a AS CurrentA, max_power_w AS PowerW, evse_id AS EvseId
                FROM connector_fact WHERE id IN (SELECT max(id) FROM connector_fact GROUP BY charge_point_id)
                """,
                transaction: transaction).ToDictionary(
                row => row.ChargePointId,
                row => new Connector(row.Standard, row.Format == "CABLE", row.PowerType, (int)row.VoltageV, (int)row.CurrentA, (int)row.PowerW, row.EvseId)));
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    // What waited for a fact is looked at again.
    private void Write(string sql, object values) => database.Write((connection, transaction) =>
    {
        connection.Execute(sql, values, transaction);
        connection.Execute("UPDATE told_due SET waits_for = '' WHERE waits_for = 'facts'", transaction: transaction);
    });

    private static void RequireEvseId(string id, StationOperator? operates)
    {
        (string country, string party) = operates is null ? throw new RegistryException(Why.NoOperator) : (operates.CountryCode, operates.PartyId);
        string prefix = $"{country}*{party}*E";
        bool isOne = id.StartsWith(prefix, StringComparison.Ordinal) && id.Length > prefix.Length && id.Length <= prefix.Length + 31
            && char.IsAsciiLetterOrDigit(id[prefix.Length]) && id[prefix.Length..].All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '*');
        Require(isOne, Why.EvseIdForm, id, country, party);
    }

    private static void RequireCode(string what, string code, int letters, Func<char, bool> isOne) => Require(code.Length == letters && code.All(isOne), Why.NoCode, what, code, letters);

    private static void RequireText(string what, string text, int most) =>
        Require(text.Length >= 1 && text.Length <= most && !string.IsNullOrWhiteSpace(text) && text.All(IsPrintable), Why.NoText, what, most);

    private static void RequireRange(string unit, int value, int most) => Require(value >= 1 && value <= most, Why.NoOutOf, unit, 1, most, value);

    private static void RequireDegrees(string what, decimal degrees, int most) => Require(
        degrees >= -most && degrees <= most, Why.NoDegrees, what, degrees.ToString(CultureInfo.InvariantCulture), most);

    private static bool IsPrintable(char letter) => !char.IsControl(letter) && !char.IsSurrogate(letter);

    private static void Require(bool isSo, Why refusal, params object[] values)
    {
        if (!isSo)
        {
            throw new RegistryException(refusal, values);
        }
    }

    private sealed record OperatorRow
    {
        public string CountryCode { get; init; } = "";
        public string PartyId { get; init; } = "";
        public string Name { get; init; } = "";
        public string Website { get; init; } = "";
        public string TaxName { get; init; } = "";
        public long TaxHundredths { get; init; }
        public long PricesIncludeTax { get; init; }
    }

    private sealed record PlaceRow
    {
        public long SiteId { get; init; }
        public string Title { get; init; } = "";
        public string Address { get; init; } = "";
        public string City { get; init; } = "";
        public string PostalCode { get; init; } = "";
        public string Country { get; init; } = "";
        public long Latitude { get; init; }
        public long Longitude { get; init; }
        public long IsPublic { get; init; }
    }

    private sealed record ConnectorRow
    {
        public long ChargePointId { get; init; }
        public string Standard { get; init; } = "";
        public string Format { get; init; } = "";
        public string PowerType { get; init; } = "";
        public long VoltageV { get; init; }
        public long CurrentA { get; init; }
        public long PowerW { get; init; }
        public string EvseId { get; init; } = "";
    }
}
