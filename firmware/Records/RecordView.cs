using ChargePointFw.Documents;

namespace ChargePointFw.Records;

/// <summary>
/// The readable side of a record: the members that its type carries, in fixed order. It is a view; what counts are
/// the 64 bytes beside it.
/// </summary>
public static class RecordView
{
    /// <summary>Writes one object: the 64 bytes in base 64 and then the view.</summary>
    public static void Write(JsonWriter json, byte[] bytes, Record record)
    {
        json.BeginObject();
        json.Base64("bytes", bytes);
        json.Number("number", record.Number);
        json.Text("type", Names.Of(record.Type));
        json.Utc("utc", record.UtcMs);
        json.Number("uptimeMs", record.UptimeMs);
        json.Text("clock", Names.Of(record.ClockQuality));
        json.Number("journal", record.JournalId);
        json.Number("boot", record.BootNumber);
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                Session(json, record);
                json.Text("verdict", Names.Of(record.Verdict));
                json.Hash("tokenHash", record.TokenHash);
                break;
            case RecordType.SessionUpdated:
                Session(json, record);
                Energy(json, record);
                json.Text("verdict", Names.Of(record.Verdict));
                break;
            case RecordType.IntervalClosed:
                Session(json, record);
                Energy(json, record);
                json.Number("splitBeforeWh", record.SplitBeforeWh);
                json.Number("splitAfterWh", record.SplitAfterWh);
                break;
            case RecordType.SessionEnded:
                Session(json, record);
                Energy(json, record);
                json.Text("stoppedReason", Names.Of(record.StoppedReason));
                break;
            case RecordType.Boot:
                json.Number("firmwareVersion", record.FirmwareVersion);
                json.Number("planVersion", record.Version);
                json.Number("lostRecords", record.LostRecords);
                json.Number("openSession", record.SessionNumber);
                break;
            case RecordType.MeterBaseline:
                json.Text("serial", record.MeterSerial);
                json.Number("registerWh", record.RegisterWh);
                json.Number("previousRegisterWh", record.PreviousRegisterWh);
                json.Number("resolutionWh", record.MeterResolutionWh);
                break;
            case RecordType.ClockStepped:
                json.Utc("previousUtc", record.PreviousUtcMs);
                json.Utc("claimedUtc", record.ClaimedUtcMs);
                break;
            case RecordType.PlanAccepted:
                json.Number("planVersion", record.Version);
                json.Utc("from", record.IntervalStartUtcMs);
                json.Number("intervals", record.Intervals);
                json.Number("intervalMinutes", record.IntervalMinutes);
                break;
            case RecordType.SecurityEvent:
                json.Text("kind", Names.Of(record.SecurityEventKind));
                json.Number("count", record.Count);
                json.Number("claimedVersion", record.Version);
                break;
            case RecordType.Fault:
                json.Text("fault", Names.Of(record.FaultCode));
                json.Flag("raised", record.IsRaised);
                json.Number("registerWh", record.RegisterWh);
                json.Number("stallMs", record.StallMs);
                break;
            case RecordType.IdleEnergy:
                json.Number("previousRegisterWh", record.PreviousRegisterWh);
                json.Number("registerWh", record.RegisterWh);
                json.Utc("interval", record.IntervalStartUtcMs);
                break;
            case RecordType.LiveSupplied:
                json.Utc("interval", record.IntervalStartUtcMs);
                json.Number("allocation", record.AllocationId);
                json.Number("liveWh", record.LiveWh);
                json.Number("measurements", record.Measurements);
                break;
            case RecordType.SelfTest:
                json.Text("serial", record.MeterSerial);
                json.Number("passed", record.PassedParts);
                json.Number("failed", record.FailedParts);
                json.Number("closures", record.Closures);
                break;
            case RecordType.RecordsLost:
                json.Number("lostUpTo", record.LostUpTo);
                break;
            default:
                break;
        }

        json.EndObject();
    }

    private static void Session(JsonWriter json, Record record)
    {
        json.Number("session", record.SessionNumber);
        json.Text("claim", Names.Of(record.Claim));
        json.Text("chargingState", Names.Of(record.ChargingState));
        json.Number("registerWh", record.RegisterWh);
        json.Utc("interval", record.IntervalStartUtcMs);
        json.Number("allocation", record.AllocationId);
    }

    private static void Energy(JsonWriter json, Record record)
    {
        json.Number("energyWh", record.EnergyWh);
        json.Number("coveredWh", record.CoveredWh);
        json.Number("uncoveredWh", record.UncoveredWh);
        json.Number("unclaimedWh", record.UnclaimedWh);
    }
}
