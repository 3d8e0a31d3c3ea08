using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>Sends the metrics to a collector by OTLP over HTTP, where an address is given; otherwise nothing leaves.</summary>
internal static class OtlpExport
{
    /// <summary>Begins to send; to be disposed of.</summary>
    /// <param name="endpoint">The collector's address for metrics, for instance http://127.0.0.1:4318/v1/metrics.</param>
    /// <param name="everyMs">How often, ms of real time.</param>
    public static IDisposable Start(Uri endpoint, int everyMs) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService("chargepointfw-backoffice"))
        .AddMeter(Metrics.MeterName)
        .SetMaxMetricStreams(100)
        .AddOtlpExporter((exporter, reader) =>
        {
            exporter.Endpoint = endpoint;
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = everyMs;
        })
        .Build();
}
