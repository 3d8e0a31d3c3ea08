using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Days;

/// <summary>Digests of a span of the ledger, for one site, and for each of its charge points by itself.</summary>
internal static class DayDigests
{
    /// <summary>The site's digest, and each charge point's by name.</summary>
    public static (string OfSite, IReadOnlyDictionary<string, string> OfChargePoints) Of(
        Ledger ledger, Site site, IEnumerable<string> chargePoints, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        ILookup<string, string> rows = ledger.CanonicalRows(fromUtc, untilUtc)
            .Select(row => (Row: row, Parts: row.Split('|', 4)))
            .Where(one => one.Parts.Length == 4 && one.Parts[1] == site.Name)
            .ToLookup(one => one.Parts[2], one => one.Row);
        var digests = chargePoints.Order(StringComparer.Ordinal).ToDictionary(name => name, name => Hash(rows[name]));
        return (Hash(digests.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key + "|" + one.Value)), digests);
    }

    private static string Hash(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
