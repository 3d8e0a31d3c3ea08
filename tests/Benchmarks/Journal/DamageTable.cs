using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>
/// The story again with a bit flipped in the dark of one power cut, in every byte: of each record, of its tag, of a
/// segment's header. Offline nobody has seen the record yet; online the office has it.
/// </summary>
internal static class DamageTable
{
    private const byte Flipped = 0x10;
    private const int RecordsPerSegment = (PowerCutStory.SegmentBytes / RecordLayout.RecordBytes) - 1;

    // Where the power goes: while the session is open, its end being written; and once all is over.
    private static readonly (string When, long CutMs)[] moments = [("in the session", 0), ("after it", 1_880_000)];

    private sealed record Flip(string What, string When, long CutMs, int Segment, int Offset, int CostsRecords);

    public static IReadOnlyList<CutRow> Play()
    {
        var rows = new List<CutRow>();
        foreach (bool isOnline in (bool[])[true, false])
        {
            Flip[] flips = [.. moments.SelectMany(moment => Flips(moment.When, moment.CutMs, isOnline))];
            var ends = new StoryEnd[flips.Length];
            Parallel.For(0, flips.Length, i => ends[i] = Play(flips[i], isOnline));
            foreach (IGrouping<string, int> group in Enumerable.Range(0, flips.Length).GroupBy(i => flips[i].What))
            {
                var row = new CutRow(group.Key, isOnline);
                foreach (int i in group)
                {
                    row.Add(ends[i], $"{flips[i].When}, segment {flips[i].Segment}, byte {flips[i].Offset}");
                }

                rows.Add(row);
            }
        }

        return rows;
    }

    private static IEnumerable<Flip> Flips(string when, long cutMs, bool isOnline)
    {
        var breaker = BreakerOf(cutMs, isOnline);
        int last = 0;
        Story(breaker, cutMs, isOnline, _ => last = breaker.Committed.Count);
        for (int number = PowerCutStory.History + 1; number <= last; number++)
        {
            int segment = (number - 1) / RecordsPerSegment % PowerCutStory.Segments;
            int start = (((number - 1) % RecordsPerSegment) + 1) * RecordLayout.RecordBytes;
            for (int i = 0; i < RecordLayout.RecordBytes; i++)
            {
                bool isTag = i >= RecordLayout.SignedBytes; // one bit of it can be put right
                yield return new Flip(isTag ? "bit of a tag" : "bit of a record", when, cutMs, segment, start + i, isTag ? 0 : 1);
            }
        }

        // The oldest, one of the earlier time, and those of the story.
        foreach (int segment in (int[])[2, 7, 12, 0, 1])
        {
            for (int i = 0; i < RecordLayout.RecordBytes; i++)
            {
                yield return new Flip("bit of a segment's header", when, cutMs, segment, i, 0);
            }
        }
    }

    private static StoryEnd Play(Flip flip, bool isOnline)
    {
        StoryEnd end = Story(BreakerOf(flip.CutMs, isOnline), flip.CutMs, isOnline, station => Turn(station, flip));
        Ledger ledger = end.Ledger;
        if (ledger.NamedLost != flip.CostsRecords)
        {
            ledger.Complain($"{ledger.NamedLost} named as lost, {flip.CostsRecords} damaged");
        }

        if (ledger.Damaged != (isOnline ? 0 : flip.CostsRecords))
        {
            ledger.Complain($"{ledger.Damaged} stated as lost, {flip.CostsRecords} damaged");
        }

        return end;
    }

    private static StoryEnd Story(Breaker breaker, long cutMs, bool isOnline, Action<Station> inTheDark)
    {
        using Station station = PowerCutStory.Begin(breaker, isOnline);
        station.InTheDark = inTheDark;
        if (cutMs > 0)
        {
            station.RunTo(PowerCutStory.StartUtcMs + cutMs);
            station.CutPower();
        }

        return PowerCutStory.Finish(station, breaker);
    }

    private static void Turn(Station station, Flip flip)
    {
        string path = CutFiles.FileOf(station.Folder, flip.Segment);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[flip.Offset] ^= Flipped;
        File.WriteAllBytes(path, bytes);
    }

    private static Breaker BreakerOf(long cutMs, bool isOnline)
    {
        if (cutMs > 0)
        {
            return new Breaker([]);
        }

        var whole = new Breaker([]);
        PowerCutStory.Play(whole, isOnline);
        int end = Enumerable.Range(0, whole.Operations.Count).Last(i => whole.Operations[i].Name == "session's end");
        return new Breaker([(end, 0)]);
    }
}
