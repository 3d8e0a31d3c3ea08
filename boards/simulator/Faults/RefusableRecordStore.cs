using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Faults;

/// <summary>A record store that can be told to take nothing any more.</summary>
public sealed class RefusableRecordStore(IRecordStore store) : IRecordStore
{
    /// <summary>It is full, or worn out: every write is refused.</summary>
    public bool Refuses { get; set; }

    /// <inheritdoc/>
    public int SegmentCount => store.SegmentCount;

    /// <inheritdoc/>
    public int SegmentBytes => store.SegmentBytes;

    /// <inheritdoc/>
    public int Length(int segment) => store.Length(segment);

    /// <inheritdoc/>
    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count) => store.Read(segment, offset, buffer, bufferOffset, count);

    /// <inheritdoc/>
    public bool Append(int segment, byte[] buffer, int offset, int count) => !Refuses && store.Append(segment, buffer, offset, count);

    /// <inheritdoc/>
    public bool Truncate(int segment, int length) => !Refuses && store.Truncate(segment, length);

    /// <inheritdoc/>
    public bool Erase(int segment) => !Refuses && store.Erase(segment);
}
