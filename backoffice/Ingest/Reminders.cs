using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Tells a connected charge point again what its state says it has not taken over: plan, members, acknowledgement. It
/// has time to take over what is retained first, so that nothing is sent twice in the ordinary course.
/// </summary>
internal sealed class Reminders(
    Planner planner, TokenLists tokens, Acknowledgements acknowledgements, RecordIngest ingest, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private readonly Dictionary<long, (ChargePoint ChargePoint, LiveState State, DateTimeOffset Since)> behind = [];

    /// <summary>Takes note of a state.</summary>
    public void Heard(ChargePoint chargePoint, LiveState state)
    {
        if (state.IsLost || !IsBehind(chargePoint, state))
        {
            behind.Remove(chargePoint.Id);
            return;
        }

        DateTimeOffset since = behind.TryGetValue(chargePoint.Id, out (ChargePoint ChargePoint, LiveState State, DateTimeOffset Since) noted)
            ? noted.Since
            : time.GetUtcNow();
        behind[chargePoint.Id] = (chargePoint, state, since);
    }

    /// <summary>Reminds those that have been behind for long enough.</summary>
    /// <returns>When to call it again; null while nobody is behind.</returns>
    public TimeSpan? Remind()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((ChargePoint chargePoint, LiveState state, DateTimeOffset _) in behind.Values.Where(one => now - one.Since >= patience).ToList())
        {
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
                acknowledgements.Publish(ingest.CursorOf(chargePoint, state.JournalId));
            }

            behind[chargePoint.Id] = (chargePoint, state, now);
        }

        return behind.Count == 0 ? null : behind.Values.Min(one => one.Since) + patience - now;
    }

    private bool IsBehind(ChargePoint chargePoint, LiveState state) =>
        IsPlanBehind(chargePoint, state) || AreTokensBehind(chargePoint, state) || IsAcknowledgementBehind(chargePoint, state);

    private bool IsPlanBehind(ChargePoint chargePoint, LiveState state) =>
        state.PlanVersion < progress.PublishedPlanVersion(chargePoint.Site.Name, chargePoint.Name);

    private bool AreTokensBehind(ChargePoint chargePoint, LiveState state) => state.TokensVersion < tokens.VersionOf(chargePoint.Site);

    private bool IsAcknowledgementBehind(ChargePoint chargePoint, LiveState state) =>
        state.AcknowledgedNumber < ingest.CursorOf(chargePoint, state.JournalId).Number;
}
