// What runs, in numbers: one meter, which /metrics reads as text and OTLP exports. Labels have few values, all known here.
using System.Diagnostics.Metrics;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>The program's instruments. Names and units follow OpenTelemetry; the text form turns dots into underscores.</summary>
internal sealed class Metrics : IDisposable
{
    /// <summary>For who collects.</summary>
    public const string MeterName = "ChargePointFw.BackOffice";

    private static readonly string[] tones = ["charging", "guest", "waiting", "free", "trouble", "unheard"];

    public Metrics(IngestCounters counters, Readiness readiness, Registry registry, LiveChargePoints live, Func<int> queued)
    {
        Meter = new Meter(MeterName);
        Count("cpfw.ingest.records", "{record}", "Records committed", () => counters.Stored);
        Count("cpfw.ingest.duplicates", "{record}", "Records that came again, alike", () => counters.Duplicates);
        Count("cpfw.ingest.conflicts", "{record}", "Records that came again with other bytes", () => counters.Conflicts);
        Count("cpfw.ingest.ahead", "{record}", "Records that came before the ones in front of them", () => counters.Ahead);
        Count("cpfw.ingest.quarantined", "{message}", "Messages and records put aside", () => counters.Quarantined);
        Count("cpfw.ingest.retries", "{batch}", "Batches that the database refused for the moment", () => counters.Retries);
        Count("cpfw.ingest.resends", "{request}", "Requests to send again", () => counters.Resends);
        Count("cpfw.ingest.telemetry.dropped", "{message}", "Telemetry left out because records came first", () => counters.DroppedTelemetry);
        Meter.CreateObservableGauge("cpfw.ingest.queued", () => (long)queued(), "{message}", "Messages that wait to be stored");
        Meter.CreateObservableGauge("cpfw.charge_points", () => Tones(registry, live), "{charge_point}", "Charge points by what they do");
        Meter.CreateObservableGauge("cpfw.database.state", () => States(readiness.Ask().Database), "1", "1 for the state that the database is in");
        Meter.CreateObservableGauge("cpfw.database.commit.age", () => readiness.Ask().LastCommitAgeMs / 1000.0, "s", "Since the last commit");
        Meter.CreateObservableGauge("cpfw.disk.free", () => readiness.Ask().DiskFreeBytes ?? 0, "By", "Free beside the database; 0 while unknown");
        Meter.CreateObservableGauge("cpfw.broker.connected", () => readiness.Ask().Broker == "connected" ? 1L : 0L, "1", "1 while the broker is connected");
        Meter.CreateObservableGauge("cpfw.ready", () => readiness.Ask().IsReady ? 1L : 0L, "1", "1 while /ready says so");
        Meter.CreateObservableGauge("process.memory.usage", () => Environment.WorkingSet, "By", "Physical memory of the process");
        Meter.CreateObservableCounter("dotnet.gc.collections", () => Enumerable.Range(0, GC.MaxGeneration + 1).Select(
            generation => new Measurement<long>(GC.CollectionCount(generation), new KeyValuePair<string, object?>("generation", generation))), "{collection}", "Garbage collections");
    }

    public Meter Meter { get; }

    public void Dispose() => Meter.Dispose();

    private void Count(string name, string unit, string description, Func<long> value) => Meter.CreateObservableCounter(name, value, unit, description);

    private static IEnumerable<Measurement<long>> States(string now) =>
        DatabaseState.All.Select(state => new Measurement<long>(state == now ? 1 : 0, new KeyValuePair<string, object?>("state", state)));

    private static IEnumerable<Measurement<long>> Tones(Registry registry, LiveChargePoints live)
    {
        Dictionary<string, int> counted = registry.Sites.SelectMany(registry.ChargePointsOf)
            .GroupBy(one => Pages.Wording.Tone(live.Of(one))).ToDictionary(group => group.Key, group => group.Count());
        return tones.Select(tone => new Measurement<long>(counted.GetValueOrDefault(tone), new KeyValuePair<string, object?>("state", tone)));
    }
}
