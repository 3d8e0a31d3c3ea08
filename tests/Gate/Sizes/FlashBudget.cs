using System.Globalization;
using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.Projects;
using Mono.Cecil;

namespace ChargePointFw.Gate.Sizes;

/// <summary>
/// What a board's flash has to hold at most, against its partitions: the program's PE files in the deployment partition, and
/// journal, documents and the rest as littlefs blocks.
/// </summary>
internal sealed class FlashBudget
{
    /// <summary>Half of the deployment partition stays free: for growth, and because the figures of own code are bounds.</summary>
    public const int DeploymentShare = 2;

    /// <summary>Blocks that stay free: littlefs writes anew before it lets go, and slows down when it is full.</summary>
    public const int SpareBlocks = 2;

    private const int BlockBytes = 4_096;

    /// <summary>Beside the journal's: documents and the new one beside the old, configuration, certificates.</summary>
    private const int OtherNames = 12;

    /// <summary>Names that one pair of blocks holds with the contents of short files, beside the superblock's pair. Measured: boards/README.md.</summary>
    private const int NamesOfAPair = 40;

    /// <summary>config.json, certificate authority, and what the firmware keeps of network and certificates.</summary>
    private const int ConfigurationBlocks = 4;

    /// <summary>An append and a cut write a block beside the old one.</summary>
    private const int RewritingBlocks = 1;

    private static readonly Dictionary<string, (string Version, int Bytes)> s_libraries = ReadLibraries();

    private readonly DeviceBuild _build;
    private readonly DeviceProject _board;
    private readonly List<Finding> _findings = [];

    private FlashBudget(string root, DeviceBuild build, string project)
    {
        _build = build;
        _board = DeviceProject.Load(root, Path.Combine(root, project));
        if (build.Get(project).Image is not { } image)
            return; // compiling names why
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image.Bytes));
        if (module.GetTypes().FirstOrDefault(type => type.Name == "Board") is not { } constants)
        {
            Add("no-board", "has no class Board with its partitions and budgets.");
            return;
        }
        ProgramBytes = OwnBytes(root, project) + LibraryBytes();
        DeploymentBytes = Constant(constants, "DeploymentBytes");
        FileSystemBlocks = Constant(constants, "FileSystemBytes") / BlockBytes;
        var segmentBlocks = Blocks(Constant(constants, "JournalSegmentBytes"));
        FileBlocks = (Constant(constants, "JournalSegments") * segmentBlocks) + RewritingBlocks + DocumentBlocks() + ConfigurationBlocks
            + DirectoryBlocks(Constant(constants, "JournalSegments") + OtherNames);
        Judge();
    }

    /// <summary>PE files of program and libraries, at most.</summary>
    public int ProgramBytes { get; }

    public int DeploymentBytes { get; }

    /// <summary>Blocks that files and directory take at most, at the worst moment.</summary>
    public int FileBlocks { get; }

    public int FileSystemBlocks { get; }

    public static IEnumerable<FlashBudget> Of(string root, DeviceBuild build) => DeviceProjects.Boards(root)
        .Where(project => DeviceProject.Load(root, Path.Combine(root, project)).IsProgram)
        .Select(project => new FlashBudget(root, build, project));

    public IReadOnlyList<Finding> Findings => _findings;

    public override string ToString() =>
        $"{_board.RelativePath}: program at most {ProgramBytes / 1024} of {DeploymentBytes / 1024} KB, files at most {FileBlocks} of {FileSystemBlocks} blocks";

    private void Judge()
    {
        if (ProgramBytes > DeploymentBytes / DeploymentShare)
            Add("program-too-large", $"may take {ProgramBytes} bytes; of the {DeploymentBytes} of the deployment partition 1/{DeploymentShare} is for it.");
        if (FileBlocks > FileSystemBlocks - SpareBlocks)
        {
            Add("flash-too-full", $"files may take {FileBlocks} blocks of {BlockBytes} bytes and {SpareBlocks} stay free, the partition has {FileSystemBlocks}: "
                + $"take {FileBlocks + SpareBlocks - FileSystemBlocks} or more from JournalSegments.");
        }
    }

    /// <summary>An image for .NET has 4-byte tokens and padding where a PE file has 2-byte ones and none: it is larger.</summary>
    private int OwnBytes(string root, string project)
    {
        var seen = new HashSet<string>();
        var left = new Queue<string>([Path.GetFullPath(Path.Combine(root, project))]);
        var bytes = 0;
        while (left.TryDequeue(out var file))
        {
            if (!seen.Add(file))
                continue;
            bytes += _build.Get(Repository.Relative(root, file)).Image?.Bytes.Length ?? 0;
            foreach (var reference in DeviceProject.Load(root, file).ProjectReferences)
                left.Enqueue(reference.FullPath);
        }
        return bytes;
    }

    private int LibraryBytes()
    {
        var bytes = 0;
        foreach (var reference in _board.References)
        {
            if (s_libraries.TryGetValue(reference.Assembly, out var known) && known.Version == reference.Version + ".0")
                bytes += known.Bytes;
            else
                _findings.Add(reference.Place.Finding("size-unknown", $"{reference.Assembly} {reference.Version} has no size: measure its .pe and put it into tests/Gate/Sizes/libraries.tsv."));
        }
        return bytes;
    }

    /// <summary>Plan and token list as long as they may be, and one of them a second time while it is replaced.</summary>
    private int DocumentBlocks()
    {
        using var firmware = ModuleDefinition.ReadModule(new MemoryStream(_build.Get(DeviceProjects.Firmware).Image!.Bytes));
        int Of(string form) => Blocks(Constant(firmware.GetTypes().Single(type => type.Name == form), "MaximumBytes"));
        var (plan, tokens) = (Of("StoredPlan"), Of("StoredTokens"));
        return tokens + plan + Math.Max(tokens, plan);
    }

    /// <summary>A pair that overflows splits, and either half may do so again before names go.</summary>
    private static int DirectoryBlocks(int names) => names <= NamesOfAPair ? 4 : 8;

    private int Constant(TypeDefinition type, string name)
    {
        if (type.Fields.FirstOrDefault(field => field.Name == name)?.Constant is int value)
            return value;
        Add("no-budget", $"{type.Name} has no constant {name}.");
        return 0;
    }

    private void Add(string code, string message) => _findings.Add(new Finding(_board.RelativePath, 0, 0, code, message));

    /// <summary>A block of a littlefs file from the second on begins with pointers: at most 1 + log2 of its number, 4 bytes each.</summary>
    private static int Blocks(int bytes)
    {
        var blocks = 1;
        for (var room = BlockBytes; room < bytes; blocks++)
            room += BlockBytes - (4 * (1 + int.TrailingZeroCount(blocks)));
        return blocks;
    }

    private static Dictionary<string, (string Version, int Bytes)> ReadLibraries() => File
        .ReadLines(Path.Combine(Repository.Root, "tests", "Gate", "Sizes", "libraries.tsv"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split('\t'))
        .ToDictionary(fields => fields[0], fields => (fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture)));
}
