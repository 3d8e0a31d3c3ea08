using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>A record store in memory that can refuse, tear or half-commit on demand.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly byte[][] segments;
    private readonly int[] lengths;

    public MemoryRecordStore(int segmentCount, int recordsPerSegment)
    {
        SegmentBytes = (recordsPerSegment + 1) * 64;
        segments = new byte[segmentCount][];
        lengths = new int[segmentCount];
        for (int i = 0; i < segmentCount; i++)
        {
            segments[i] = new byte[SegmentBytes];
        }
    }

    /// <summary>Appends still carried out before they fail; -1 for no limit.</summary>
    public int AppendsUntilFailure = -1;

    /// <summary>Bytes that a failing append leaves behind.</summary>
    public int TornBytes;

    public bool RefusesTruncate;
    public bool RefusesErase;
    public int Erases;

    public int SegmentCount => segments.Length;

    public int SegmentBytes { get; }

    public int Length(int segment) => lengths[segment];

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
    {
        int there = lengths[segment] - offset;
        int taken = there < count ? there : count;
        taken = taken < 0 ? 0 : taken;
        Array.Copy(segments[segment], offset < SegmentBytes ? offset : 0, buffer, bufferOffset, taken);
        return taken;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        bool fails = AppendsUntilFailure == 0;
        AppendsUntilFailure = AppendsUntilFailure > 0 ? AppendsUntilFailure - 1 : AppendsUntilFailure;
        int written = fails ? TornBytes : count;
        if (lengths[segment] + written > SegmentBytes)
        {
            return false;
        }

        Array.Copy(buffer, offset, segments[segment], lengths[segment], written);
        lengths[segment] += written;
        return !fails;
    }

    public bool Truncate(int segment, int length)
    {
        if (RefusesTruncate)
        {
            return false;
        }

        lengths[segment] = length < lengths[segment] ? length : lengths[segment];
        return true;
    }

    public bool Erase(int segment)
    {
        if (RefusesErase)
        {
            return false;
        }

        Erases++;
        lengths[segment] = 0;
        return true;
    }

    /// <summary>Bit rot: turns one bit of a byte that is stored.</summary>
    public void Flip(int segment, int offset) => segments[segment][offset] ^= 0x10;

    /// <summary>A copy of what a power cut would leave if it cut this segment to that length.</summary>
    public MemoryRecordStore CutTo(int segment, int length)
    {
        var copy = new MemoryRecordStore(SegmentCount, (SegmentBytes / 64) - 1);
        for (int i = 0; i < SegmentCount; i++)
        {
            Array.Copy(segments[i], copy.segments[i], SegmentBytes);
            copy.lengths[i] = i == segment ? length : lengths[i];
        }

        return copy;
    }
}
