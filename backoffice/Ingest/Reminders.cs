using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Tells a connected charge point again what its state says it has not taken over: plan, members, acknowledgement. It
/// has time to take over what is retained first, so that nothing is sent twice in the ordinary course, and what it is told
/// in vain it is told ever more rarely.
/// </summary>
internal sealed class Reminders(
    Planner planner, TokenLists tokens, Acknowledgements acknowledgements, JournalCursors cursors, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(5);
    private readonly Dictionary<long, Behind> behind = [];

    /// <summary>Takes note of a state.</summary>
    public void Heard(ChargePoint chargePoint, LiveState state)
    {
        if (state.IsLost || !IsBehind(chargePoint, state))
        {
            behind.Remove(chargePoint.Id);
            return;
        }

        // One that goes on, if not far enough, is heard and hears.
        behind[chargePoint.Id] = behind.TryGetValue(chargePoint.Id, out Behind? noted)
            ? noted with { State = state, Times = IsSame(noted.State, state) ? noted.Times : 0 }
            : new Behind(chargePoint, state, time.GetUtcNow(), 0);
    }

    /// <summary>Reminds those that have been behind for long enough.</summary>
    /// <returns>When to call it again; null while nobody is behind.</returns>
    public TimeSpan? Remind()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Behind one in behind.Values.Where(one => one.DueUtc <= now).ToList())
        {
            (ChargePoint chargePoint, LiveState state) = (one.ChargePoint, one.State);
            if (IsPlanBehind(chargePoint, state))
            {
                planner.PublishAgain(chargePoint);
            }

            if (AreTokensBehind(chargePoint, state))
            {
                tokens.PublishAgain(chargePoint);
            }

            if (IsAcknowledgementBehind(chargePoint, state))
            {
                acknowledgements.Publish(cursors.Of(chargePoint, state.JournalId));
            }

            behind[chargePoint.Id] = one with { Since = now, Times = one.Times + 1 };
        }

        return behind.Count == 0 ? null : behind.Values.Min(one => one.DueUtc) - now;
    }

    private static bool IsSame(LiveState one, LiveState other) =>
        (one.PlanVersion, one.TokensVersion, one.AcknowledgedNumber) == (other.PlanVersion, other.TokensVersion, other.AcknowledgedNumber);

    private bool IsBehind(ChargePoint chargePoint, LiveState state) =>
        IsPlanBehind(chargePoint, state) || AreTokensBehind(chargePoint, state) || IsAcknowledgementBehind(chargePoint, state);

    private bool IsPlanBehind(ChargePoint chargePoint, LiveState state) =>
        state.PlanVersion < progress.PublishedPlanVersion(chargePoint.Site.Name, chargePoint.Name);

    private bool AreTokensBehind(ChargePoint chargePoint, LiveState state) => state.TokensVersion < tokens.VersionOf(chargePoint.Site);

    private bool IsAcknowledgementBehind(ChargePoint chargePoint, LiveState state) =>
        state.AcknowledgedNumber < cursors.Of(chargePoint, state.JournalId).Number;

    /// <summary>Who is behind, by its own word, since when or reminded when, and how often in vain.</summary>
    private sealed record Behind(ChargePoint ChargePoint, LiveState State, DateTimeOffset Since, int Times)
    {
        public DateTimeOffset DueUtc => Since + Pause;

        private TimeSpan Pause => patience * (1 << Math.Min(Times, 5)) is var pause && pause < longestPause ? pause : longestPause;
    }
}
