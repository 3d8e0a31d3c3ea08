using System;
using System.Collections;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.DeviceDay;

/// <summary>
/// Broker and back office in one: prints every message, keeps the documents that a broker would retain, and acknowledges
/// records without a gap by the tag of the last one.
/// </summary>
public sealed class Office : IBrokerConnection
{
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly Topics topics;
    private readonly Bay bay;
    private readonly ArrayList arriving = new ArrayList();
    private readonly Record record = new Record();
    private byte[] retainedPlan;
    private byte[] retainedTokens;
    private byte[] telemetryDigest = new byte[1];
    private int telemetryCount;
    private bool isReachable = true;

    public Office(IKeyedHash hash, KeyRing keys, Topics topics, Bay bay)
    {
        this.hash = hash;
        this.keys = keys;
        this.topics = topics;
        this.bay = bay;
    }

    public bool IsConnected { get; private set; }

    public bool IsSecure => false;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
    }

    /// <summary>Every record up to this one has arrived.</summary>
    public long StoredUpTo { get; private set; }

    /// <summary>Energy of all sessions, and of it covered by allocations, as the records tell, Wh.</summary>
    public long SessionWh { get; private set; }

    public long CoveredWh { get; private set; }

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
    {
        TellTelemetry();
        if (!isReachable)
        {
            Page.Line(bay.UtcMs, "the broker does not answer");
            return false;
        }

        Page.Long(bay.UtcMs, clientId + " connects; its will on " + willTopic + ":", will);
        IsConnected = true;
        Send(topics.Tokens, retainedTokens);
        Send(topics.Plan, retainedPlan);
        return true;
    }

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        if (topic == topics.Telemetry)
        {
            telemetryCount++;
            telemetryDigest = hash.Compute(telemetryDigest, payload);
            return true;
        }

        TellTelemetry();
        Page.Long(bay.UtcMs, topic + (retain ? " (retained)" : ""), payload);
        if (topic == topics.Record)
        {
            Store(payload);
        }

        return true;
    }

    public BrokerMessage Take()
    {
        if (arriving.Count == 0)
        {
            return null;
        }

        var message = (BrokerMessage)arriving[0];
        arriving.RemoveAt(0);
        return message;
    }

    public void Drop()
    {
        IsConnected = false;
        arriving.Clear();
    }

    /// <summary>Cuts the wire, or mends it.</summary>
    public void CutOff(bool isCut)
    {
        Page.Line(bay.UtcMs, isCut ? "the wire is cut" : "the wire is mended");
        isReachable = !isCut;
        IsConnected = IsConnected && isReachable;
    }

    /// <summary>Signs a token list and leaves it with the broker.</summary>
    public void PublishTokens(string body)
    {
        retainedTokens = Sign(keys.Document, Ascii.Bytes(body));
        Send(topics.Tokens, retainedTokens);
    }

    /// <summary>Signs a plan and leaves it with the broker.</summary>
    public void PublishPlan(string body)
    {
        retainedPlan = Sign(keys.Document, Ascii.Bytes(body));
        Send(topics.Plan, retainedPlan);
    }

    /// <summary>Somebody else sends a plan that is signed with another key.</summary>
    public void ForgePlan(string body) => Send(topics.Plan, Sign(keys.Acknowledgement, Ascii.Bytes(body)));

    /// <summary>Telemetry may get lost, so it is told as a count and a digest.</summary>
    public void TellTelemetry()
    {
        if (telemetryCount > 0)
        {
            Page.Line(bay.UtcMs, topics.Telemetry + " x " + telemetryCount.ToString() + ", digest " + Page.Hex(telemetryDigest, 8));
            telemetryCount = 0;
        }
    }

    private void Send(string topic, byte[] document)
    {
        if (IsConnected && document != null)
        {
            Page.Long(bay.UtcMs, "to the charge point, " + topic, document);
            arriving.Add(new BrokerMessage(topic, document));
        }
    }

    private void Store(byte[] message)
    {
        byte[] tag = null;
        var reader = new JsonReader(message, 0, message.Length);
        for (JsonToken token = reader.Next(); token != JsonToken.End && token != JsonToken.Error; token = reader.Next())
        {
            if (token != JsonToken.Name || !reader.Is("bytes"))
            {
                continue;
            }

            reader.Next();
            byte[] bytes = Convert.FromBase64String(reader.TextValue());
            if (RecordLayout.Decode(bytes, 0, record) && record.Number == StoredUpTo + 1)
            {
                StoredUpTo = record.Number;
                SessionWh += record.Claim == Claim.NoSession ? 0 : record.EnergyWh;
                CoveredWh += record.CoveredWh;
                tag = new byte[RecordLayout.TagBytes];
                Array.Copy(bytes, RecordLayout.SignedBytes, tag, 0, RecordLayout.TagBytes);
            }
        }

        if (tag != null)
        {
            Acknowledge(tag);
        }
    }

    private void Acknowledge(byte[] tag)
    {
        var json = new JsonWriter(256);
        json.BeginObject();
        json.Text("kind", "ack");
        json.Text("site", Papers.Site);
        json.Text("chargePoint", Papers.ChargePoint);
        json.Number("journal", record.JournalId);
        json.Number("number", StoredUpTo);
        json.Base64("tag", tag);
        json.EndObject();
        Send(topics.Acknowledgement, Sign(keys.Acknowledgement, json.ToArray()));
    }

    private byte[] Sign(byte[] key, byte[] body) => SignedDocument.Sign(hash, key, body);
}
