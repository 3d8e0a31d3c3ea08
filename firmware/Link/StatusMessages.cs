using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Link;

/// <summary>The messages that tell how the charge point is now: state, public status, telemetry, last will.</summary>
public sealed class StatusMessages
{
    private const int CapacityBytes = 1_024;

    private static readonly string[] connectorNames = { "Available", "Occupied", "Reserved", "Unavailable", "Faulted" };
    private static readonly string[] commandResults = { "", "Accepted", "Rejected", "Scheduled" };
    private static readonly string[] deratings = { "", "Full", "Derated", "TooHot", "SensorFailed" };
    private readonly JsonWriter json = new JsonWriter(CapacityBytes);
    private readonly HandOver handOver;
    private readonly RecordJournal journal;
    private readonly DocumentDesk documents;
    private readonly KeyDesk keys;
    private readonly SettingsDesk settings;

    public StatusMessages(HandOver handOver, RecordJournal journal, DocumentDesk documents, KeyDesk keys, SettingsDesk settings)
    {
        this.keys = keys;
        this.settings = settings;
        this.handOver = handOver;
        this.journal = journal;
        this.documents = documents;
    }

    /// <summary>What the broker says for us when we are gone; it carries the boot that it belongs to.</summary>
    public byte[] LastWill()
    {
        json.Reset();
        json.BeginObject();
        json.Text("state", "lost");
        json.Number("boot", journal.BootNumber);
        json.EndObject();
        return json.ToArray();
    }

    public byte[] State()
    {
        json.Reset();
        json.BeginObject();
        json.Text("state", Names.Of(handOver.ChargingState));
        json.Text("connector", connectorNames[(int)handOver.ConnectorStatus]);
        json.Text("verdict", Names.Of(handOver.Verdict));
        json.Text("fault", Names.Of(handOver.Fault));
        json.Utc("until", handOver.UntilUtcMs);
        json.Text("claim", Names.Of(handOver.Claim));
        json.Number("session", handOver.SessionNumber);
        json.Number("powerW", handOver.PowerW);
        json.Number("registerWh", handOver.RegisterWh);
        json.Utc("utc", handOver.UtcMs);
        json.Number("boot", journal.BootNumber);
        json.Number("journal", journal.JournalId);
        json.Number("committed", journal.CommittedUpTo);
        json.Number("acknowledged", journal.AcknowledgedUpTo);
        json.Number("plan", documents.PlanVersion);
        json.Number("tokens", documents.TokensVersion);
        json.Number("keys", keys.Generation);
        if (settings.Version > 0)
        {
            json.Number("configuration", settings.Version);
        }

        if (settings.RefusedVersion > 0)
        {
            json.Number("configurationRefused", settings.RefusedVersion);
            json.Text("configurationTrouble", settings.Trouble);
        }

        json.Number("securityEvents", handOver.RefusedCount);
        if (handOver.Board != null)
        {
            json.Text("board", handOver.Board);
        }

        if (handOver.OfferA > 0)
        {
            json.Number("offerA", handOver.OfferA);
        }

        if (handOver.Derating != DeratingState.NotWired)
        {
            json.Text("derating", deratings[(int)handOver.Derating]);
            if (handOver.Derating != DeratingState.SensorFailed)
            {
                json.Number("temperatureC", handOver.TemperatureDeciC / 10);
            }
        }

        if (documents.LastCommandId > 0)
        {
            json.Number("command", documents.LastCommandId);
            json.Text("commandResult", commandResults[(int)documents.LastCommandResult]);
        }

        json.EndObject();
        return json.ToArray();
    }

    /// <summary>For apps, in OCPI's words, with nothing about driver or token.</summary>
    public byte[] PublicStatus()
    {
        json.Reset();
        json.BeginObject();
        json.Text("status", EvseStatus(handOver.ConnectorStatus, handOver.SessionNumber != 0, handOver.Verdict));
        json.Utc("untilUtc", handOver.UntilUtcMs);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>Power and register, for whoever watches live; lost ones are not missed.</summary>
    public byte[] Telemetry()
    {
        json.Reset();
        json.BeginObject();
        json.Utc("utc", handOver.UtcMs);
        json.Number("powerW", handOver.PowerW);
        json.Number("registerWh", handOver.RegisterWh);
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>OCPI's word for how a charge point is that can be heard; the back office uses it too.</summary>
    public static string EvseStatus(ConnectorStatus connector, bool hasSession, SupplyVerdict verdict) => connector switch
    {
        ConnectorStatus.Faulted => "OUTOFORDER",
        ConnectorStatus.Unavailable => "INOPERATIVE",
        ConnectorStatus.Reserved => "RESERVED",
        ConnectorStatus.Occupied when hasSession => "CHARGING",
        ConnectorStatus.Occupied => "BLOCKED",
        _ => VerdictEffects.MayStart(verdict) ? "AVAILABLE" : "INOPERATIVE",
    };
}
