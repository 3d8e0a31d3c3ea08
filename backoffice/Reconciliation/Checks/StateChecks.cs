using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A session whose start is not among the records (MicroOcpp#454: lost on a reset while offline).</summary>
internal sealed class SessionWithoutStart : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override Evidence? Look(SessionStory story) => !story.HasStart && !story.IsAfterEnd
        ? new Evidence().Records(story.First.Number, story.Last.Number).With("startWh", story.StartRegisterWh).With("endWh", story.Last.RegisterWh)
        : null;
}

/// <summary>A session was started once more while it was open (citrineos-core#880: a retry counted twice).</summary>
internal sealed class SessionStartedTwice : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override Evidence? Look(SessionStory story) => story.IsStartedTwice
        ? new Evidence().Records([.. story.Records.Where(one => one.Type == RecordType.SessionStarted).Select(one => one.Number)])
            .With("startWh", story.StartRegisterWh).With("endWh", story.Last.RegisterWh)
        : null;
}

/// <summary>Records of a session behind its end.</summary>
internal sealed class SessionEndedTwice : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override long EnergyWh(SessionStory story) => story.BookedWh;

    public override Evidence? Look(SessionStory story) => story.IsAfterEnd
        ? new Evidence().Records(story.Before.Previous!.Number, story.First.Number)
            .With("previousWh", story.Before.Previous.RegisterWh).With("endWh", story.Last.RegisterWh)
        : null;
}

/// <summary>A session has no end: another one has begun, or nothing was heard of it for long (citrineos-core#1053, libocpp#495).</summary>
internal sealed class SessionStillOpen : SessionCheck
{
    public override Severity Severity => Severity.Hold;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.OpenAfterHours];

    public override Evidence? Look(SessionStory story)
    {
        bool isSilent = story.NowMs - story.Last.ReceivedMs > story.Limits.Ms(CheckLimit.OpenAfterHours);
        if (story.HasEnd || story.IsAfterEnd || (story.Next is null && !isSilent))
        {
            return null;
        }

        Evidence evidence = new Evidence().With("startWh", story.StartRegisterWh).With("lastWh", story.Last.RegisterWh).With("lastUtcMs", story.Last.UtcMs);
        return story.Next is { } next
            ? evidence.Records(story.First.Number, story.Last.Number, next.Number).With("nextWh", next.RegisterWh).With("nextUtcMs", next.UtcMs)
            : evidence.Records(story.First.Number, story.Last.Number);
    }
}

/// <summary>A guest's session: outside the claim, counted apart.</summary>
internal sealed class NotAMember : SessionCheck
{
    public override Severity Severity => Severity.Info;

    public override Evidence? Look(SessionStory story) => story is { HasStart: true, Claim: Claim.None }
        ? new Evidence().Records(story.First.Number).With("deliveredWh", story.DeliveredWh)
        : null;
}
