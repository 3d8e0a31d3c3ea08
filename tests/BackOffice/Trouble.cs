using System.Net;
using ChargePointFw.Records;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What tests of a database in trouble share: before it, what is asked in it, and that nothing is lost behind it.</summary>
internal static class Trouble
{
    /// <summary>Three records are stored; with the fourth the trouble is there.</summary>
    public static async Task<(Office Office, FakeDevice Device, KeptLogs Logs)> OpenAsync()
    {
        var logs = new KeptLogs();
        var office = new Office(options => options with { Logs = logs, LogLevel = LogLevel.Information });
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot);
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 4_000, 0);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        return (office, device, logs);
    }

    /// <summary>What a machine is told there.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient browser, string address)
    {
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The trouble is over: each record is there once, the ledger is that of the records, and machines are told.</summary>
    public static async Task HealsAsync(Office office, FakeDevice device)
    {
        await office.AsSecondsPassAsync(() => office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId) == device.Journal.Count, "the acknowledgement");
        Assert.AreEqual((long)device.Journal.Count, office.Scalar<long>("SELECT count(*) FROM record"), "each once");
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM quarantine"), "nothing is put aside");
        string live = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue));
        using HttpClient machine = office.Browser();
        await Office.UntilAsync(() => AskAsync(machine, "/ready").Result.Status == HttpStatusCode.OK, "ready again");
        StringAssert.Contains((await AskAsync(machine, "/metrics")).Text, "cpfw_database_state{state=\"ok\"} 1\n");
    }
}

/// <summary>What was logged, line by line.</summary>
internal sealed class KeptLogs : ILoggerProvider
{
    private readonly Lock adding = new();
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (adding)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(KeptLogs kept, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(' ', named.Select(one => $"{one.Key}={one.Value}")) : "";
            lock (kept.adding)
            {
                kept.lines.Add($"{logLevel} {category} {formatter(state, exception)} {values} {exception}");
            }
        }
    }
}
