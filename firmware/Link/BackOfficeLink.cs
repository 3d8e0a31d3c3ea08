using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>
/// The link to the back office, as the link thread polls it: connect with back-off, take what arrived, tell the state,
/// send records. Time here is the link's own monotonic clock. Charging never waits for it.
/// </summary>
public sealed class BackOfficeLink
{
    /// <summary>The state is repeated this often while charging, ms.</summary>
    public const int StateEveryMs = 10_000;

    /// <summary>
    /// Once everything is acknowledged the state says so this long after the last one, ms: the back office would otherwise
    /// go on reminding.
    /// </summary>
    public const int StateAfterMs = 5_000;

    /// <summary>Telemetry goes out this often while power flows, ms.</summary>
    public const int TelemetryEveryMs = 2_000;

    /// <summary>With records in flight and no acknowledgement this long, or taking nothing, the connection is replaced, ms.</summary>
    public const int WedgedAfterMs = 10_000;

    private const int MaximumMessagesAPoll = 16;

    private readonly IBrokerConnection connection;
    private readonly Topics topics;
    private readonly string clientId;
    private readonly HandOver handOver;
    private readonly RecordJournal journal;
    private readonly DocumentDesk documents;
    private readonly AcknowledgementDesk acknowledgements;
    private readonly KeyDesk keys;
    private readonly SettingsDesk settings;
    private readonly Outbox outbox;
    private readonly StatusMessages status;
    private readonly RecordMessages records;
    private readonly Backoff backoff;
    private long nextAttemptMs;
    private long connectedSinceMs;
    private long refusedSinceMs = -1;
    private int sentStatusVersion = -1;
    private long sentPlanVersion;
    private long sentTokensVersion;
    private long sentCommandId;
    private byte sentGeneration;
    private long sentSettings;
    private long sentRefusedSettings;
    private byte[] usedCertificate;
    private long sentAcknowledged;
    private long stateAtMs;
    private long telemetryAtMs;

    public BackOfficeLink(
        IBrokerConnection connection,
        Topics topics,
        string clientId,
        HandOver handOver,
        RecordJournal journal,
        DocumentDesk documents,
        AcknowledgementDesk acknowledgements,
        KeyDesk keys,
        SettingsDesk settings,
        Outbox outbox,
        IEntropy entropy)
    {
        this.connection = connection;
        this.topics = topics;
        this.clientId = clientId;
        this.handOver = handOver;
        this.journal = journal;
        this.documents = documents;
        this.acknowledgements = acknowledgements;
        this.keys = keys;
        this.settings = settings;
        this.outbox = outbox;
        status = new StatusMessages(handOver, journal, documents, keys, settings);
        records = new RecordMessages(journal, outbox, new Refusals(handOver));
        backoff = new Backoff(entropy);
    }

    /// <summary>Nothing is left to send, and the back office has said so.</summary>
    public bool IsDrained => handOver.IsOnline && outbox.IsEmpty && IsStateSent;

    /// <summary>
    /// A connection would be made but for a closed contactor: the handshake stands still longer than the heartbeat's timer waits,
    /// and the session would end. Charging goes on by the plan that is held, and the link comes back with the first pause.
    /// </summary>
    public bool IsHeldBack => connection.IsSecure && handOver.IsContactorClosed && !connection.IsConnected;

    private bool IsStateSent =>
        sentStatusVersion == handOver.StatusVersion
        && sentPlanVersion == documents.PlanVersion
        && sentTokensVersion == documents.TokensVersion
        && sentCommandId == documents.LastCommandId
        && sentGeneration == keys.Generation
        && sentSettings == settings.Version
        && sentRefusedSettings == settings.RefusedVersion;

    /// <summary>Does what is due and returns; only <see cref="IBrokerConnection.Connect"/> may take long.</summary>
    public void Poll(long nowMs)
    {
        if (!connection.IsConnected)
        {
            handOver.IsOnline = false;
            Connect(nowMs);
            return;
        }

        if (IsWedged(nowMs))
        {
            connection.Drop();
            nextAttemptMs = nowMs + backoff.NextMs();
            return;
        }

        Receive();
        if (keys.Certificate != usedCertificate && handOver.SessionNumber == 0 && IsStateSent)
        {
            connection.Drop(); // nobody charges: the new certificate is tried at once, before the old one is taken back
            return;
        }

        if (outbox.IsEmpty)
        {
            backoff.Reset(); // heard at the other end: that is what a connection is for
        }

        bool isTaken = SendState(nowMs) & SendRecords(nowMs);
        refusedSinceMs = isTaken ? -1 : refusedSinceMs < 0 ? nowMs : refusedSinceMs;
    }

