using System.Globalization;
using System.Resources;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>Why a decision cannot be; <c>QueueRefusals.resx</c> has it in words, with what to do.</summary>
public enum QueueRefusal
{
    NoFinding,
    TooMany,
    NeedsCloseRule,
    NoSession,
    NoRecords,
    NothingToUndo,
    SomebodyWasFaster,
    NotDecidedYet,
    QueueHasChanged,
    DecidedAlready,
    OneByOne,
    NeedsWho,
    NeedsNote,
    NoteTooLong,
    NeedsAssignee,
    NoInterval,
    IntervalTwice,
    NegativeEnergy,
    TooMuchEnergy,
    NoRecordThen,
    NoRecordOfSession,
    HasEnded,
    NoNextSession,
    NextStartsBelow,
    CorrectedSince,
    NotAllocated,
    NoNumber,
    NotChosen,
    NoneTicked,
    NoBooking,
}

/// <summary>A decision that cannot be: its message says why, and what to do.</summary>
/// <param name="why">Why.</param>
/// <param name="values">What the words refer to.</param>
public class QueueException(QueueRefusal why, params object[] values) : Exception(Words(why, CultureInfo.InvariantCulture, values))
{
    private static readonly ResourceManager texts = new("ChargePointFw.BackOffice.Reconciliation.QueueRefusals", typeof(QueueException).Assembly);

    public QueueRefusal Why => why;

    /// <summary>The message in a language.</summary>
    public string In(CultureInfo culture) => Words(why, culture, values);

    private static string Words(QueueRefusal why, CultureInfo culture, object[] values) =>
        string.Format(CultureInfo.InvariantCulture, texts.GetString(why.ToString(), culture)!, values);
}

/// <summary>Somebody else has decided meanwhile; the message says who, what and when.</summary>
/// <param name="why">Why.</param>
/// <param name="values">What the words refer to.</param>
public sealed class QueueConflictException(QueueRefusal why, params object[] values) : QueueException(why, values);
