namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A session ends before it starts.</summary>
internal sealed class EndBeforeStart : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override Evidence? Look(SessionStory story) =>
        story is { HasStart: true, HasEnd: true, First.UtcMs: > 0, Last.UtcMs: > 0 } && story.Last.UtcMs < story.First.UtcMs
            ? new Evidence().Records(story.First.Number, story.Last.Number).With("startUtcMs", story.First.UtcMs).With("endUtcMs", story.Last.UtcMs)
            : null;
}

/// <summary>A session ends at a time that had not come when its end was received.</summary>
internal sealed class EndInFuture : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.FutureMinutes];

    public override Evidence? Look(SessionStory story) =>
        story.HasEnd && story.Last.UtcMs > story.Last.ReceivedMs + (story.Limits[CheckLimit.FutureMinutes] * 60_000)
            ? new Evidence().Records(story.Last.Number).With("endUtcMs", story.Last.UtcMs).With("receivedUtcMs", story.Last.ReceivedMs)
            : null;
}

/// <summary>Within a session the wall clock went another way than the time since boot.</summary>
internal sealed class ClockJump : SessionCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.ClockJumpSeconds];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(EndBeforeStart), nameof(EndInFuture)];

    public override Evidence? Look(SessionStory story)
    {
        for (int i = 1; i < story.Records.Count; i++)
        {
            RecordFact before = story.Records[i - 1];
            RecordFact after = story.Records[i];
            if (before.Boot != after.Boot || before.UtcMs == 0 || after.UtcMs == 0)
            {
                continue;
            }

            long jumpMs = after.UtcMs - before.UtcMs - (after.UptimeMs - before.UptimeMs);
            if (Math.Abs(jumpMs) > story.Limits[CheckLimit.ClockJumpSeconds] * 1_000)
            {
                return new Evidence().Records(before.Number, after.Number)
                    .With("beforeUtcMs", before.UtcMs).With("afterUtcMs", after.UtcMs).With("jumpSeconds", jumpMs / 1_000);
            }
        }

        return null;
    }
}

/// <summary>A session starts at a charge point while the one before had not ended yet.</summary>
internal sealed class OverlapOnConnector : SessionCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<string> ConsequenceOf => [nameof(EndBeforeStart), nameof(ClockJump)];

    public override Evidence? Look(SessionStory story) =>
        story is { HasStart: true, First.UtcMs: > 0, Before.Previous: { UtcMs: > 0, IsInFuture: false } previous } && story.First.UtcMs < previous.UtcMs
            ? new Evidence().Records(previous.Number, story.First.Number).With("otherSession", previous.SessionNumber)
                .With("startUtcMs", story.First.UtcMs).With("otherEndUtcMs", previous.UtcMs)
            : null;
}

/// <summary>A session lasts longer than sessions do.</summary>
internal sealed class OverlongSession : SessionCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.OverlongHours];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(EndInFuture), nameof(EndBeforeStart), nameof(ClockJump)];

    public override Evidence? Look(SessionStory story)
    {
        long lastedMs = story.HasStart && story.First.UtcMs > 0 && story.Last.UtcMs > 0 ? story.Last.UtcMs - story.First.UtcMs : 0;
        return lastedMs > story.Limits.Ms(CheckLimit.OverlongHours) || story.Count > SessionStory.MaximumRecords
            ? new Evidence().Records(story.First.Number, story.Last.Number)
                .With("startUtcMs", story.First.UtcMs).With("endUtcMs", story.Last.UtcMs).With("minutes", lastedMs / 60_000)
            : null;
    }
}

/// <summary>A session's end came long after it had happened.</summary>
internal sealed class ArrivedLate : SessionCheck
{
    public override Severity Severity => Severity.Info;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.LateAfterHours];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(EndBeforeStart), nameof(ClockJump)];

    public override Evidence? Look(SessionStory story) =>
        story.HasEnd && story.Last.UtcMs > 0 && story.Last.ReceivedMs - story.Last.UtcMs > story.Limits.Ms(CheckLimit.LateAfterHours)
            ? new Evidence().Records(story.Last.Number).With("endUtcMs", story.Last.UtcMs).With("receivedUtcMs", story.Last.ReceivedMs)
                .With("hours", (story.Last.ReceivedMs - story.Last.UtcMs) / 3_600_000)
            : null;
}
