using System.Text.Json;

namespace ChargePointFw.Provision.Identity;

/// <summary>What all charge points of a site share; the site's key is a file beside it.</summary>
/// <param name="Name">Lower-case name.</param>
/// <param name="Zone">IANA zone.</param>
/// <param name="IntervalMinutes">15, 30 or 60.</param>
/// <param name="BrokerHost">Where its charge points find the broker.</param>
/// <param name="BrokerPort">1 to 65535.</param>
public sealed record SiteFacts(string Name, string Zone, int IntervalMinutes, string BrokerHost, int BrokerPort)
{
    private const string FactsFile = "site.json";
    private const string KeyFile = "site.key";

    internal static SiteFacts? Find(Vault vault, string name) =>
        vault.Has("sites", name, FactsFile) ? JsonSerializer.Deserialize<SiteFacts>(vault.Read("sites", name, FactsFile)) : null;

    internal static IReadOnlyList<SiteFacts> All(Vault vault) => [.. vault.FoldersIn("sites").Select(name => Find(vault, name)).OfType<SiteFacts>()];

    internal void Save(Vault vault) => vault.Write(JsonSerializer.Serialize(this), "sites", Name, FactsFile);

    /// <summary>The key of the site's token hashes, base 64; made the first time. The same file serves <c>import-members</c>.</summary>
    internal static string Key(Vault vault, string name)
    {
        if (!vault.Has("sites", name, KeyFile))
        {
            vault.Write(Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)) + "\n", "sites", name, KeyFile);
        }

        return vault.Read("sites", name, KeyFile).Trim();
    }
}
