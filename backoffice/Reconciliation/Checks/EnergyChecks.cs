namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>More energy than the charge point can deliver in that time.</summary>
internal sealed class EnergyAbovePower : SessionCheck
{
    private const long MsPerHour = 3_600_000;

    public override Severity Severity => Severity.Block;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.MaximumPowerW, CheckLimit.PowerSlackSeconds];

    public override IReadOnlyList<string> ConsequenceOf =>
        [nameof(ZeroStart), nameof(MeterRollback), nameof(IntervalsNotMonotonic), nameof(EndBeforeStart), nameof(ClockJump)];

    public override Evidence? Look(SessionStory story)
    {
        for (int i = 1; i < story.Records.Count; i++)
        {
            RecordFact before = story.Records[i - 1];
            RecordFact after = story.Records[i];
            long roseWh = after.RegisterWh - before.RegisterWh;
            if (story.IsMeterExchanged || roseWh <= 0 || after.MsSince(before) is not { } ms)
            {
                continue;
            }

            long possibleWh = (long)((Int128)story.Limits[CheckLimit.MaximumPowerW]
                * (Math.Max(0, ms) + (story.Limits[CheckLimit.PowerSlackSeconds] * 1_000)) / MsPerHour) + story.Before.ResolutionWh;
            if (roseWh > possibleWh)
            {
                return new Evidence().Records(before.Number, after.Number).Intervals(after.IntervalStartMs)
                    .With("fromWh", before.RegisterWh).With("toWh", after.RegisterWh).With("roseWh", roseWh)
                    .With("seconds", ms / 1_000).With("possibleWh", possibleWh).With("maximumW", story.Limits[CheckLimit.MaximumPowerW]);
            }
        }

        return null;
    }
}

/// <summary>A session's records state another energy than its registers: counted twice, or lost (evcc#13640, evcc#7005).</summary>
internal sealed class EnergyDoesNotAddUp : SessionCheck
{
    public override Severity Severity => Severity.Flag;

    public override IReadOnlyList<CheckLimit> Uses => [CheckLimit.SumToleranceWh];

    public override IReadOnlyList<string> ConsequenceOf =>
        [nameof(EnergyAcrossGap), nameof(MeterRollback), nameof(IntervalsNotMonotonic), nameof(SessionStartedTwice)];

    public override long EnergyWh(SessionStory story) => Math.Abs(story.DeliveredWh - story.BookedWh);

    public override Evidence? Look(SessionStory story) =>
        story is { HasEnd: true, HasStart: true, IsMeterExchanged: false }
            && Math.Abs(story.DeliveredWh - story.BookedWh) > story.Limits[CheckLimit.SumToleranceWh]
            ? new Evidence().Records(story.First.Number, story.Last.Number)
                .With("startWh", story.StartRegisterWh).With("endWh", story.Last.RegisterWh)
                .With("deliveredWh", story.DeliveredWh).With("bookedWh", story.BookedWh)
            : null;
}

/// <summary>Records within a session are lost: its energy is known from the registers, not by interval.</summary>
internal sealed class EnergyAcrossGap : SessionCheck
{
    public override Severity Severity => Severity.Hold;

    public override long EnergyWh(SessionStory story) => story.DeliveredWh - story.BookedWh;

    public override Evidence? Look(SessionStory story) => story.Gap is { } gap
        ? new Evidence().Records(story.First.Number, gap.From, gap.To, story.Last.Number).With("from", gap.From).With("to", gap.To)
            .With("deliveredWh", story.DeliveredWh).With("bookedWh", story.BookedWh).With("missingWh", story.DeliveredWh - story.BookedWh)
        : null;
}
