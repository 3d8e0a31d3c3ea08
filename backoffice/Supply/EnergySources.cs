namespace ChargePointFw.BackOffice.Supply;

/// <summary>OCPI's source categories, and which of them are renewable. Electricity from the market is GENERAL_FOSSIL.</summary>
public static class EnergySources
{
    /// <summary>Renewable ones.</summary>
    public static IReadOnlyList<string> Renewable { get; } = ["GENERAL_GREEN", "SOLAR", "WIND", "WATER"];

    /// <summary>The others: they can be supply only with a renewable certificate.</summary>
    public static IReadOnlyList<string> Other { get; } = ["NUCLEAR", "GENERAL_FOSSIL", "COAL", "GAS"];

    /// <summary>All of OCPI's.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Renewable, .. Other];

    public static bool IsRenewable(string source) => Renewable.Contains(source, StringComparer.Ordinal);

    /// <summary>The category that a text names, or null.</summary>
    internal static string? Find(string text) => All.FirstOrDefault(known => known == text.Trim());
}
