using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Stations;

/// <summary>What until when is good at a charge point; the names are stored.</summary>
public enum ExpiryKind
{
    /// <summary>The certificate with which it proves who it is to the broker.</summary>
    Certificate,

    /// <summary>The legal verification of its meter.</summary>
    MeterVerification,
}

/// <summary>What is exchanged in guided steps; the names are stored.</summary>
public enum ExchangeKind
{
    Board,
    Meter,
}

/// <summary>An exchange that has begun and not ended.</summary>
public sealed record Exchange
{
    public long Id { get; init; }
    public ExchangeKind Kind { get; init; }

    /// <summary>The journal, hence the board and its store, when it began; 0 for none.</summary>
    public long JournalId { get; init; }

    /// <summary>The meter when it began; empty when unknown.</summary>
    public string MeterSerial { get; init; } = "";
    public string BegunBy { get; init; } = "";
    public long BegunUtcMs { get; init; }
}

/// <summary>A date that somebody has set.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="LastDay">Through this day, on the site's calendar.</param>
/// <param name="SetUtcMs">When it was set, ms since 1970 in UTC.</param>
public sealed record Expiry(ExpiryKind Kind, DateOnly LastDay, long SetUtcMs)
{
    /// <summary>So long before, people are warned: a verification takes weeks to arrange.</summary>
    public const int WarnDays = 60;

    /// <summary>Days that are left; below 0 it has lapsed.</summary>
    public int DaysLeft(DateOnly today) => LastDay.DayNumber - today.DayNumber;
}

/// <summary>A self-test as its record has it. A part that nothing has tried yet has neither passed nor failed.</summary>
/// <param name="UtcMs">When, ms since 1970 in UTC.</param>
/// <param name="PassedParts">Bits of <c>SelfTest</c>.</param>
/// <param name="FailedParts">Bits of <c>SelfTest</c>.</param>
/// <param name="Closures">How often the contactor has closed.</param>
public sealed record SelfTestReport(long UtcMs, int PassedParts, int FailedParts, long Closures)
{
    /// <summary>"Passed", "Failed" or "NotTried".</summary>
    public string Of(int part) => (FailedParts & part) != 0 ? "Failed" : (PassedParts & part) != 0 ? "Passed" : "NotTried";
}

/// <summary>What the stored records tell of a charge point's link.</summary>
/// <param name="LostRecords">Of its journal, which nobody has any more.</param>
/// <param name="Repeats">Records that came more than once: acknowledgements went astray.</param>
/// <param name="PutAside">Messages that proved nothing and were put aside.</param>
public sealed record LinkQuality(long LostRecords, long Repeats, long PutAside);

/// <summary>What records and people say of a charge point's board and meter; from the newest journal.</summary>
public sealed record StationFacts
{
    /// <summary>Of the newest journal; 0 for none.</summary>
    public long JournalId { get; init; }

    /// <summary>How many journals there were: one a board or erased store.</summary>
    public long Journals { get; init; }

    public long JournalSeenUtcMs { get; init; }

    /// <summary>Records stored of it without a gap.</summary>
    public long Stored { get; init; }

    /// <summary>major × 1,000,000 + minor × 1,000 + patch; 0 when no boot was recorded.</summary>
    public long FirmwareVersion { get; init; }

    public long BootNumber { get; init; }
    public long BootUtcMs { get; init; }
    public string MeterSerial { get; init; } = "";
    public long MeterRegisterWh { get; init; }
    public long MeterPreviousWh { get; init; }
    public long MeterResolutionWh { get; init; }

    /// <summary>The fault that was raised or cleared last.</summary>
    public FaultCode Fault { get; init; }
    public bool IsFaultRaised { get; init; }
    public long FaultUtcMs { get; init; }

    /// <summary>The newest self-test report; null before the first.</summary>
    public SelfTestReport? SelfTest { get; init; }

    public LinkQuality Link { get; init; } = new(0, 0, 0);
    public IReadOnlyList<Expiry> Expiries { get; init; } = [];
    public Exchange? Exchange { get; init; }

