using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A client that is not ours: curl, told nothing but the address of the versions and a token, walks to every object.</summary>
[TestClass]
public sealed class OcpiOutsideTests
{
    [TestMethod]
    [DataRow("2.3.0")]
    [DataRow("2.2.1")]
    public async Task CurlReadsAllModules_FromTheVersionsOn(string version)
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        OcpiClient.Describe(office, "SAE_J3400");
        for (int session = 1; session <= 3; session++)
        {
            bay.GoodSession(session);
        }

        await bay.ArriveAsync();
        string token = OcpiClient.TokenFor(office);
        JsonArray versions = (await CurlAsync(office.App.Url + "/ocpi/versions", token)).Data.AsArray();
        string details = versions.Single(one => one!["version"]!.GetValue<string>() == version)!["url"]!.GetValue<string>();
        var read = new List<string>();
        foreach (JsonNode? endpoint in (await CurlAsync(details, token)).Data["endpoints"]!.AsArray())
        {
            string module = endpoint!["identifier"]!.GetValue<string>();
            string? next = endpoint["url"]!.GetValue<string>() + (module == "credentials" ? "" : "?date_from=2020-01-01T00:00:00Z&limit=2");
            int objects = 0;
            for (int pages = 0; next is not null && pages < 10; pages++)
            {
                (JsonNode data, next) = await CurlAsync(next, token);
                foreach (JsonNode? one in data as JsonArray ?? [data.DeepClone()])
                {
                    OcpiClient.Validate(version, module switch { "locations" => "Location", "tariffs" => "Tariff", "sessions" => "Session", "cdrs" => "Cdr", _ => "Credentials" }, one);
                    objects++;
                }
            }

            read.Add($"{module} {objects}");
        }

        Assert.AreEqual("credentials 1, locations 1, tariffs 1, sessions 3, cdrs 3", string.Join(", ", read));
    }

    private static async Task<(JsonNode Data, string? Next)> CurlAsync(string address, string token)
    {
        using var curl = new Process { StartInfo = new ProcessStartInfo("curl") { RedirectStandardOutput = true, RedirectStandardError = true } };
        string authorization = "Authorization: Token " + Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        foreach (string argument in new[] { "--silent", "--show-error", "--fail", "--include", "--max-time", "30", "--header", authorization, address })
        {
            curl.StartInfo.ArgumentList.Add(argument);
        }

        curl.Start();
        Task<string> trouble = curl.StandardError.ReadToEndAsync();
        string answer = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        Assert.AreEqual(0, curl.ExitCode, address + ": " + await trouble);
        string[] parts = answer.Split("\r\n\r\n", 2);
        string? link = parts[0].Split("\r\n").FirstOrDefault(line => line.StartsWith("Link: ", StringComparison.OrdinalIgnoreCase) && line.EndsWith("rel=\"next\"", StringComparison.Ordinal));
        JsonObject envelope = JsonNode.Parse(parts[1])!.AsObject();
        Assert.AreEqual(1000, envelope["status_code"]!.GetValue<int>(), address);
        return (envelope["data"]!, link?.Split('<', '>')[1]);
    }
}
