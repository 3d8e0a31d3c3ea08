using System.Diagnostics;
using System.Globalization;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Mosquitto;
using ChargePointFw.Postgres.Tests;
using ChargePointFw.Tests.Broker;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.Benchmarks.Ingest;

/// <summary>What one way took.</summary>
/// <param name="Name">Which.</param>
/// <param name="RecordsInMessage">1 as while charging, or as many as a message holds when a charge point has a backlog.</param>
/// <param name="MessagesPerSecond">Through the broker, or durable.</param>
/// <param name="MedianMs">From publishing to the commit at half of that rate, ms; null where nothing is committed.</param>
/// <param name="P99Ms">The slowest but one in a hundred, ms.</param>
internal sealed record IngestFigure(string Name, int RecordsInMessage, double MessagesPerSecond, double? MedianMs, double? P99Ms)
{
    public double RecordsPerSecond => MessagesPerSecond * RecordsInMessage;
}

/// <summary>
/// Durable records a second, beside what the broker passes on of the same messages to somebody who throws them away: charge points'
/// whole sessions, genuine and chained, at QoS 1 through a real mosquitto into the real program.
/// </summary>
internal static class IngestBenchmark
{
    private const int InFlightMessages = 1_500; // more are published when these have arrived

    /// <summary>Plays all of them in turn.</summary>
    /// <param name="records">So many in each; rounded to whole messages.</param>
    /// <param name="to">Where it tells how it goes.</param>
    public static async Task<IReadOnlyList<IngestFigure>> PlayAsync(int records, TextWriter to)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-ingest-");
        try
        {
            using MosquittoBroker broker = MosquittoBroker.StartOnFreePort("max_queued_messages 0", "max_inflight_messages 0");
            using var cluster = new PostgresCluster();
            var figures = new List<IngestFigure>();
            foreach (int inMessage in new[] { 1, FakeDevice.MaximumRecordsInMessage })
            {
                var traffic = new Traffic(records, inMessage);
                IngestFigure raw = new("the broker alone", inMessage, Raw(broker.Port, traffic), null, null);
                Print(raw, raw, to);
                figures.Add(raw);
                foreach (StoreKind store in new[] { StoreKind.Sqlite, StoreKind.Postgres })
                {
                    string database = Path.Combine(folder.FullName, $"{store}-{inMessage}");
                    if (store == StoreKind.Postgres)
                    {
                        PostgresCluster.WriteConnection(database, cluster.Create());
                    }

                    IngestFigure durable = await DurableAsync(new BackOfficeOptions { DatabaseFile = database, Store = store }, inMessage, broker.Port, traffic);
                    Print(durable, raw, to);
                    figures.Add(durable);
                }
            }

            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One line of key figures.</summary>
    public static int Summarise(IReadOnlyList<IngestFigure> figures, TextWriter to)
    {
        foreach (IngestFigure[] three in figures.Chunk(3))
        {
            (IngestFigure raw, IngestFigure sqlite, IngestFigure postgres) = (three[0], three[1], three[2]);
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ingest records_in_message={raw.RecordsInMessage} raw_messages_s={raw.MessagesPerSecond:F0} sqlite_records_s={sqlite.RecordsPerSecond:F0} of 10000 sqlite_of_raw={sqlite.MessagesPerSecond / raw.MessagesPerSecond:F2} of 0.50 sqlite_p99_ms={sqlite.P99Ms:F0} of 100 postgres_records_s={postgres.RecordsPerSecond:F0} postgres_of_raw={postgres.MessagesPerSecond / raw.MessagesPerSecond:F2} postgres_p99_ms={postgres.P99Ms:F0}"));
        }

        return 0; // it prints; time fails nothing
    }

    private static void Print(IngestFigure figure, IngestFigure raw, TextWriter to)
    {
        string latency = figure.P99Ms is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $" | at half of it, published to committed: median {figure.MedianMs,6:F1} ms, p99 {figure.P99Ms,6:F1} ms");
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figure.Name,-16} | {figure.RecordsInMessage} a message | {figure.MessagesPerSecond,8:F0} messages/s | {figure.RecordsPerSecond,8:F0} records/s | {figure.MessagesPerSecond / raw.MessagesPerSecond,5:F2} of the broker{latency}"));
    }

    // Publisher, broker, subscriber: what arrives is counted and thrown away.
    private static double Raw(int port, Traffic traffic)
    {
        long arrived = 0;
        using var subscribed = new ManualResetEventSlim();
        using var subscriber = new MosquittoClient(new MosquittoOptions { Port = port, ClientId = "nobody" });
        subscriber.Connected += _ => subscriber.Subscribe("cpfw/1/+/+/record", qos: 1);
        subscriber.Subscribed += _ => subscribed.Set();
        subscriber.MessageReceived += message =>
        {
            _ = message.Payload.ToArray();
            Interlocked.Increment(ref arrived);
        };
        subscriber.Start();
        subscribed.Wait();
        double rate = Publish(port, traffic, 0, traffic.Count, double.PositiveInfinity, () => Interlocked.Read(ref arrived), _ => { });
        subscriber.Disconnect();
        return rate;
    }

    private static async Task<IngestFigure> DurableAsync(BackOfficeOptions options, int inMessage, int port, Traffic traffic)
    {
        await using BackOfficeApp app = BackOfficeApp.Create(options with { BrokerPort = port, LogLevel = LogLevel.Warning }, TimeProvider.System);
        for (int i = 0; i < Traffic.Sites; i++)
        {
            app.Registry.RegisterSite(Traffic.SiteOf(i), "Asia/Tokyo");
        }

        for (int i = 1; i <= Traffic.ChargePoints; i++)
        {
            app.Registry.RegisterChargePoint(Traffic.SiteOf(i), $"cp{i}", Traffic.KeyOf(i));
        }

        await app.StartAsync();
        await app.WhenConnectedAsync();
        long Stored() => app.Counters.Stored / inMessage;

        // The first eighth is not counted: while it passes, the runtime compiles what it runs.
        (int warm, int full) = (traffic.Count / 8, traffic.Count * 3 / 4);
        Publish(port, traffic, 0, warm, double.PositiveInfinity, Stored, _ => { });
        double rate = Publish(port, traffic, warm, full, double.PositiveInfinity, () => Stored() - warm, _ => { });

        // The checks behind ingest have the burst still before them; what is asked for is how it goes on at half of the rate.
        UntilIdle();

        // What is stored is stored in the order in which it was published: the time at which so many are is that of the last of them.
        var taken = new List<double>(traffic.Count - full);
        Publish(port, traffic, full, traffic.Count, rate / 2, () => Stored() - full, taken.Add);
        taken.Sort();
        return new IngestFigure($"{options.Store}", inMessage, rate, taken[taken.Count / 2], taken[(int)Math.Ceiling(taken.Count * 0.99) - 1]);
    }

    private static void UntilIdle()
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2);)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(11_000); // longer than the checks ever rest
            if (Environment.CpuUsage.TotalTime - before < TimeSpan.FromSeconds(1))
            {
                return;
            }
        }
    }

    // At a rate, or as fast as they arrive; returns messages a second up to the last one's arrival.
    private static double Publish(int port, Traffic traffic, int from, int to, double perSecond, Func<long> arrived, Action<double> tookMs)
    {
        using var connected = new ManualResetEventSlim();
        using var publisher = new MosquittoClient(new MosquittoOptions { Port = port, ClientId = "charge-points", MaxInFlight = 0, MaxUnacknowledged = 20_000 });
        publisher.Connected += _ => connected.Set();
        publisher.Start();
        connected.Wait();
        int count = to - from;
        var watch = Stopwatch.StartNew();
        long[] publishedAt = new long[count];
        long published = 0;
        var seeing = new Thread(() =>
        {
            for (long seen = 0; seen < count;)
            {
                long now = Math.Min(arrived(), Interlocked.Read(ref published));
                for (; seen < now; seen++)
                {
                    tookMs(Stopwatch.GetElapsedTime(publishedAt[seen]).TotalMilliseconds);
                }

                Thread.Sleep(1);
            }
        });
        seeing.Start();
        for (int i = 0; i < count; i++)
        {
            while (i - arrived() >= InFlightMessages || i > watch.Elapsed.TotalSeconds * perSecond)
            {
                Thread.Sleep(1);
            }

            publishedAt[i] = Stopwatch.GetTimestamp();
            publisher.Publish(traffic.TopicOf(from + i), traffic.PayloadOf(from + i), qos: 1);
            Interlocked.Increment(ref published);
        }

        seeing.Join();
        publisher.Disconnect();
        return count / watch.Elapsed.TotalSeconds;
    }
}
