using System.Globalization;
using System.Text;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Simulator.Hardware;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>Keys of the one charge point, and what the back office signs for it.</summary>
internal static class Papers
{
    public const string SiteName = "bench";
    public const string Name = "cp-01";
    public const string Member = "member-1";

    private const long FarFutureSeconds = 1_893_456_000;

    public static readonly HmacSha256 Hash = new();
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    public static readonly KeyRing Keys = new(Hash, Key, SiteName, Name, 1);

    /// <summary>A plan of one allocation for each interval from the start on; 0 for none.</summary>
    public static byte[] Plan(long version, long startUtcMs, int intervalMinutes, IReadOnlyList<int> energiesWh)
    {
        IEnumerable<string> allocations = energiesWh.Select((energyWh, i) => (energyWh, i)).Where(one => one.energyWh > 0).Select(one => Text(
            $$"""{"id":{{one.i + 1}},"start":{{(startUtcMs / 1_000) + (one.i * intervalMinutes * 60L)}},"energyWh":{{one.energyWh}},"source":"SOLAR","certificate":"c"}"""));
        return Sign(Keys.Document, Text(
            $$"""{{{Head("plan")}},"version":{{version}},"intervalMinutes":{{intervalMinutes}},"validUntil":{{FarFutureSeconds}},"allocations":[{{string.Join(',', allocations)}}]}"""));
    }

    /// <summary>The list of the one member.</summary>
    public static byte[] Tokens() => Sign(Keys.Document, Text(
        $$"""{{{Head("tokens")}},"version":1,"tokens":[{"hash":"{{SimulatedCardReader.HashOf(Hash, Key, Member):X16}}","validUntil":{{FarFutureSeconds}}}]}"""));

    /// <summary>Everything up to this record is in the ledger.</summary>
    public static byte[] Acknowledgement(long journalId, long number, ReadOnlySpan<byte> tag) => Sign(Keys.Acknowledgement, Text(
        $$"""{{{Head("ack")}},"journal":{{journalId}},"number":{{number}},"tag":"{{Convert.ToBase64String(tag)}}"}"""));

    private static byte[] Sign(byte[] key, string body) => SignedDocument.Sign(Hash, key, Encoding.ASCII.GetBytes(body));

    private static string Head(string kind) => $"\"kind\":\"{kind}\",\"site\":\"{SiteName}\",\"chargePoint\":\"{Name}\"";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
