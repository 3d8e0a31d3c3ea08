using System;
using System.IO;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Storage;

/// <summary>
/// The journal's segments as files, one each. On littlefs only Close commits a file, so an append is open, write,
/// close. The segment read last is kept in memory, so that recovery reads each file once.
/// </summary>
public sealed class FileRecordStore : IRecordStore
{
    private const string Rewriting = ".new";

    private readonly object sync = new object();
    private readonly string[] paths;
    private readonly int[] lengths;
    private readonly byte[] cache;
    private int cachedSegment = -1;

    /// <param name="folder">Existing folder, without a separator at the end.</param>
    /// <param name="separator">"\\" on the device, "/" elsewhere.</param>
    /// <param name="segmentCount">At least 3.</param>
    /// <param name="segmentBytes">A multiple of 64; 4,096 is one block of littlefs, 8,128 are two.</param>
    public FileRecordStore(string folder, string separator, int segmentCount, int segmentBytes)
    {
        SegmentBytes = segmentBytes;
        paths = new string[segmentCount];
        lengths = new int[segmentCount];
        cache = new byte[segmentBytes];
        for (int i = 0; i < segmentCount; i++)
        {
            paths[i] = folder + separator + "journal" + i.ToString("D3");
            FinishRewriting(paths[i]);
            lengths[i] = LengthOf(paths[i]);
        }
    }

    public int SegmentCount => paths.Length;

    public int SegmentBytes { get; }

    public int Length(int segment)
    {
        lock (sync)
        {
            return lengths[segment];
        }
    }

    public int Read(int segment, int offset, byte[] buffer, int bufferOffset, int count)
    {
        lock (sync)
        {
            int available = lengths[segment] - offset;
            int length = count < available ? count : available;
            if (length <= 0 || !Cache(segment))
            {
                return 0;
            }

            Array.Copy(cache, offset, buffer, bufferOffset, length);
            return length;
        }
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        lock (sync)
        {
            try
            {
                using (var file = new FileStream(paths[segment], FileMode.Append, FileAccess.Write))
                {
                    file.Write(buffer, offset, count);
                }
            }
            catch (Exception)
            {
                lengths[segment] = LengthOf(paths[segment]); // whatever reached the file is the caller's to cut
                cachedSegment = -1;
                return false;
            }

            if (cachedSegment == segment)
            {
                Array.Copy(buffer, offset, cache, lengths[segment], count);
            }

            lengths[segment] += count;
            return true;
        }
    }

    public bool Truncate(int segment, int length)
    {
        lock (sync)
        {
            if (length >= lengths[segment])
            {
                return true;
            }

            if (!Cache(segment))
            {
                return false;
            }

            try
            {
                // What stays is written beside it first: a power cut leaves the old file or the new one.
                string kept = paths[segment] + Rewriting;
                using (var file = new FileStream(kept, FileMode.Create, FileAccess.Write))
                {
                    file.Write(cache, 0, length);
                }

                File.Delete(paths[segment]);
                File.Move(kept, paths[segment]);
                lengths[segment] = length;
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }

    public bool Erase(int segment)
    {
        lock (sync)
        {
            try
            {
                if (File.Exists(paths[segment]))
                {
                    File.Delete(paths[segment]);
                }

                lengths[segment] = 0;
                cachedSegment = cachedSegment == segment ? -1 : cachedSegment;
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }

    private bool Cache(int segment)
    {
        if (cachedSegment == segment)
        {
            return true;
        }

        cachedSegment = -1;
        try
        {
            using (var file = new FileStream(paths[segment], FileMode.Open, FileAccess.Read))
            {
                int done = 0;
                int read = -1;
                while (done < lengths[segment] && read != 0)
                {
                    read = file.Read(cache, done, lengths[segment] - done);
                    done += read;
                }
            }

            cachedSegment = segment;
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private int LengthOf(string path)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read))
        {
            return file.Length < SegmentBytes ? (int)file.Length : SegmentBytes;
        }
    }

    private static void FinishRewriting(string path)
    {
        string kept = path + Rewriting;
        if (!File.Exists(kept))
        {
            return;
        }

        if (File.Exists(path))
        {
            File.Delete(kept); // the old file is whole still: the cut is done again
        }
        else
        {
            File.Move(kept, path);
        }
    }
}
