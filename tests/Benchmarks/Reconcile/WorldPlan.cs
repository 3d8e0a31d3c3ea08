using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Keys;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.Benchmarks.Reconcile;

/// <summary>A back office's database full of sessions, with defects planted by dice: of every kind one in a hundred.</summary>
internal sealed class WorldPlan
{
    public const int ChargePointsOfSite = 10;

    private const int SessionsOfOne = 1_000;
    private const long DayMs = 86_400_000;
    private static readonly Defect[] ofSessions = [.. Enum.GetValues<Defect>().Where(defect => defect is not (Defect.None or Defect.SupplyCutAfterwards or Defect.CertificateTooSmall))];

    private readonly Random dice;

    private WorldPlan(int seed) => dice = new Random(seed);

    public List<Planted> Planted { get; } = [];

    /// <summary>When it begins.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When all of it is past.</summary>
    public static DateTimeOffset End { get; } = Start.AddDays(300);

    public static string CertificateOf(long siteId, long intervalMs) => $"s{siteId}-d{intervalMs / DayMs}";

    /// <summary>The program over the file, at a time when all of it is past.</summary>
    public static BackOfficeApp Open(string file, DateTimeOffset now) => BackOfficeApp.Create(
        new BackOfficeOptions { DatabaseFile = file, LogLevel = LogLevel.None, SignInLinks = true }, new StandingTime(now));

    /// <summary>Writes the records, plans and supply; sessions and intervals are then built by the program's own rebuild.</summary>
    public static async Task<WorldPlan> MakeAsync(string file, int seed, int sessions)
    {
        var plan = new WorldPlan(seed);
        int chargePoints = Math.Max(1, sessions / SessionsOfOne);
        await using (BackOfficeApp app = Open(file, Start))
        {
            for (int i = 0; i < chargePoints; i++)
            {
                string site = $"site{i / ChargePointsOfSite}";
                app.Registry.RegisterSite(site, "Asia/Tokyo");
                app.Registry.RegisterChargePoint(site, $"cp{i % ChargePointsOfSite}", KeyOf(i));
            }
        }

        using (var tables = new WorldTables(file))
        {
            plan.Fill(tables, chargePoints);
            tables.Commit();
        }

        await using (BackOfficeApp app = Open(file, End))
        {
            app.Ledger.Rebuild();
        }

        return plan;
    }

    private void Fill(WorldTables tables, int chargePoints)
    {
        tables.Add("programme", 1, "zesp3");
        for (int site = 0; site * ChargePointsOfSite < chargePoints; site++)
        {
            var covered = new Dictionary<long, long>();
            List<(long StartMs, long EndMs, long Card)> neighbour = [];
            for (int i = site * ChargePointsOfSite; i < Math.Min(chargePoints, (site + 1) * ChargePointsOfSite); i++)
            {
                neighbour = Play(tables, site, i, neighbour, covered);
            }

            Supply(tables, site + 1, covered);
        }
    }

    private List<(long StartMs, long EndMs, long Card)> Play(WorldTables tables, int site, int i, List<(long StartMs, long EndMs, long Card)> neighbour, Dictionary<long, long> covered)
    {
        (long siteId, long chargePointId, long journalRow) = (site + 1, i + 1, i + 1);
        foreach (long card in SessionPlayer.CardsOf(chargePointId))
        {
            tables.Add("member_fact", siteId, card, 1, 1, 0, End.ToUnixTimeMilliseconds() * 2, 0);
        }

        var keys = new KeyRing(HmacSha256.Instance, KeyOf(i), $"site{site}", $"cp{i % ChargePointsOfSite}", 1);
        var player = new SessionPlayer(tables, dice, keys, siteId, chargePointId, journalRow, Start.AddDays(1).ToUnixTimeMilliseconds());
        player.Begin();
        for (int session = 1; session <= SessionsOfOne; session++)
        {
            // Neighbours of a bad session are good ones, so that each can only be what it was made.
            Defect defect = session % 3 == 1 && session > 1 && dice.Next(1_000) < ofSessions.Length * 30
                ? ofSessions[dice.Next(ofSessions.Length)]
                : Defect.None;
            player.Play(session, defect, neighbour.Skip(Math.Max(0, session - 60)).Take(120).ToList());
        }

        Planted.AddRange(player.Planted);
        foreach ((long startMs, long _, long _) in player.Good)
        {
            covered[startMs / SessionPlayer.IntervalMs * SessionPlayer.IntervalMs] = 1;
        }

        (long number, byte[] tag) = player.Reached;
        tables.Add("journal", journalRow, chargePointId, journalRow, 1, number, tag, Start.ToUnixTimeMilliseconds());
        foreach ((long repeated, long receivedMs) in player.Repeated)
        {
            tables.Add("record_repeat", journalRow, repeated, 1, receivedMs, receivedMs);
        }

        return player.Good;
    }

    // Supply for every interval of the time; where cars certainly drew, one in a hundred is corrected to next to nothing.
    private void Supply(WorldTables tables, long siteId, Dictionary<long, long> covered)
    {
        tables.Add("supply_import", null, siteId, "forecast", "plain", "generated.csv", $"{siteId:x64}", "generator", Start.ToUnixTimeMilliseconds(), null, 1, 0, null);
        tables.Add("supply_import", null, null, "certificate", "plain", "generated.csv", $"{siteId + 1_000_000:x64}", "generator", Start.ToUnixTimeMilliseconds(), null, 1, 0, null);
        (long supplyImport, long certificateImport) = ((siteId * 2) - 1, siteId * 2);
        for (long at = Start.ToUnixTimeMilliseconds(); at < End.ToUnixTimeMilliseconds() - (100 * DayMs); at += SessionPlayer.IntervalMs)
        {
            bool isCut = covered.ContainsKey(at) && dice.Next(100) == 0;
            tables.Add("supply_fact", siteId, "forecast", at, supplyImport, isCut ? 1 : SessionPlayer.PromisedWh * ChargePointsOfSite, "SOLAR", CertificateOf(siteId, at));
            if (isCut)
            {
                Planted.Add(new Planted(Defect.SupplyCutAfterwards, siteId, 0, 0, 0, 0, at, ""));
            }

            if (at % DayMs == 0)
            {
                string id = CertificateOf(siteId, at);
                bool isDrawnOn = covered.Keys.Any(one => CertificateOf(siteId, one) == id);
                bool isSmall = isDrawnOn && dice.Next(50) == 0;
                tables.Add(
                    "certificate_fact", id, certificateImport, "plant", "SOLAR", "photovoltaics", "Saga", "2015-04-01", "2026-01-01", at, at + DayMs,
                    isSmall ? 10 : 100_000_000, "JP", 1);
                if (isSmall)
                {
                    Planted.Add(new Planted(Defect.CertificateTooSmall, siteId, 0, 0, 0, 0, at, id));
                }
            }
        }
    }

    private static byte[] KeyOf(int i) => HmacSha256.Instance.Compute([1], BitConverter.GetBytes(i));

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
