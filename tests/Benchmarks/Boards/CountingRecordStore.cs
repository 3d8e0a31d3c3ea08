using ChargePointFw.Seams;

namespace ChargePointFw.Benchmarks.Boards;

/// <summary>A flash in memory that counts what is done to it.</summary>
internal sealed class CountingRecordStore : IRecordStore
{
    private readonly byte[][] segments;
    private readonly int[] lengths;

    /// <param name="segmentCount">At least 3.</param>
    /// <param name="segmentBytes">A multiple of 64.</param>
    public CountingRecordStore(int segmentCount, int segmentBytes)
    {
        SegmentBytes = segmentBytes;
        lengths = new int[segmentCount];
        segments = new byte[segmentCount][];
        for (int i = 0; i < segmentCount; i++)
        {
            segments[i] = new byte[segmentBytes];
        }
    }

    public int SegmentCount => segments.Length;

    public int SegmentBytes { get; }

    /// <summary>Appends so far, headers of segments among them.</summary>
    public int Appends { get; private set; }

    /// <summary>Bytes appended so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Segments emptied so far.</summary>
    public int Erases { get; private set; }

    /// <summary>Segments whose tail was cut, which a file system does by rewriting them.</summary>
    public int Rewrites { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    public int Length(int segment) => lengths[segment];

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
    {
        int taken = Math.Clamp(lengths[segment] - offset, 0, count);
        Array.Copy(segments[segment], offset, buffer, bufferOffset, taken);
        BytesRead += taken;
        return taken;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        if (lengths[segment] + count > SegmentBytes)
        {
            return false;
        }

        Array.Copy(buffer, offset, segments[segment], lengths[segment], count);
        lengths[segment] += count;
        Appends++;
        Bytes += count;
        return true;
    }

    public bool Truncate(int segment, int length)
    {
        Rewrites += length < lengths[segment] ? 1 : 0;
        lengths[segment] = Math.Min(length, lengths[segment]);
        return true;
    }

    public bool Erase(int segment)
    {
        lengths[segment] = 0;
        Erases++;
        return true;
    }
}
