using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// The page's own files, inside the assembly: whoever hosts the back office in a process of theirs serves them too.
/// </summary>
internal static class Assets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, (byte[] Bytes, string Type, EntityTagHeaderValue Tag)> files =
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], Load, StringComparer.Ordinal);

    public static void Map(WebApplication web) => web.MapGet("/assets/{name}", (string name) =>
        files.TryGetValue(name, out (byte[] Bytes, string Type, EntityTagHeaderValue Tag) file)
            ? Results.Bytes(file.Bytes, file.Type, entityTag: file.Tag)
            : Results.NotFound()).AllowAnonymous();

    private static (byte[] Bytes, string Type, EntityTagHeaderValue Tag) Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        string type = Path.GetExtension(resource) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            string other => throw new InvalidOperationException($"An asset of a kind that is not served: {other}"),
        };
        return (bytes, type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""));
    }
}
