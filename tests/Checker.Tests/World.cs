using Microsoft.Data.Sqlite;

namespace ChargePointFw.Checker.Tests;

/// <summary>
/// A small world written by hand: the truth on one side, on the other a database with the back office's columns (and
/// none of its constraints, so that any error can be planted). Times are minutes and seconds after 9:00 in Japan.
/// </summary>
internal sealed class World : IDisposable
{
    public const long StartUtcMs = 1_775_001_600_000; // 2026-04-01T00:00Z
    public const long HalfHourMs = 1_800_000;

    private const string Schema = """
        CREATE TABLE charge_point (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE journal (id INTEGER PRIMARY KEY, charge_point_id INTEGER, journal_id INTEGER, ordinal INTEGER);
        CREATE TABLE record (journal_row INTEGER, number INTEGER, bytes BLOB);
        CREATE TABLE allocation (id INTEGER PRIMARY KEY, charge_point_id INTEGER, interval_start_utc_ms INTEGER, energy_wh INTEGER);
        CREATE VIEW planned_allocation AS SELECT * FROM allocation;
        CREATE TABLE session (journal_row INTEGER, number INTEGER, started_utc_ms INTEGER, ended_utc_ms INTEGER,
            start_register_wh INTEGER, end_register_wh INTEGER,
            delivered_wh INTEGER, covered_wh INTEGER, uncovered_wh INTEGER, unclaimed_wh INTEGER);
        CREATE TABLE interval_energy (charge_point_id INTEGER, interval_start_utc_ms INTEGER,
            covered_wh INTEGER, uncovered_wh INTEGER, unclaimed_wh INTEGER, idle_wh INTEGER,
            UNIQUE (charge_point_id, interval_start_utc_ms));
        CREATE TABLE live_credit (charge_point_id INTEGER, interval_start_utc_ms INTEGER, live_wh INTEGER,
            UNIQUE (charge_point_id, interval_start_utc_ms));
        """;

    private static readonly string[] ChargePoints = ["cp-01", "cp-02"];
    private readonly string path = Path.Combine(Path.GetTempPath(), $"ledger-{Guid.NewGuid():N}.db");
    private readonly SqliteConnection connection;
    private readonly Dictionary<long, long> supplyWh = [];
    private readonly int[] lastNumber = [0, 0, 0];

