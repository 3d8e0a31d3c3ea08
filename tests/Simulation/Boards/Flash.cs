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
    private readonly HashSet<(int Segment, int Slot)> rottenSlots = [];

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
        if (isDone)
        {
            lengths[segment] = 0;
            rottenSlots.RemoveWhere(one => one.Segment == segment);
        }

        return isCut ? throw Cut(Fault.PowerCutInErase) : true;
    }

    /// <summary>Numbers of the records that have rotted, by journal id.</summary>
    public HashSet<(long JournalId, long Number)> Rotted { get; } = [];

    /// <summary>A record rots, the newest perhaps: a bit of it turns, or so much of its tag that it cannot be put right.</summary>
    public bool RotRecord()
    {
        int segment = dice.Between(0, segments.Length - 1);
        int slots = lengths[segment] / RecordLayout.RecordBytes;
        int slot = slots < 2 ? 0 : dice.Between(1, slots - 1);
        if (slot == 0 || !rottenSlots.Add((segment, slot)))
        {
            return false;
        }

        int at = slot * RecordLayout.RecordBytes;
        Rotted.Add((Bytes.Take(segments[segment], at + 5, 4), Bytes.Take(segments[segment], at + 9, 4)));
        if (dice.Once(3))
        {
            for (int i = RecordLayout.SignedBytes; i < RecordLayout.RecordBytes; i++)
            {
                segments[segment][at + i] ^= 0x11;
            }
        }
        else
        {
            Turn(segment, at);
        }

        return true;
    }

    /// <summary>A bit of a segment's header turns.</summary>
    public bool RotHeader()
    {
        int segment = dice.Between(0, segments.Length - 1);
        if (lengths[segment] < RecordLayout.RecordBytes || !rottenSlots.Add((segment, 0)))
        {
            return false;
        }

        Turn(segment, 0);
        return true;
    }

    private void Turn(int segment, int at) =>
        segments[segment][at + dice.Between(0, RecordLayout.RecordBytes - 1)] ^= (byte)(1 << dice.Between(0, 7));

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
