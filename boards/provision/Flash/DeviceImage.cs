// A deployment image, checked before anything on the board is erased.
using System.Buffers.Binary;
using System.Text;

namespace ChargePointFw.Provision.Flash;

/// <summary>
/// The image that the build makes: PE files of nanoFramework's format one after the other. Layout and check sums: structure
/// CLR_RECORD_ASSEMBLY of nf-interpreter (nanoCLR_Types.h).
/// </summary>
public sealed class DeviceImage
{
    private const int HeaderBytes = 124;
    private const int StringsTable = 11;
    private const int EndTable = 15;
    private const int TablesOffset = 40;
    private static readonly byte[] marker = "NFMRK1\0\0"u8.ToArray();
    private static readonly uint[] polynomial = Table();

    private DeviceImage(string file, IReadOnlyList<string> assemblies, int bytes)
    {
        File = file;
        Assemblies = assemblies;
        Bytes = bytes;
    }

    public string File { get; }

    /// <summary>Names of the assemblies in it.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    public int Bytes { get; }

    /// <summary>Reads an image and checks every assembly in it.</summary>
    /// <exception cref="ProvisionException">It is no image, it breaks off, or a byte of it has changed.</exception>
    public static DeviceImage Read(string file)
    {
        byte[] image = System.IO.File.Exists(file) ? System.IO.File.ReadAllBytes(file) : throw new ProvisionException($"{file} is not there: build the board's project, or take the image of a release.");
        var assemblies = new List<string>();
        int offset = 0;
        while (offset < image.Length)
        {
            ReadOnlySpan<byte> rest = image.AsSpan(offset);
            if (rest.Length < HeaderBytes || !rest[..8].SequenceEqual(marker))
            {
                throw new ProvisionException(offset == 0 ? $"{file} is no nanoFramework image: it does not begin with NFMRK1." : $"{file} breaks off after {assemblies[^1]}: download or build it again.");
            }

            int size = Int(rest, TablesOffset + (4 * EndTable));
            if (size < HeaderBytes || size > rest.Length)
            {
                throw new ProvisionException($"{file} is cut off: {rest.Length} bytes of an assembly's {size} are there. Download or build it again.");
            }

            ReadOnlySpan<byte> assembly = rest[..size];
            byte[] header = assembly[..HeaderBytes].ToArray();
            header.AsSpan(8, 4).Clear();
            bool isWhole = Crc(header) == (uint)Int(assembly, 8) && Crc(assembly[HeaderBytes..]) == (uint)Int(assembly, 12);
            if (!isWhole)
            {
                throw new ProvisionException($"{file} is damaged at byte {offset}: a check sum does not fit. Download or build it again.");
            }

            assemblies.Add(NameOf(assembly));
            offset += (size + 3) & ~3;
        }

        return image.Length == 0 ? throw new ProvisionException($"{file} is empty.") : new DeviceImage(file, assemblies, image.Length);
    }

    /// <summary>Refuses an image of another board, or one that does not fit.</summary>
    public void RequireFor(BoardFacts board)
    {
        if (!Assemblies.Contains(board.Program))
        {
            string other = Assemblies.FirstOrDefault(name => BoardFacts.Names.Any(one => BoardFacts.Of(one).Program == name)) is { } program ? $"it is {program}'s" : "it holds no board's program";
            throw new ProvisionException($"{File} is not for the board {board.Name}: {other}, and {board.Program} is wanted.");
        }

        if (Bytes > board.DeploymentBytes)
        {
            throw new ProvisionException($"{File} has {Bytes} bytes, the board {board.Name} holds {board.DeploymentBytes}.");
        }
    }

    private static string NameOf(ReadOnlySpan<byte> assembly)
    {
        int start = Int(assembly, TablesOffset + (4 * StringsTable)) + BinaryPrimitives.ReadUInt16LittleEndian(assembly[36..]);
        ReadOnlySpan<byte> name = start > 0 && start < assembly.Length ? assembly[start..] : [];
        int end = name.IndexOf((byte)0);
        return end <= 0 ? "" : Encoding.UTF8.GetString(name[..end]);
    }

    private static int Int(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    // CRC-32 of polynomial 04C11DB7, begun with 0, neither reflected nor inverted: not the one of System.IO.Hashing.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (byte one in bytes)
        {
            crc = (crc << 8) ^ polynomial[(crc >> 24) ^ one];
        }

        return crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000_0000) != 0 ? (crc << 1) ^ 0x04C1_1DB7 : crc << 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