    public World()
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Sql(Schema);
        for (int i = 1; i <= ChargePoints.Length; i++)
        {
            Sql($"INSERT INTO charge_point VALUES ({i}, 'cp-0{i}'); INSERT INTO journal VALUES ({i}, {i}, {i * 1000}, 1);");
            Truth.Meter($"cp-0{i}", i * 100_000, 1);
        }
    }

    public Truth Truth { get; } = new();

    /// <summary>What the sun gave; none unless told.</summary>
    public SurplusTruth? Surplus { get; set; }

    /// <summary>End of the run, half hours after its start.</summary>
    public int RunHalfHours { get; set; } = 4;

    /// <summary>Instant after the start of the run, ms since 1970 in UTC.</summary>
    public static long At(int minutes, int seconds = 0) => StartUtcMs + (minutes * 60_000L) + (seconds * 1000L);

    /// <summary>The site's supply in each half hour, Wh, and in the database each charge point's half of it.</summary>
    public World Supply(params long[] energyWh)
    {
        for (int i = 0; i < energyWh.Length; i++)
        {
            supplyWh[StartUtcMs + (i * HalfHourMs)] = energyWh[i];
            if (energyWh[i] > 0)
            {
                Sql($"INSERT INTO allocation VALUES ({1000 + i}, 1, {StartUtcMs + (i * HalfHourMs)}, {energyWh[i] / 2}), ({2000 + i}, 2, {StartUtcMs + (i * HalfHourMs)}, {energyWh[i] / 2})");
            }
        }

        return this;
    }

    /// <summary>A car and the readings of its meter: instant and true energy since the start of the run, Wh.</summary>
    public World Car(int chargePoint, string token, long plugInUtcMs, long? unplugUtcMs, params (long UtcMs, long Wh)[] readings)
    {
        string name = $"cp-0{chargePoint}";
        Truth.PluggedIn(name, plugInUtcMs, token, token.StartsWith("zesp3", StringComparison.Ordinal));
        foreach ((long utcMs, long wh) in readings)
        {
            Truth.Reading(name, utcMs, wh * 3_600_000);
        }

        if (unplugUtcMs is long left)
        {
            Truth.Unplugged(name, left);
        }

        return this;
    }

    /// <summary>The ledger learns of a session's start.</summary>
    public World Started(int chargePoint, int session, long utcMs, long registerWh, bool isMember)
    {
        Append(chargePoint, new RecordForm { Type = 2, Session = session, RegisterWh = registerWh, IntervalStartUtcMs = IntervalOf(utcMs), IsMember = isMember });
        Sql($"INSERT INTO session VALUES ({chargePoint}, {session}, {utcMs}, NULL, {registerWh}, NULL, 0, 0, 0, 0)");
        return this;
    }

    /// <summary>The ledger learns of energy: an interval closed (type 4), a suspension (3) or the end (5). Covered -1: a guest's.</summary>
    public World Took(int type, int chargePoint, int session, int halfHour, long registerWh, long energyWh, long coveredWh)
    {
        long interval = StartUtcMs + (halfHour * HalfHourMs);
        bool isMember = coveredWh >= 0;
        long covered = isMember ? coveredWh : 0;
        long uncovered = isMember ? energyWh - coveredWh : 0;
        long unclaimed = isMember ? 0 : energyWh;
        Append(chargePoint, new RecordForm
        {
            Type = type,
            Session = session,
            RegisterWh = registerWh,
            IntervalStartUtcMs = interval,
            IsMember = isMember,
            EnergyWh = energyWh,
            CoveredWh = covered,
            AllocationId = covered > 0 ? (1000 * chargePoint) + halfHour : 0,
        });
        Sql($"UPDATE session SET delivered_wh = delivered_wh + {energyWh}, covered_wh = covered_wh + {covered}, uncovered_wh = uncovered_wh + {uncovered}, unclaimed_wh = unclaimed_wh + {unclaimed} WHERE journal_row = {chargePoint} AND number = {session}");
        Sql($"INSERT INTO interval_energy VALUES ({chargePoint}, {interval}, {covered}, {uncovered}, {unclaimed}, 0) ON CONFLICT DO UPDATE SET covered_wh = covered_wh + {covered}, uncovered_wh = uncovered_wh + {uncovered}, unclaimed_wh = unclaimed_wh + {unclaimed}");
        if (type == 5)
        {
            Sql($"UPDATE session SET ended_utc_ms = {interval + HalfHourMs}, end_register_wh = {registerWh} WHERE journal_row = {chargePoint} AND number = {session}");
        }

        return this;
    }

    /// <summary>The ledger learns of a live credit: cumulative within a half hour.</summary>
    public World Live(int chargePoint, int halfHour, long liveWh)
    {
        long interval = StartUtcMs + (halfHour * HalfHourMs);
        Append(chargePoint, new RecordForm { Type = 12, IntervalStartUtcMs = interval, AllocationId = (1000 * chargePoint) + halfHour, LiveWh = liveWh });
        return Sql($"INSERT INTO live_credit VALUES ({chargePoint}, {interval}, {liveWh}) ON CONFLICT DO UPDATE SET live_wh = max(live_wh, {liveWh})");
    }

    /// <summary>Adds a record with the next number of its charge point's journal.</summary>
    public World Append(int chargePoint, RecordForm form)
    {
        int number = ++lastNumber[chargePoint];
        Put(chargePoint, number, (form with { Journal = chargePoint * 1000, Number = number }).Bytes());
        return this;
    }

    /// <summary>Stores bytes under an identity, whatever they are.</summary>
    public void Put(int chargePoint, int number, byte[] bytes) =>
        Sql($"INSERT INTO record VALUES ({chargePoint}, {number}, x'{Convert.ToHexString(bytes)}')");

    public World Sql(string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests write their own SQL.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        return this;
    }

    public CheckResult Check() => LedgerChecker.Compare(
        Truth, SupplyTruth.Of(30, supplyWh), ChargePoints, path, StartUtcMs, StartUtcMs + (RunHalfHours * HalfHourMs), Surplus);

    /// <summary>Asserts that truth and ledger say the same.</summary>
    public CheckResult Matches()
    {
        CheckResult result = Check();
        Assert.IsTrue(result.Matches, string.Join('\n', result.Differences));
        return result;
    }

    /// <summary>Asserts that a difference is found whose sentence has all these words.</summary>
    public CheckResult Differs(params string[] words)
    {
        CheckResult result = Check();
        Assert.IsFalse(result.Matches);
        Assert.IsTrue(
            result.Differences.Any(sentence => words.All(word => sentence.Contains(word, StringComparison.Ordinal))),
            $"No sentence has {string.Join(", ", words)}:\n{string.Join('\n', result.Differences)}");
        return result;
    }

    public void Dispose()
    {
        connection.Dispose();
        File.Delete(path);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
    }

    private static long IntervalOf(long utcMs) => utcMs - (utcMs % HalfHourMs);
}
