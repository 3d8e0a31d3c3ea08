namespace ChargePointFw.Benchmarks.Journal;

/// <summary>
/// Erasures that appends cost on littlefs with blocks of 4 KB, as littlefs' DESIGN.md and SPEC.md describe it. Closing a
/// file after an append copies its last, incomplete block to a freshly erased one ("CTZ skip-lists", copy on write): one
/// erasure. It then commits the file's new place to the directory's metadata pair, a log that fills at least one unit of
/// programming each time and is compacted into the pair's other block when full. Files small enough to lie inside the
/// metadata would cost less; that is not counted. Wear is levelled over the blocks that are free, not over those that hold.
/// </summary>
internal static class FlashWear
{
    public const int BlockBytes = 4_096;

    /// <summary>Unit of programming assumed, bytes: a page of NOR flash.</summary>
    public const int ProgramBytes = 256;

    /// <summary>The partition, blocks: 256 KB.</summary>
    public const int Blocks = 64;

    /// <summary>Blocks that the documents take where a token list is long: what a plan and a list of some 100 cards need.</summary>
    public const int DocumentBlocks = 8;

    /// <summary>Blocks left to write to when the ring is full: without it, two metadata pairs and the documents.</summary>
    public const int FreeBlocksLeft = Blocks - 48 - 4 - DocumentBlocks;

    /// <summary>Erasures that a block of NOR flash stands, by the usual data sheet.</summary>
    public const int Endurance = 100_000;

    /// <summary>Blocks erased by so many appends.</summary>
    public static double Erasures(double appends) => appends * (1 + ((double)ProgramBytes / BlockBytes));

    /// <summary>Years until the first block is worn, if nothing but the free blocks ever took part.</summary>
    public static double Years(double appendsPerDay, int freeBlocks) => Endurance * (double)freeBlocks / Erasures(appendsPerDay) / 365;
}
