namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A check of one session's story.</summary>
internal abstract class SessionCheck : Check
{
    /// <summary>What is wrong, or null. It rests on the story alone.</summary>
    public abstract Evidence? Look(SessionStory story);

    /// <summary>Energy at stake, Wh.</summary>
    public virtual long EnergyWh(SessionStory story) => story.DeliveredWh;
}

/// <summary>Every check of a session, in the order in which they are asked: causes before what follows from them.</summary>
internal static class SessionChecks
{
    public static IReadOnlyList<SessionCheck> All { get; } =
    [
        new SessionWithoutStart(), new SessionStartedTwice(), new SessionEndedTwice(), new SessionStillOpen(),
        new EnergyAcrossGap(), new ZeroStart(), new MeterRollback(), new EndInFuture(), new EndBeforeStart(), new ClockJump(),
        new IntervalsNotMonotonic(), new EnergyAbovePower(), new EnergyDoesNotAddUp(), new IdleEnergy(),
        new OverlapOnConnector(), new OverlongSession(), new ArrivedLate(), new NotAMember(),
    ];

    /// <summary>Asks all of them about one session.</summary>
    public static void Look(SessionStory story, IFindings findings)
    {
        ulong found = 0; // a bit a check
        for (int i = 0; i < All.Count; i++)
        {
            SessionCheck check = All[i];
            if ((found & causes[i]) == 0 && check.Look(story) is { } evidence)
            {
                found |= 1UL << i;
                findings.Add(new Found(
                    check, story.Limits.RuleOf(check), KeyOf(story), story.ChargePoint.Site.Id, story.ChargePoint.Id, story.JournalRow, story.Number,
                    story.AtUtcMs, check.EnergyWh(story), evidence.With("journal", story.JournalId).With("session", story.Number).ToString()));
            }
        }
    }

    private static readonly ulong[] causes =
        [.. All.Select(check => check.ConsequenceOf.Aggregate(0UL, (bits, kind) => bits | (1UL << All.ToList().FindIndex(one => one.Kind == kind))))];

    // Records behind an end are a story of their own.
    private static string KeyOf(SessionStory story) =>
        story.IsAfterEnd ? $"{story.JournalRow}/{story.Number}/{story.First.Number}" : $"{story.JournalRow}/{story.Number}";
}
