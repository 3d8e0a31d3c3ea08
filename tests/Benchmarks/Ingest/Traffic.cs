using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Ingest;

/// <summary>
/// What the charge points of many sites publish: whole sessions, genuine and chained, a message of each charge point after the other, so that
/// a transaction has many charge points in it. All of it lies in one array, where no garbage collection has to look.
/// </summary>
internal sealed class Traffic
{
    public const int Sites = 50;
    public const int ChargePoints = 200; // four a site, as dealers have
    private const int RecordsInSession = 4;

    private readonly string[] topics;
    private readonly byte[] bytes;
    private readonly int[] ends;

    /// <param name="records">So many; rounded to whole messages.</param>
    /// <param name="inMessage">Records in each.</param>
    public Traffic(int records, int inMessage)
    {
        int sessions = Math.Max(2, records / ChargePoints / RecordsInSession / 2 * 2);
        FakeDevice[] devices = [.. Enumerable.Range(1, ChargePoints).Select(number => Journal(number, sessions))];
        topics = [.. devices.Select(device => device.Topics.Record)];
        IEnumerator<byte[]>[] each = [.. devices.Select(device => device.Messages(inMessage).GetEnumerator())];
        using var all = new MemoryStream();
        var end = new List<int>();
        for (int turn = 0; each[turn].MoveNext(); turn = (turn + 1) % ChargePoints)
        {
            all.Write(each[turn].Current);
            end.Add((int)all.Length);
        }

        bytes = all.ToArray();
        ends = [.. end];
    }

    /// <summary>Messages.</summary>
    public int Count => ends.Length;

    /// <summary>The site of a charge point.</summary>
    public static string SiteOf(int number) => $"site{number % Sites}";

    /// <summary>The key of a charge point, from 1.</summary>
    public static byte[] KeyOf(int number) => [.. Enumerable.Range(0, 32).Select(i => (byte)(number + i))];

    public string TopicOf(int message) => topics[message % ChargePoints];

    public ReadOnlySpan<byte> PayloadOf(int message) => bytes.AsSpan((message == 0 ? 0 : ends[message - 1])..ends[message]);

    // Guests' sessions of the last hours: nothing about them is to be found, and the checks behind ingest cost what they ordinarily do.
    private static FakeDevice Journal(int number, int sessions)
    {
        DateTimeOffset first = DateTimeOffset.UtcNow.AddMinutes(-RecordsInSession * sessions);
        var device = new FakeDevice(SiteOf(number), $"cp{number}", KeyOf(number), 1_000 + number, first);
        for (int session = 1; session <= sessions; session++)
        {
            Append(RecordType.SessionStarted, ChargingState.Charging, 0);
            Append(RecordType.SessionUpdated, ChargingState.Charging, 400);
            Append(RecordType.SessionUpdated, ChargingState.SuspendedEV, 50);
            Append(RecordType.SessionEnded, ChargingState.Idle, 250);

            void Append(RecordType type, ChargingState state, int energyWh) => device.Append(type, record =>
            {
                device.RegisterWh += energyWh;
                record.SessionNumber = session;
                record.RegisterWh = device.RegisterWh;
                record.IntervalStartUtcMs = record.UtcMs - (record.UtcMs % 1_800_000);
                record.Claim = Claim.None;
                record.ChargingState = state;
                record.Verdict = SupplyVerdict.Allowed;
                record.EnergyWh = energyWh;
            });
        }

        return device;
    }
}
