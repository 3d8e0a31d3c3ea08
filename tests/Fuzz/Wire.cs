using ChargePointFw.Seams;

namespace ChargePointFw.Fuzz;

/// <summary>The charge point's end of a broker that brings what the fuzzer says.</summary>
internal sealed class Wire : IBrokerConnection
{
    private readonly Queue<BrokerMessage> arriving = new();

    public bool IsConnected { get; private set; }

    public bool IsSecure => false;

    /// <summary>The last message of records.</summary>
    public byte[] LastRecords { get; private set; } = [];

    /// <summary>Something has not been taken yet.</summary>
    public bool HasWaiting => arriving.Count > 0;

    public void Arrive(string topic, byte[] payload) => arriving.Enqueue(new BrokerMessage(topic, payload));

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions) => IsConnected = true;

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        LastRecords = topic.EndsWith("/record", StringComparison.Ordinal) ? payload : LastRecords;
        return true;
    }

    public BrokerMessage? Take() => arriving.TryDequeue(out BrokerMessage? message) ? message : null;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
    }

    public void Drop() => IsConnected = false;
}

/// <summary>Documents in memory.</summary>
internal sealed class Documents : IDocumentStore
{
    private readonly Dictionary<string, byte[]> held = [];

    public byte[]? Load(string name) => held.GetValueOrDefault(name);

    public bool Save(string name, byte[] document)
    {
        held[name] = document;
        return true;
    }
}

/// <summary>A flash in memory.</summary>
internal sealed class Segments : IRecordStore
{
    private readonly byte[][] segments = [.. Enumerable.Range(0, 24).Select(_ => new byte[8_128])];
    private readonly int[] lengths = new int[24];

    public int SegmentCount => segments.Length;

    public int SegmentBytes => segments[0].Length;

    public int Length(int segment) => lengths[segment];

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
    {
        int there = Math.Clamp(lengths[segment] - offset, 0, count);
        Array.Copy(segments[segment], Math.Min(offset, SegmentBytes), buffer, bufferOffset, there);
        return there;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        Array.Copy(buffer, offset, segments[segment], lengths[segment], count);
        lengths[segment] += count;
        return true;
    }

    public bool Truncate(int segment, int length)
    {
        lengths[segment] = Math.Min(length, lengths[segment]);
        return true;
    }

    public bool Erase(int segment)
    {
        lengths[segment] = 0;
        return true;
    }
}
