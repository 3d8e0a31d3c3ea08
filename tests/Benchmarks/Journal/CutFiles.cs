using ChargePointFw.Drivers.Storage;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>The device's own store over real files, on a supply that a breaker may take away within any operation.</summary>
internal sealed class CutFiles : IRecordStore
{
    private readonly FileRecordStore files;
    private readonly string folder;
    private readonly Breaker breaker;

    public CutFiles(string folder, int segmentCount, int segmentBytes, Breaker breaker)
    {
        this.folder = folder;
        this.breaker = breaker;
        files = new FileRecordStore(folder, Path.DirectorySeparatorChar.ToString(), segmentCount, segmentBytes);
    }

    public int SegmentCount => files.SegmentCount;

    public int SegmentBytes => files.SegmentBytes;

    public int Length(int segment) => files.Length(segment);

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count) =>
        files.Read(segment, offset, buffer, bufferOffset, count);

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        bool isRecord = files.Length(segment) > 0;
        int state = breaker.Begin(isRecord ? NameOf(buffer) : "header of a new segment", count);
        int written = state < 0 ? count : state;
        bool isDone = written == 0 || files.Append(segment, buffer, offset, written);
        if (isRecord && written == count)
        {
            breaker.Commit(buffer[offset..(offset + count)]);
        }

        if (state >= 0 && breaker.ForgetsLast && written == 0)
        {
            files.Truncate(segment, files.Length(segment) - count);
        }

        return state < 0 ? isDone : throw new PowerGoneException();
    }

    // Written beside, half and whole; the old one gone; done.
    public bool Truncate(int segment, int length)
    {
        int state = breaker.Begin("cutting a torn tail", 4);
        string path = FileOf(segment);
        if (state is >= 1 and <= 3)
        {
            File.WriteAllBytes(path + ".new", File.ReadAllBytes(path)[..(state == 1 ? length / 2 : length)]);
        }

        if (state == 3)
        {
            File.Delete(path);
        }

        bool isDone = state is not (-1 or 4) || files.Truncate(segment, length);
        return state < 0 ? isDone : throw new PowerGoneException();
    }

    public bool Erase(int segment)
    {
        int state = breaker.Begin("erasing a segment", 1);
        bool isDone = state == 0 || files.Erase(segment);
        return state < 0 ? isDone : throw new PowerGoneException();
    }

    /// <summary>The file of a segment.</summary>
    public static string FileOf(string folder, int segment) =>
        Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"journal{segment:D3}"));

    private string FileOf(int segment) => FileOf(folder, segment);

    private static string NameOf(byte[] buffer)
    {
        var record = new Record();
        RecordLayout.Decode(buffer, 0, record);
        return record.Type switch
        {
            RecordType.SessionUpdated => record.ChargingState == ChargingState.Charging ? "resumption" : "suspension",
            RecordType.SessionStarted => "session's start",
            RecordType.SessionEnded => "session's end",
            RecordType.IntervalClosed => "boundary of a half hour",
            RecordType.Boot => "boot",
            _ => "meter baseline",
        };
    }
}
