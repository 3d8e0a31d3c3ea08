// Bugs on the way and in the back office.
using System.Text;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Office;

namespace ChargePointFw.Simulation.Mutations;

/// <summary>Nobody looks at signatures: what anybody sends is as good as signed.</summary>
internal sealed class SkipsSignatures : Mutation
{
    public override IBrokerConnection Connection(IBrokerConnection connection, KeyRing keys) => new Credulous(connection, keys);

    private sealed class Credulous(IBrokerConnection connection, KeyRing keys) : IBrokerConnection
    {
        private static readonly HmacSha256 hash = new();

        public bool IsConnected => connection.IsConnected;

        public bool IsSecure => connection.IsSecure;

        public void UseCertificate(byte[] certificate, byte[] privateKey) => connection.UseCertificate(certificate, privateKey);

        public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions) =>
            connection.Connect(clientId, willTopic, will, subscriptions);

        public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain) => connection.Publish(topic, payload, atLeastOnce, retain);

        public BrokerMessage Take() => connection.Take() is { } message ? new BrokerMessage(message.Topic, Sign(message)) : null!;

        public void Drop() => connection.Drop();

        // As if the check had passed: signed anew with the right key, for whomever it was.
        private byte[] Sign(BrokerMessage message)
        {
            string text = Encoding.ASCII.GetString(message.Payload);
            int end = text.LastIndexOf(",\"hmac\":", StringComparison.Ordinal);
            if (!text.StartsWith("{\"signed\":", StringComparison.Ordinal) || end < 0)
            {
                return message.Payload;
            }

            bool isDocument = message.Topic.EndsWith("/plan", StringComparison.Ordinal) || message.Topic.EndsWith("/tokens", StringComparison.Ordinal);
            return SignedDocument.Sign(hash, isDocument ? keys.Document : keys.Acknowledgement, Encoding.ASCII.GetBytes(text[10..end]));
        }
    }
}

/// <summary>After a new connection the second record message is left out, for good.</summary>
internal sealed class SkipsOneAfterReconnecting : Mutation
{
    public override IBrokerConnection Connection(IBrokerConnection connection, KeyRing keys) => new Skipping(connection);

    private sealed class Skipping(IBrokerConnection connection) : IBrokerConnection
    {
        private readonly HashSet<string> skipped = [];
        private int connections;

        public bool IsConnected => connection.IsConnected;

        public bool IsSecure => connection.IsSecure;

        public void UseCertificate(byte[] certificate, byte[] privateKey) => connection.UseCertificate(certificate, privateKey);

        public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
        {
            connections++;
            return connection.Connect(clientId, willTopic, will, subscriptions);
        }

        public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
        {
            if (topic.EndsWith("/record", StringComparison.Ordinal))
            {
                string first = Encoding.ASCII.GetString(payload, 0, Math.Min(60, payload.Length));
                if (connections == 3 && skipped.Count == 0)
                {
                    skipped.Add(first);
                }

                if (skipped.Contains(first))
                {
                    return true;
                }
            }

            return connection.Publish(topic, payload, atLeastOnce, retain);
        }

        public BrokerMessage Take() => connection.Take();

        public void Drop() => connection.Drop();
    }
}

/// <summary>What came is acknowledged at once; if the database then refuses it, it is gone.</summary>
internal sealed class AcknowledgesBeforeTheCommit : Mutation
{
    public override IIntake Ingest(Intake intake, SimulatedOffice office) => new Hasty(intake, office);

    private sealed class Hasty(Intake intake, SimulatedOffice office) : PlainIntake(intake)
    {
        private readonly Record record = new();

        public override void Store(IReadOnlyList<Arrival> arrivals)
        {
            foreach (Arrival arrival in arrivals)
            {
                if (arrival is { ChargePoint: { } from, Refusal: null } && RecordMessage.Parse(arrival.Payload) is { } records
                    && RecordLayout.Decode(records[^1], 0, record))
                {
                    byte[] document = BackOffice.Documents.OutgoingDocuments.Acknowledgement(from, record.JournalId, record.Number, records[^1][RecordLayout.SignedBytes..]);
                    office.Link.Publish(from.Topics.Acknowledgement, document, retain: true);
                }
            }

            if (!office.IsDiskFull)
            {
                base.Store(arrivals);
            }
        }
    }
}

/// <summary>A message that came twice is booked twice.</summary>
internal sealed class BooksABatchTwice : Mutation
{
    public override IIntake Ingest(Intake intake, SimulatedOffice office) => new Doubling(intake, office);

    private sealed class Doubling(Intake intake, SimulatedOffice office) : PlainIntake(intake)
    {
        public override void Store(IReadOnlyList<Arrival> arrivals)
        {
            base.Store(arrivals);
            if (arrivals.Count > 1)
            {
                office.Write("UPDATE interval_energy SET covered_wh = covered_wh * 2 WHERE interval_start_utc_ms = (SELECT max(interval_start_utc_ms) FROM interval_energy WHERE covered_wh > 0)");
            }
        }
    }
}

/// <summary>Now and then a record is stored again under a number of its own.</summary>
internal sealed class StoresUnderAnotherNumber : Mutation
{
    public override IIntake Ingest(Intake intake, SimulatedOffice office) => new Copying(intake, office);

    private sealed class Copying(Intake intake, SimulatedOffice office) : PlainIntake(intake)
    {
        public override void Store(IReadOnlyList<Arrival> arrivals)
        {
            base.Store(arrivals);
            office.Write(
                """
                INSERT OR IGNORE INTO record (journal_row, number, type, utc_ms, bytes, received_utc_ms)
                SELECT journal_row, number + 1000000, type, utc_ms, bytes, received_utc_ms FROM record WHERE type = 5 AND number < 1000000 LIMIT 1
                """);
        }
    }
}

/// <summary>Stray energy is stored and not booked.</summary>
internal sealed class ForgetsIdleEnergy : Mutation
{
    public override IIntake Ingest(Intake intake, SimulatedOffice office) => new Forgetful(intake, office);

    private sealed class Forgetful(Intake intake, SimulatedOffice office) : PlainIntake(intake)
    {
        public override void Store(IReadOnlyList<Arrival> arrivals)
        {
            base.Store(arrivals);
            office.Write("UPDATE interval_energy SET idle_wh = 0 WHERE idle_wh > 0");
        }
    }
}

/// <summary>Every charge point is believed to hold the newest plan, so that supply is shared out anew too early.</summary>
internal sealed class BelievesEveryPlanHeld : Mutation
{
    public override IIntake Ingest(Intake intake, SimulatedOffice office) => new Credulous(intake, office);

    private sealed class Credulous(Intake intake, SimulatedOffice office) : PlainIntake(intake)
    {
        public override void Store(IReadOnlyList<Arrival> arrivals)
        {
            base.Store(arrivals);
            office.Write(
                """
                INSERT INTO plan_report (charge_point_id, version, reported_utc_ms, journal_row, record_number)
                SELECT charge_point_id, max(version), 1, 0, 0 FROM plan_version AS published GROUP BY charge_point_id
                HAVING max(version) > coalesce((
                    SELECT version FROM plan_report WHERE charge_point_id = published.charge_point_id ORDER BY id DESC LIMIT 1), 0)
                """);
        }
    }
}
