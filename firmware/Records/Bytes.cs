namespace ChargePointFw.Records;

/// <summary>Unsigned little-endian numbers of one to six bytes, as the stored formats use them.</summary>
public static class Bytes
{
    /// <summary>Writes the lowest <paramref name="count"/> bytes of <paramref name="value"/>.</summary>
    public static void Put(byte[] buffer, int offset, int count, long value)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>Reads <paramref name="count"/> bytes as an unsigned number.</summary>
    public static long Take(byte[] buffer, int offset, int count)
    {
        long value = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            value = (value << 8) | buffer[offset + i];
        }

        return value;
    }

    /// <summary>Eight bytes, big-endian, as a signed number of the same bits: how token hashes travel.</summary>
    public static long TakeHash(byte[] buffer, int offset)
    {
        long value = 0;
        for (int i = 0; i < 8; i++)
        {
            value = (value << 8) | buffer[offset + i];
        }

        return value;
    }

    /// <summary>The counterpart of <see cref="TakeHash"/>.</summary>
    public static void PutHash(byte[] buffer, int offset, long hash)
    {
        for (int i = 0; i < 8; i++)
        {
            buffer[offset + i] = (byte)(hash >> (56 - (8 * i)));
        }
    }

    /// <summary>Compares every byte, whatever the first difference: a forger learns nothing from the time it takes.</summary>
    public static bool EqualInConstantTime(byte[] a, int aOffset, byte[] b, int bOffset, int count)
    {
        int difference = 0;
        for (int i = 0; i < count; i++)
        {
            difference |= a[aOffset + i] ^ b[bOffset + i];
        }

        return difference == 0;
    }
}
