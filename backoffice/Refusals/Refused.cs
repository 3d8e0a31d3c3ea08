using System.Globalization;
using System.Resources;

namespace ChargePointFw.BackOffice.Refusals;

/// <summary>That something cannot be: why, and what the words of it refer to. It is told in the language of whoever asks.</summary>
/// <param name="why">Why.</param>
/// <param name="values">What the words refer to, in their order; another refusal is told in the same language.</param>
public sealed class Refused(Why why, params object[] values)
{
    private static readonly ResourceManager texts = new("ChargePointFw.BackOffice.Refusals.Refusals", typeof(Refused).Assembly);

    public Why Why => why;

    /// <summary>In a language, as a person reads it.</summary>
    public string In(CultureInfo culture) => string.Format(
        CultureInfo.InvariantCulture, texts.GetString(why.ToString(), culture)!, [.. values.Select(value => value is Refused inner ? inner.In(culture) : value)]);

    /// <summary>In English: for the command line and logs.</summary>
    public override string ToString() => In(CultureInfo.InvariantCulture);
}

/// <summary>Something that was asked cannot be, and nothing was done. The message is English; a page tells it with <see cref="In"/>.</summary>
public abstract class RefusedException(Refused refused) : Exception(refused.ToString())
{
    public Why Why => refused.Why;

    /// <summary>The message in a language.</summary>
    public string In(CultureInfo culture) => refused.In(culture);
}
