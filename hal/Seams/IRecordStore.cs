namespace ChargePointFw.Seams;

/// <summary>
/// Where the journal lives: a fixed number of equal segments that are only appended to and erased whole.
/// A file system (one file a segment, committed by Close) and an FRAM fit the same seam.
/// </summary>
public interface IRecordStore
{
    /// <summary>How many segments there are; at least 3.</summary>
    int SegmentCount { get; }

    /// <summary>Room of one segment in bytes; a multiple of 64, at least 128.</summary>
    int SegmentBytes { get; }

    /// <summary>Committed bytes in a segment: 0 to <see cref="SegmentBytes"/>.</summary>
    int Length(int segment);

    /// <summary>Reads committed bytes; returns how many were there to read.</summary>
    int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count);

    /// <summary>
    /// Appends and commits; true only when the bytes survive a power cut. After false nothing is known of the tail:
    /// the caller cuts it at the next recovery.
    /// </summary>
    bool Append(int segment, byte[] buffer, int offset, int count);

    /// <summary>Cuts a torn tail: keeps the first <paramref name="length"/> bytes. False when it could not.</summary>
    bool Truncate(int segment, int length);

    /// <summary>Empties a segment; false when it could not.</summary>
    bool Erase(int segment);
}