    /// <summary>1.2.3, as people write it.</summary>
    public string FirmwareName => FirmwareVersion == 0
        ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FirmwareVersion / 1_000_000}.{FirmwareVersion / 1000 % 1000}.{FirmwareVersion % 1000}");

    internal static StationFacts Read(DbConnection connection, DbTransaction transaction, ChargePoint chargePoint)
    {
        (long row, long journalId, long ordinal, long stored, long seenUtcMs) = connection.QueryFirstOrDefault<(long, long, long, long, long)>(
            """
            SELECT id, journal_id, ordinal, contiguous_number, first_seen_utc_ms FROM journal WHERE charge_point_id = @Id ORDER BY ordinal DESC LIMIT 1
            """,
            new { chargePoint.Id },
            transaction);
        Record? boot = Newest(RecordType.Boot);
        Record? meter = Newest(RecordType.MeterBaseline);
        Record? fault = Newest(RecordType.Fault);
        Record? test = Newest(RecordType.SelfTest);
        return new StationFacts
        {
            JournalId = journalId,
            Journals = ordinal,
            JournalSeenUtcMs = seenUtcMs,
            Stored = stored,
            FirmwareVersion = boot?.FirmwareVersion ?? 0,
            BootNumber = boot?.BootNumber ?? 0,
            BootUtcMs = boot?.UtcMs ?? 0,
            SelfTest = test is null ? null : new SelfTestReport(test.UtcMs, test.PassedParts, test.FailedParts, test.Closures),
            Link = connection.QuerySingle<LinkQuality>(
                """
                SELECT (SELECT coalesce(sum(to_number - from_number + 1), 0) FROM journal_gap WHERE journal_row = @row) AS LostRecords,
                       (SELECT count(*) FROM record_repeat WHERE journal_row = @row) AS Repeats,
                       (SELECT count(*) FROM quarantine WHERE topic = @Record) AS PutAside
                """,
                new { row, chargePoint.Topics.Record },
                transaction),
            MeterSerial = meter?.MeterSerial ?? "",
            MeterRegisterWh = meter?.RegisterWh ?? 0,
            MeterPreviousWh = meter?.PreviousRegisterWh ?? 0,
            MeterResolutionWh = meter?.MeterResolutionWh ?? 0,
            Fault = fault?.FaultCode ?? FaultCode.None,
            IsFaultRaised = fault?.IsRaised ?? false,
            FaultUtcMs = fault?.UtcMs ?? 0,
            Expiries =
            [
                .. connection.Query<(string Kind, string LastDay, long SetUtcMs)>(
                    """
                    SELECT kind, last_day, set_utc_ms FROM charge_point_expiry e WHERE charge_point_id = @Id
                    AND id = (SELECT max(id) FROM charge_point_expiry WHERE charge_point_id = e.charge_point_id AND kind = e.kind) ORDER BY kind
                    """,
                    new { chargePoint.Id },
                    transaction).AsList().Select(one => new Expiry(
                        Enum.Parse<ExpiryKind>(one.Kind), DateOnly.ParseExact(one.LastDay, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), one.SetUtcMs)),
            ],
            Exchange = Open(connection, transaction, chargePoint),
        };

        Record? Newest(RecordType type)
        {
            byte[]? bytes = connection.QueryFirstOrDefault<byte[]>(
                $"SELECT bytes FROM record WHERE journal_row = @row AND type = {(int)type} ORDER BY number DESC LIMIT 1", new { row }, transaction);
            var record = new Record();
            return bytes is not null && RecordLayout.Decode(bytes, 0, record) ? record : null;
        }
    }

    internal static Exchange? Open(DbConnection connection, DbTransaction transaction, ChargePoint chargePoint)
    {
        (long id, string kind, long journalId, string serial, string by, long utcMs) = connection.QueryFirstOrDefault<(long, string, long, string, string, long)>(
            """
            SELECT id, kind, journal_id, meter_serial, begun_by, begun_utc_ms FROM exchange_begun
            WHERE charge_point_id = @Id AND NOT EXISTS (SELECT 1 FROM exchange_ended WHERE exchange_id = id) ORDER BY id DESC LIMIT 1
            """,
            new { chargePoint.Id },
            transaction);
        return id == 0
            ? null
            : new Exchange { Id = id, Kind = Enum.Parse<ExchangeKind>(kind), JournalId = journalId, MeterSerial = serial, BegunBy = by, BegunUtcMs = utcMs };
    }
}
