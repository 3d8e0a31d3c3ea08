using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>Bodies of documents as the back office writes them; 1775001600 is 2026-04-01T00:00:00Z.</summary>
public static class Papers
{
    public const string Site = "tokyo";
    public const string ChargePoint = "cp-1";

    public static string Plan(long version, string allocations) => Plan(version, 30, allocations);

    public static string Plan(long version, int minutes, string allocations) =>
        Head("plan") + ",\"version\":" + version.ToString() + ",\"intervalMinutes\":" + minutes.ToString()
        + ",\"validUntil\":1775174400,\"allocations\":[" + allocations + "]}";

    public static string Allocation(long id, long start, long energyWh) =>
        "{\"id\":" + id.ToString() + ",\"start\":" + start.ToString() + ",\"energyWh\":" + energyWh.ToString()
        + ",\"source\":\"SOLAR\",\"certificate\":\"JP-1\"}";

    public static string Tokens(long version, string tokens) =>
        Head("tokens") + ",\"version\":" + version.ToString() + ",\"tokens\":[" + tokens + "]}";

    public static string Token(string hash, long validUntil) =>
        "{\"hash\":\"" + hash + "\",\"validUntil\":" + validUntil.ToString() + "}";

    public static string Token(string hash, long validUntil, int programme, int group) =>
        "{\"hash\":\"" + hash + "\",\"validUntil\":" + validUntil.ToString()
        + ",\"programme\":" + programme.ToString() + ",\"group\":" + group.ToString() + "}";

    /// <summary>16 hexadecimal digits: the virtual device pads no int so far.</summary>
    public static string Hash(long hash)
    {
        var json = new JsonWriter(32);
        json.Hash("h", hash);
        return Ascii.Text(json.ToArray()).Substring(5, 16);
    }

    /// <summary>What changes in the list of a version; <paramref name="members"/> begins with a comma or is empty.</summary>
    public static string Differential(long version, long baseVersion, string members) =>
        Head("tokens") + ",\"version\":" + version.ToString() + ",\"base\":" + baseVersion.ToString() + members + "}";

    /// <summary>
    /// A text in which # stands for the head of the kind: an assembly of the device has room for 64 KB of strings, and every
    /// row of a table is one.
    /// </summary>
    public static byte[] Whole(string kind, string text)
    {
        string whole = string.Empty;
        foreach (char letter in text)
        {
            whole += letter == '#' ? Head(kind) : letter.ToString();
        }

        return Ascii.Bytes(whole);
    }

    public static string Head(string kind) =>
        "{\"kind\":\"" + kind + "\",\"site\":\"" + Site + "\",\"chargePoint\":\"" + ChargePoint + "\"";
}
