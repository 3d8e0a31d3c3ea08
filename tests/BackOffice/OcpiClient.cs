using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using NJsonSchema;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A partner's client: sends its token, follows links, and holds every answer to the object definitions of its version.</summary>
internal sealed class OcpiClient : IDisposable
{
    private static readonly Dictionary<string, JsonSchema> schemas = [];
    private readonly HttpClient http;

    public OcpiClient(Office office, string token, string version = "2.3.0")
    {
        Version = version;
        http = new HttpClient { BaseAddress = new Uri(office.App.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)));
    }

    public string Version { get; }

    /// <summary>Says everything that partners need to know of the office's site and its charge points.</summary>
    public static void Describe(Office office, string standard = "CHADEMO", params string[] chargePoints)
    {
        office.App.Places.Set(new StationOperator("JP", "CPF", "テスト電力", "https://example.com", "消費税", 10, PricesIncludeTax: true), "kimura");
        office.App.Places.Set(Office.SiteName, new Place("横浜みなと店", "1-1-1 Minatomirai", "Yokohama", "220-0012", "JPN", 35.454690m, 139.629440m, true), "kimura");
        foreach (string name in chargePoints.DefaultIfEmpty("cp1"))
        {
            office.App.Places.Set(Office.SiteName, name, new Connector(standard, true, "DC", 500, 125, 50_000), "kimura");
        }

        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon.AddDays(-1), new Tariff("JPY", 27.5m, 0), "kimura");
    }

    /// <summary>A token that reads everything.</summary>
    public static string TokenFor(Office office, string name = "roamer") => office.App.Partners.Make(name, null, null, "kimura");

    /// <summary>Fails the test unless the object is as a version of OCPI describes it.</summary>
    public static void Validate(string version, string definition, JsonNode? body)
    {
        Assert.IsNotNull(body, definition);
        var errors = SchemaOf(version, definition).Validate(body.ToJsonString());
        Assert.IsEmpty(errors, $"{definition} of OCPI {version}: {string.Join("; ", errors)}\n{body}");
    }

    public Task<HttpResponseMessage> SendAsync(string path, HttpMethod? method = null) => http.SendAsync(new HttpRequestMessage(method ?? HttpMethod.Get, path));

    /// <summary>What a path answers: the data, or the error as "code message".</summary>
    public async Task<(HttpStatusCode Http, JsonNode? Data, string Error)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await SendAsync(path);
        JsonObject envelope = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        int status = envelope["status_code"]!.GetValue<int>();
        Assert.IsNotNull(envelope["timestamp"]);
        return (answer.StatusCode, envelope["data"], status == 1000 ? "" : $"{status} {envelope["status_message"]}");
    }

    public async Task<JsonNode> DataAsync(string path)
    {
        (HttpStatusCode status, JsonNode? data, string error) = await GetAsync(path);
        Assert.AreEqual((HttpStatusCode.OK, ""), (status, error), path);
        return data!;
    }

    /// <summary>A module from one page to the next, as objects by their order.</summary>
    public async Task<List<JsonObject>> ReadAllAsync(string module, string query = "?date_from=2000-01-01T00:00:00Z", Action<int>? betweenPages = null)
    {
        var all = new List<JsonObject>();
        string? path = $"/ocpi/{Version}/cpo/{module}{query}";
        for (int pages = 0; path is not null; pages++)
        {
            using HttpResponseMessage answer = await SendAsync(path);
            Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode, path);
            JsonObject envelope = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
            Assert.AreEqual(1000, envelope["status_code"]!.GetValue<int>(), envelope.ToString());
            JsonArray data = envelope["data"]!.AsArray();
            foreach (JsonNode? one in data)
            {
                Validate(Version, Definition(module), one);
                all.Add(one!.AsObject());
            }

            Assert.IsGreaterThanOrEqualTo(data.Count, int.Parse(answer.Headers.GetValues("X-Total-Count").Single(), null));
            Assert.IsLessThanOrEqualTo(int.Parse(answer.Headers.GetValues("X-Limit").Single(), null), data.Count);
            path = answer.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? links.Single().Split('<', '>')[1] : null;
            if (path is not null)
            {
                betweenPages?.Invoke(pages);
            }
        }

        return all;
    }

    public void Dispose() => http.Dispose();

    private static string Definition(string module) => module switch
    {
        "locations" => "Location",
        "tariffs" => "Tariff",
        "sessions" => "Session",
        _ => "Cdr",
    };

    private static JsonSchema SchemaOf(string version, string definition)
    {
        lock (schemas)
        {
            if (!schemas.TryGetValue(version + definition, out JsonSchema? schema))
            {
                using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"ocpi/ocpi-{version}.schema.json")!);
                JsonObject all = JsonNode.Parse(reader.ReadToEnd())!.AsObject();
                JsonObject root = all["definitions"]![definition]!.DeepClone().AsObject();
                root["definitions"] = all["definitions"]!.DeepClone();
                schemas[version + definition] = schema = JsonSchema.FromJsonAsync(root.ToJsonString()).GetAwaiter().GetResult();
            }

            return schema;
        }
    }
}
