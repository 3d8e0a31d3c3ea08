using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>One interval of a correction, as it was typed; energies in Wh.</summary>
public sealed class BookingField
{
    public long StartUtcMs { get; set; }

    // An empty field is bound as null.
    public string Covered { get; set => field = value ?? ""; } = "";
    public string Uncovered { get; set => field = value ?? ""; } = "";
    public string Unclaimed { get; set => field = value ?? ""; } = "";
}

/// <summary>What staff decide, as the form has it.</summary>
public sealed class DecisionForm
{
    /// <summary>The version of the finding that was shown.</summary>
    public long Version { get; set; }

    /// <summary>A <see cref="QueueAction"/>.</summary>
    public string Action { get; set => field = value ?? ""; } = "";

    /// <summary>A <see cref="ReasonCode"/>.</summary>
    public string Reason { get; set => field = value ?? ""; } = "";
    public string Note { get; set => field = value ?? ""; } = "";
    public string Assignee { get; set => field = value ?? ""; } = "";

    /// <summary>A <see cref="CloseRule"/>.</summary>
    public string CloseBy { get; set => field = value ?? ""; } = "";
    public List<BookingField> Bookings { get; set => field = value ?? []; } = [];

    /// <summary>Of many: "all" that the filter matches, else those that are ticked.</summary>
    public string Scope { get; set => field = value ?? ""; } = "";

    /// <summary>Of many: the numbers of those that are ticked.</summary>
    public long[] Ids { get; set => field = value ?? []; } = [];

    /// <summary>Of many: what the preview stands for.</summary>
    public string Token { get; set => field = value ?? ""; } = "";

    /// <summary>The decision; what is no action, no reason or no number is refused.</summary>
    /// <param name="by">Who decides.</param>
    /// <param name="stands">What the intervals are booked as: only those that were typed otherwise are corrected.</param>
    /// <exception cref="QueueException">A field cannot be read.</exception>
    public Decision Decide(string by, IReadOnlyList<BookedInterval> stands)
    {
        QueueAction action = Named<QueueAction>(Action, "Action");
        return new Decision
        {
            Action = action,
            Reason = Named<ReasonCode>(Reason, "Reason"),
            Note = Note.Trim(),
            By = by,
            Assignee = action == QueueAction.Assign ? Assignee.Trim() : null,
            CloseBy = action == QueueAction.CloseSession ? Named<CloseRule>(CloseBy, "CloseBy") : null,
            Bookings = action == QueueAction.Correct ? [.. Bookings.Select(Booking).Where(one => IsOtherwise(one, stands))] : [],
        };
    }

    private static bool IsOtherwise(IntervalBooking typed, IReadOnlyList<BookedInterval> stands) => !stands.Any(one =>
        (one.StartUtcMs, one.CoveredWh, one.UncoveredWh, one.UnclaimedWh) == (typed.StartUtcMs, typed.CoveredWh, typed.UncoveredWh, typed.UnclaimedWh));

    private static IntervalBooking Booking(BookingField one) => new(one.StartUtcMs, Number(one.Covered), Number(one.Uncovered), Number(one.Unclaimed));

    private static long Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new QueueException(Why.NoNumber, text);

    private static T Named<T>(string text, string field)
        where T : struct, Enum =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && Enum.TryParse(text, out T value) ? value : throw new QueueException(Why.NotChosen, field);
}
