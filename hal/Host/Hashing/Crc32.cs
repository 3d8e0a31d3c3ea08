// nanoFramework.System.IO.Hashing: CRC-32 (IEEE 802.3, reflected, polynomial 0xEDB88320).
namespace System.IO.Hashing;

/// <summary>A CRC-32 that grows as bytes are appended.</summary>
public class Crc32
{
    private static readonly uint[] s_table = MakeTable();

    private uint _register = uint.MaxValue;

    /// <summary>Appends bytes.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public void Append(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (var value in source)
            Append(value);
    }

    /// <summary>Appends one byte.</summary>
    public void Append(byte value) => _register = s_table[(byte)(_register ^ value)] ^ (_register >> 8);

    /// <summary>Starts anew.</summary>
    public void Reset() => _register = uint.MaxValue;

    /// <summary>The CRC of what has been appended so far; 0 of nothing.</summary>
    public uint GetCurrentHashAsUInt32() => ~_register;

    private static uint[] MakeTable()
    {
        const uint Polynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ Polynomial;
            table[i] = entry;
        }
        return table;
    }
}