    /// <summary>What came of every command has been told: the board may start anew.</summary>
    public bool IsStateTold => connection.IsConnected && IsStateSent;

    /// <summary>Sends what a technician would read on the console; false when the client does not take it now.</summary>
    public bool Report(byte[] text) => connection.IsConnected && connection.Publish(topics.Report, text, true, false);

    /// <summary>Breaks the connection off, as a cut wire would.</summary>
    public void Drop()
    {
        connection.Drop();
        handOver.IsOnline = false;
    }

    private void Connect(long nowMs)
    {
        if (nowMs < nextAttemptMs || IsHeldBack)
        {
            return;
        }

        UseNewestCertificate();

        if (!connection.Connect(clientId, topics.State, status.LastWill(), topics.Subscriptions()))
        {
            nextAttemptMs = nowMs + backoff.NextMs();
            return;
        }

        handOver.IsOnline = true;
        connectedSinceMs = nowMs;
        refusedSinceMs = -1;
        sentStatusVersion = -1;
        outbox.Restart(nowMs);
    }

    private void UseNewestCertificate()
    {
        if (keys.Certificate != usedCertificate)
        {
            usedCertificate = keys.Certificate;
            connection.UseCertificate(keys.Certificate, keys.CertificateKey);
        }
    }

    // Both sides of the wire can look alive while nothing gets through: only acknowledgements prove the way.
    private bool IsWedged(long nowMs) =>
        nowMs - connectedSinceMs > WedgedAfterMs
        && (outbox.StalledMs(nowMs) > WedgedAfterMs || (refusedSinceMs >= 0 && nowMs - refusedSinceMs > WedgedAfterMs));

    private void Receive()
    {
        for (int i = 0; i < MaximumMessagesAPoll; i++)
        {
            BrokerMessage message = connection.Take();
            if (message == null)
            {
                return;
            }

            if (message.Topic == topics.Acknowledgement)
            {
                acknowledgements.TakeAcknowledgement(message.Payload);
            }
            else if (message.Topic == topics.Resend)
            {
                acknowledgements.TakeResend(message.Payload);
            }
            else if (message.Topic == topics.Plan)
            {
                documents.TakePlan(message.Payload);
            }
            else if (message.Topic == topics.Tokens)
            {
                documents.TakeTokens(message.Payload);
            }
            else if (message.Topic == topics.Live)
            {
                documents.TakeSurplus(message.Payload);
            }
            else if (message.Topic == topics.Command)
            {
                documents.TakeCommand(message.Payload, journal.BootNumber);
            }
            else if (message.Topic == topics.Keys)
            {
                keys.Take(message.Payload);
            }
            else if (message.Topic == topics.Configuration)
            {
                settings.Take(message.Payload);
            }
        }
    }

    // False when the client did not take it.
    private bool SendState(long nowMs)
    {
        bool isTaken = true;
        bool isCharging = handOver.ChargingState == ChargingState.Charging;
        bool isRepeated = isCharging && nowMs - stateAtMs >= StateEveryMs;
        bool isFurther = outbox.IsEmpty && sentAcknowledged != journal.AcknowledgedUpTo && nowMs - stateAtMs >= StateAfterMs;
        if (!IsStateSent || isRepeated || isFurther)
        {
            long acknowledged = journal.AcknowledgedUpTo;
            int version = handOver.StatusVersion;
            long planVersion = documents.PlanVersion;
            long tokensVersion = documents.TokensVersion;
            long commandId = documents.LastCommandId;
            byte generation = keys.Generation;
            long settingsVersion = settings.Version;
            long refusedSettings = settings.RefusedVersion;
            isTaken = connection.Publish(topics.State, status.State(), true, true)
                && connection.Publish(topics.PublicStatus, status.PublicStatus(), true, true);
            if (isTaken)
            {
                sentStatusVersion = version;
                sentPlanVersion = planVersion;
                sentTokensVersion = tokensVersion;
                sentCommandId = commandId;
                sentGeneration = generation;
                sentSettings = settingsVersion;
                sentRefusedSettings = refusedSettings;
                sentAcknowledged = acknowledged;
                stateAtMs = nowMs;
            }
        }

        if (isCharging && nowMs - telemetryAtMs >= TelemetryEveryMs)
        {
            connection.Publish(topics.Telemetry, status.Telemetry(), false, false);
            telemetryAtMs = nowMs;
        }

        return isTaken;
    }

    private bool SendRecords(long nowMs)
    {
        byte[] message = records.Next(nowMs);
        bool isTaken = message == null || connection.Publish(topics.Record, message, true, false);
        if (!isTaken)
        {
            outbox.TakeBack();
        }

        return isTaken;
    }
}
