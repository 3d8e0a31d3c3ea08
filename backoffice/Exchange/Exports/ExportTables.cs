// The tables that are exported, column by column. A column is never renamed or moved: others read them by name or by place.
using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Exchange.Exports;

/// <summary>A column of a table.</summary>
/// <param name="Name">As it stands in the file; energies end in the unit.</param>
/// <param name="Value">Its value of a row.</param>
internal sealed record Column<T>(string Name, Func<T, object?> Value);

/// <summary>A session to be exported, with what it costs.</summary>
internal sealed record SessionExport(Site Site, SessionRow Row, Tariff? Tariff)
{
    public decimal? Price => Tariff is null || Row.Minutes is not { } minutes ? null
        : Row.IsDropped ? 0 : Tariff.Price(minutes, Row.CoveredWh + Row.UncoveredWh + Row.UnclaimedWh);
}

/// <summary>What a session drew in an interval.</summary>
internal sealed record SessionIntervalExport(Site Site, SessionRow Row, BookedInterval Interval);

/// <summary>An interval of a site.</summary>
internal sealed record IntervalExport(Site Site, LedgerInterval Interval);

/// <summary>A difference that staff booked.</summary>
internal sealed record CorrectionExport
{
    public string ChargePoint { get; init; } = "";
    public long Journal { get; init; }
    public long Session { get; init; }
    public long StartMs { get; init; }
    public long FindingId { get; init; }
    public string Kind { get; init; } = "";
    public string Action { get; init; } = "";
    public string Reason { get; init; } = "";
    public string Note { get; init; } = "";
    public string By { get; init; } = "";
    public long AtMs { get; init; }
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public long DroppedWh { get; init; }
}

/// <summary>A record as it came.</summary>
internal sealed record RecordExport
{
    public string ChargePoint { get; init; } = "";
    public long Journal { get; init; }
    public long JournalId { get; init; }
    public long Number { get; init; }
    public long Type { get; init; }
    public long UtcMs { get; init; }
    public long ReceivedMs { get; init; }
    public byte[] Bytes { get; init; } = [];
}

internal static class ExportTables
{
    public static IReadOnlyList<Column<SessionExport>> Sessions { get; } =
    [
        new("site", one => one.Site.Name), new("charge_point", one => one.Row.ChargePoint), new("journal", one => one.Row.Journal), new("session", one => one.Row.Number),
        new("started_utc", one => Utc(one.Row.StartedMs)), new("started_local", one => Local(one.Row.StartedMs, one.Site)),
        new("ended_utc", one => Utc(one.Row.UntilMs)), new("ended_local", one => Local(one.Row.UntilMs, one.Site)),
        new("closed_by_rule", one => one.Row.EndedMs is null ? one.Row.ClosedBy : ""), new("minutes", one => one.Row.Minutes),
        new("claim", one => one.Row.Claim), new("programme", one => one.Row.Programme), new("fleet", one => one.Row.Group), new("card_hash", one => Card(one.Row.TokenHash)),
        new("start_register_wh", one => one.Row.StartRegisterWh), new("end_register_wh", one => one.Row.EndRegisterWh), new("delivered_wh", one => one.Row.DeliveredWh),
        new("covered_wh", one => one.Row.CoveredWh), new("uncovered_wh", one => one.Row.UncoveredWh), new("unclaimed_wh", one => one.Row.UnclaimedWh), new("dropped_wh", one => one.Row.DroppedWh),
        new("is_corrected", one => one.Row.IsCorrected), new("is_dropped", one => one.Row.IsDropped), new("is_withheld", one => one.Row.IsWithheld),
        new("findings", one => one.Row.Findings), new("findings_waiting", one => one.Row.Waiting), new("stopped_reason", one => one.Row.StoppedReason),
        new("times_suspended", one => one.Row.TimesSuspended), new("price", one => one.Price), new("currency", one => one.Price is null ? "" : one.Tariff!.Currency),
    ];

