// A flash that survives power cuts, and what can happen to it.
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Boards;

/// <summary>
/// Segments in memory, as a file system keeps them that commits a file when it is closed (littlefs) or byte by byte
/// (FRAM): at each kind of write the power can go, with nothing, a part or all of it done.
/// </summary>
internal sealed class Flash : IRecordStore
{
    private readonly byte[][] segments;
    private readonly int[] lengths;
    private readonly Dice dice;
    private readonly FaultCounts faults;

    public Flash(Forecast forecast, Dice dice, FaultCounts faults)
    {
        this.dice = dice;
        this.faults = faults;
        SegmentBytes = (forecast.SegmentRecords + 1) * RecordLayout.RecordBytes;
        segments = [.. Enumerable.Range(0, forecast.Segments).Select(_ => new byte[SegmentBytes])];
        lengths = new int[segments.Length];
    }

    /// <summary>Writes can be refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>The power can go in a write.</summary>
    public bool CutsPower { get; set; }

    public int SegmentCount => segments.Length;

    public int SegmentBytes { get; }

    /// <summary>A record is whole in the flash and its writer was told so, or lost the power before.</summary>
    public event Action<byte[]>? Committed;

    public int Length(int segment) => lengths[segment];

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
    {
        int there = Math.Clamp(lengths[segment] - offset, 0, count);
        Array.Copy(segments[segment], Math.Min(offset, SegmentBytes), buffer, bufferOffset, there);
        return there;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        bool isHeader = lengths[segment] == 0;
        if (lengths[segment] + count > SegmentBytes)
        {
            return false;
        }

        if (CutsPower && dice.Once(isHeader ? 10 : 150))
        {
            faults.Count(isHeader ? Fault.PowerCutInHeader : Fault.PowerCutInAppend);
            Write(segment, buffer, offset, dice.Any(0, 0, count, dice.Between(1, count - 1)), count);
            throw new PowerLostException();
        }

        if (Refuses && dice.Once(60))
        {
            faults.Count(Fault.WriteRefused);
            Write(segment, buffer, offset, dice.Any(0, dice.Between(1, count - 1)), count);
            return false;
        }

        Write(segment, buffer, offset, count, count);
        return true;
    }

    public bool Truncate(int segment, int length)
    {
        bool isCut = CutsPower && dice.Once(4);
        bool isDone = !isCut || dice.Once(2);
        lengths[segment] = isDone ? Math.Min(length, lengths[segment]) : lengths[segment];
        return isCut ? throw Cut(Fault.PowerCutInTruncate) : true;
    }

    public bool Erase(int segment)
    {
        bool isCut = CutsPower && dice.Once(10);
        bool isDone = !isCut || dice.Once(2);
        lengths[segment] = isDone ? 0 : lengths[segment];
        return isCut ? throw Cut(Fault.PowerCutInErase) : true;
    }

    /// <summary>Turns a bit of a record that may rot; false when none does.</summary>
    /// <param name="mayRot">Whether a record of this number may.</param>
    public bool Rot(Func<long, bool> mayRot)
    {
        int segment = dice.Between(0, segments.Length - 1);
        int slots = lengths[segment] / RecordLayout.RecordBytes;
        if (slots < 2)
        {
            return false;
        }

        int at = dice.Between(1, slots - 1) * RecordLayout.RecordBytes;
        if (!mayRot(Bytes.Take(segments[segment], at + 9, 4)))
        {
            return false;
        }

        segments[segment][at + dice.Between(0, RecordLayout.RecordBytes - 1)] ^= (byte)(1 << dice.Between(0, 7));
        faults.Count(Fault.RecordRots);
        return true;
    }

    private PowerLostException Cut(Fault fault)
    {
        faults.Count(fault);
        return new PowerLostException();
    }

    private void Write(int segment, byte[] buffer, int offset, int written, int count)
    {
        bool isHeader = lengths[segment] == 0;
        Array.Copy(buffer, offset, segments[segment], lengths[segment], written);
        lengths[segment] += written;
        if (written == count && !isHeader)
        {
            Committed?.Invoke(buffer.AsSpan(offset, count).ToArray());
        }
    }
}
