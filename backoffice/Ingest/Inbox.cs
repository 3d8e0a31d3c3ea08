using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Looks at each message first: who sent it and what it is. States and telemetry are taken into the live view at once;
/// what needs the database is handed on.
/// </summary>
internal sealed class Inbox(Registry registry, LiveChargePoints live, Progress progress, Reminders reminders, Gaps gaps, ChargePointCommands commands, TimeProvider time)
{
    // cpfw/1/{site}/{charge-point}/{kind}
    private const int TopicLevels = 5;

    /// <summary>What is to be stored or put aside; null when that was all.</summary>
    public Arrival? Take(string topic, byte[] payload)
    {
        string[] levels = topic.Split('/');
        if (levels.Length != TopicLevels)
        {
            return new Arrival(topic, payload, null, QuarantineReason.ForeignTopic);
        }

        ChargePoint? chargePoint = registry.FindChargePoint(levels[2], levels[3]);
        if (chargePoint is null)
        {
            return new Arrival(topic, payload, null, QuarantineReason.NotRegistered);
        }

        switch (levels[4])
        {
            case "record":
                return new Arrival(topic, payload, chargePoint, null);
            case "state" or "telemetry" when payload.Length == 0:
                return null; // a retained message was cleared
            case "state":
                return TakeState(topic, payload, chargePoint);
            case "telemetry":
                return Show(topic, payload, chargePoint, LiveState.FromTelemetry(payload, live.Of(chargePoint), time.GetUtcNow()));
            case "report":
                return live.Reports.Take(chargePoint, payload, time.GetUtcNow()) ? null : new Arrival(topic, payload, chargePoint, QuarantineReason.MalformedMessage);
            default:
                return new Arrival(topic, payload, chargePoint, QuarantineReason.ForeignTopic);
        }
    }

    private Arrival? TakeState(string topic, byte[] payload, ChargePoint chargePoint)
    {
        LiveState? state = LiveState.FromState(payload, live.Of(chargePoint), time.GetUtcNow());
        if (state is { IsLost: false })
        {
            progress.Held(chargePoint, state.PlanVersion, time.GetUtcNow());
        }

        if (state is not null)
        {
            reminders.Heard(chargePoint, state);
            gaps.Heard(chargePoint, state);
            commands.Heard(chargePoint, state);
        }

        return Show(topic, payload, chargePoint, state);
    }

    private Arrival? Show(string topic, byte[] payload, ChargePoint chargePoint, LiveState? state)
    {
        if (state is null)
        {
            return new Arrival(topic, payload, chargePoint, QuarantineReason.MalformedMessage);
        }

        live.Set(chargePoint, state);
        return null;
    }
}