    public static IReadOnlyList<Column<SessionIntervalExport>> SessionIntervals { get; } =
    [
        new("site", one => one.Site.Name), new("charge_point", one => one.Row.ChargePoint), new("journal", one => one.Row.Journal), new("session", one => one.Row.Number),
        new("interval_start_utc", one => Utc(one.Interval.StartUtcMs)), new("interval_start_local", one => Local(one.Interval.StartUtcMs, one.Site)),
        new("interval_minutes", one => one.Site.IntervalMinutes), new("claim", one => one.Row.Claim), new("programme", one => one.Row.Programme), new("fleet", one => one.Row.Group),
        new("delivered_wh", one => one.Interval.DeliveredWh), new("covered_wh", one => one.Interval.CoveredWh), new("uncovered_wh", one => one.Interval.UncoveredWh),
        new("unclaimed_wh", one => one.Interval.UnclaimedWh), new("dropped_wh", one => one.Interval.DroppedWh), new("is_corrected", one => one.Interval.IsCorrected),
    ];

    public static IReadOnlyList<Column<IntervalExport>> Intervals { get; } =
    [
        new("site", one => one.Site.Name), new("interval_start_utc", one => Utc(one.Interval.StartMs)), new("interval_start_local", one => Local(one.Interval.StartMs, one.Site)),
        new("interval_minutes", one => one.Site.IntervalMinutes), new("supply_wh", one => one.Interval.SupplyWh), new("certified_wh", one => one.Interval.CertifiedWh),
        new("allocated_wh", one => one.Interval.AllocatedWh), new("delivered_wh", one => one.Interval.DeliveredWh), new("covered_wh", one => one.Interval.CoveredWh),
        new("uncovered_wh", one => one.Interval.UncoveredWh), new("unclaimed_wh", one => one.Interval.UnclaimedWh), new("dropped_wh", one => one.Interval.DroppedWh),
        new("idle_wh", one => one.Interval.IdleWh), new("settled_wh", one => one.Interval.SettledWh), new("unspent_wh", one => one.Interval.UnspentWh),
    ];

    public static IReadOnlyList<Column<(Site Site, CorrectionExport One)>> Corrections { get; } =
    [
        new("site", row => row.Site.Name), new("charge_point", row => row.One.ChargePoint), new("journal", row => row.One.Journal), new("session", row => row.One.Session),
        new("interval_start_utc", row => Utc(row.One.StartMs)), new("interval_start_local", row => Local(row.One.StartMs, row.Site)), new("finding", row => row.One.FindingId),
        new("kind", row => row.One.Kind), new("action", row => row.One.Action), new("reason", row => row.One.Reason), new("note", row => row.One.Note), new("by", row => row.One.By),
        new("entered_utc", row => Utc(row.One.AtMs)), new("entered_local", row => Local(row.One.AtMs, row.Site)), new("covered_wh", row => row.One.CoveredWh),
        new("uncovered_wh", row => row.One.UncoveredWh), new("unclaimed_wh", row => row.One.UnclaimedWh), new("dropped_wh", row => row.One.DroppedWh),
    ];

    public static IReadOnlyList<Column<(Site Site, RecordExport One)>> Records { get; } =
    [
        new("site", row => row.Site.Name), new("charge_point", row => row.One.ChargePoint), new("journal", row => row.One.Journal), new("journal_id", row => row.One.JournalId),
        new("number", row => row.One.Number), new("type", row => ((RecordType)row.One.Type).ToString()), new("utc", row => Utc(row.One.UtcMs)), new("local", row => Local(row.One.UtcMs, row.Site)),
        new("received_utc", row => Utc(row.One.ReceivedMs)), new("bytes_hex", row => Convert.ToHexStringLower(row.One.Bytes)),
    ];

    /// <summary>RFC 3339 in UTC; empty while unknown.</summary>
    public static string? Utc(long? utcMs) => utcMs is null or 0
        ? null : DateTimeOffset.FromUnixTimeMilliseconds(utcMs.Value).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // The same on the site's clock, with the offset of that moment.
    private static string? Local(long? utcMs, Site site) => utcMs is null or 0
        ? null : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(utcMs.Value), site.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static string? Card(long tokenHash) => tokenHash == 0 ? null : tokenHash.ToString("x16", CultureInfo.InvariantCulture);
}
