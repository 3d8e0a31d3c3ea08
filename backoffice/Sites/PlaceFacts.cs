using System.Globalization;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>Who operates the charge points, as partners name us, and the tax in prices.</summary>
/// <param name="CountryCode">ISO 3166-1, two capital letters.</param>
/// <param name="PartyId">Three capital letters or digits, as registered with the ID office.</param>
/// <param name="Name">At most 100 letters.</param>
/// <param name="Website">Empty for none.</param>
/// <param name="TaxName">Empty where no tax applies.</param>
/// <param name="TaxPercent">At most two decimals.</param>
/// <param name="PricesIncludeTax">Whether the tariffs' prices contain it.</param>
public sealed record StationOperator(
    string CountryCode, string PartyId, string Name, string Website = "", string TaxName = "", decimal TaxPercent = 0, bool PricesIncludeTax = false)
{
    /// <summary>What an amount is without the tax, with four decimals.</summary>
    public decimal BeforeTax(decimal amount) => HasTax && PricesIncludeTax ? decimal.Round(amount * 100m / (100m + TaxPercent), 4) : amount;

    /// <summary>The tax of an amount, with four decimals: both together are the amount, where prices include it.</summary>
    public decimal Tax(decimal amount) => !HasTax ? 0 : PricesIncludeTax ? amount - BeforeTax(amount) : decimal.Round(amount * TaxPercent / 100m, 4);

    public bool HasTax => TaxName.Length > 0;
}

/// <summary>Where a site is; lengths are those that every version of OCPI takes.</summary>
/// <param name="Title">As people call it, at most 100 letters.</param>
/// <param name="Address">At most 45 letters.</param>
/// <param name="City">At most 45 letters.</param>
/// <param name="PostalCode">At most 10 letters; empty for none.</param>
/// <param name="Country">ISO 3166-1, three capital letters.</param>
/// <param name="Latitude">Degrees, six decimals.</param>
/// <param name="Longitude">Degrees, six decimals.</param>
/// <param name="IsPublic">Whether everybody may be told of it.</param>
public sealed record Place(
    string Title, string Address, string City, string PostalCode, string Country, decimal Latitude, decimal Longitude, bool IsPublic);

/// <summary>What a car is plugged into.</summary>
/// <param name="Standard">One of <see cref="Standards"/>.</param>
/// <param name="IsCable">A cable with a plug, not a socket.</param>
/// <param name="PowerType">One of <see cref="PowerTypes"/>.</param>
/// <param name="MaximumVoltageV">Volt; between line and neutral for AC.</param>
/// <param name="MaximumCurrentA">Ampere.</param>
/// <param name="MaximumPowerW">Watt.</param>
/// <param name="EvseId">As printed on the charge point; empty for the one made of its number.</param>
public sealed record Connector(string Standard, bool IsCable, string PowerType, int MaximumVoltageV, int MaximumCurrentA, int MaximumPowerW, string EvseId = "")
{
    /// <summary>OCPI 2.3.0's words for the connectors that the charge points here have: CHAdeMO, NACS, CCS 1 and 2, and the AC plugs.</summary>
    public static IReadOnlyList<string> Standards { get; } =
        ["CHADEMO", "SAE_J3400", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO", "IEC_62196_T1", "IEC_62196_T2"];

    public static IReadOnlyList<string> PowerTypes { get; } = ["DC", "AC_1_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE"];

    public string Format => IsCable ? "CABLE" : "SOCKET";
}

/// <summary>What is known of an installation at one moment.</summary>
/// <param name="Operator">Null while nobody has said.</param>
/// <param name="Places">By site.</param>
/// <param name="Connectors">By charge point.</param>
public sealed record KnownPlaces(StationOperator? Operator, IReadOnlyDictionary<long, Place> Places, IReadOnlyDictionary<long, Connector> Connectors)
{
    /// <summary>The EVSE id of a charge point: as set, else made of its number.</summary>
    public string EvseIdOf(ChargePoint chargePoint) =>
        Connectors.TryGetValue(chargePoint.Id, out Connector? connector) && connector.EvseId.Length > 0
            ? connector.EvseId
            : string.Create(CultureInfo.InvariantCulture, $"{Operator!.CountryCode}*{Operator.PartyId}*E{chargePoint.Id}");
}
