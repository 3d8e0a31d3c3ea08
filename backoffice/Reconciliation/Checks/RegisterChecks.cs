namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A session starts at zero though the meter stood above it: its whole register would be billed (evcc#29374, citrineos-core#1060).</summary>
internal sealed class ZeroStart : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override Evidence? Look(SessionStory story) =>
        story is { HasStart: true, StartRegisterWh: 0, IsAfterEnd: false, Before: { IsMeterExchanged: false, Previous: { RegisterWh: > 0 } previous } }
            && !Rollover.Explains(story.Limits, previous.RegisterWh, 0)
            ? new Evidence().Records(previous.Number, story.First.Number).With("previousWh", previous.RegisterWh).With("startWh", 0).With("endWh", story.Last.RegisterWh)
            : null;
}

/// <summary>The register fell: from one session to the next, or from a session's start to its end (OCPP.Core#33, lbbrhzn/ocpp#2093).</summary>
internal sealed class MeterRollback : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.RegisterModulusWh];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(ZeroStart)];

    public override Evidence? Look(SessionStory story)
    {
        PreviousSession? previous = story.Before.IsMeterExchanged ? null : story.Before.Previous;
        bool fellBefore = story.HasStart && previous is not null && story.StartRegisterWh < previous.RegisterWh
            && !Rollover.Explains(story.Limits, previous.RegisterWh, story.StartRegisterWh);
        bool fellWithin = !story.IsMeterExchanged && story.Last.RegisterWh < story.StartRegisterWh
            && !Rollover.Explains(story.Limits, story.StartRegisterWh, story.Last.RegisterWh);
        if (!fellBefore && !fellWithin)
        {
            return null;
        }

        Evidence evidence = new Evidence().With("startWh", story.StartRegisterWh).With("endWh", story.Last.RegisterWh);
        return fellBefore
            ? evidence.Records(previous!.Number, story.First.Number).With("fromWh", previous.RegisterWh).With("toWh", story.StartRegisterWh)
            : evidence.Records(story.First.Number, story.Last.Number).With("fromWh", story.StartRegisterWh).With("toWh", story.Last.RegisterWh);
    }
}

/// <summary>Within a session the register falls, or an earlier interval follows a later one.</summary>
internal sealed class IntervalsNotMonotonic : SessionCheck
{
    public override Severity Severity => Severity.Block;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.RegisterModulusWh];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(MeterRollback)];

    public override Evidence? Look(SessionStory story)
    {
        for (int i = 1; i < story.Records.Count; i++)
        {
            RecordFact before = story.Records[i - 1];
            RecordFact after = story.Records[i];
            bool fell = !story.IsMeterExchanged && after.RegisterWh < before.RegisterWh && !Rollover.Explains(story.Limits, before.RegisterWh, after.RegisterWh);
            bool wentBack = after.IntervalStartMs < before.IntervalStartMs && after.UtcMs >= before.UtcMs; // else the clock did
            if (fell || wentBack)
            {
                return new Evidence().Records(before.Number, after.Number).Intervals(before.IntervalStartMs, after.IntervalStartMs)
                    .With("fromWh", before.RegisterWh).With("toWh", after.RegisterWh)
                    .With("beforeUtcMs", before.IntervalStartMs).With("afterUtcMs", after.IntervalStartMs);
            }
        }

        return null;
    }
}

/// <summary>The register rose between two sessions: somebody charged, or something drew, without a session.</summary>
internal sealed class IdleEnergy : SessionCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.IdleToleranceWh];

    public override IReadOnlyList<string> ConsequenceOf => [nameof(ZeroStart), nameof(MeterRollback)];

    public override long EnergyWh(SessionStory story) => story.StartRegisterWh - story.Before.Previous!.RegisterWh;

    public override Evidence? Look(SessionStory story)
    {
        if (story is not { HasStart: true, Before: { IsMeterExchanged: false, HasGap: false, Previous: { } previous } })
        {
            return null;
        }

        long roseWh = story.StartRegisterWh - previous.RegisterWh;
        return roseWh > Math.Max(story.Limits[CheckLimit.IdleToleranceWh], 2 * story.Before.ResolutionWh)
            ? new Evidence().Records(previous.Number, story.First.Number)
                .With("previousWh", previous.RegisterWh).With("startWh", story.StartRegisterWh).With("roseWh", roseWh).With("namedWh", story.Before.IdleWh)
            : null;
    }
}

/// <summary>A register that starts again from zero: only where a modulus is configured, and only just past it.</summary>
internal static class Rollover
{
    public static bool Explains(CheckLimits limits, long beforeWh, long afterWh)
    {
        long modulusWh = limits[CheckLimit.RegisterModulusWh];
        return modulusWh > 0 && beforeWh < modulusWh && beforeWh > modulusWh / 10 * 9 && afterWh < modulusWh / 10;
    }
}
