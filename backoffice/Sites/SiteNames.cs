using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>Names of sites and charge points: they stand in topics, in keys and in addresses.</summary>
internal static class SiteNames
{
    /// <summary>Letters of a name at most.</summary>
    public const int MaximumLength = 32;

    // cpfw/1/{site}/public/{charge-point} must not look like cpfw/1/{site}/{charge-point}/record.
    private static readonly string[] reserved = ["public", "record", "state", "telemetry", "ack", "resend", "plan", "tokens", "config", "command", "reply", "surplus", "live", "keys", "report"];

    /// <summary>Null when the name can be used, otherwise why not.</summary>
    public static Refused? Refusal(string name) =>
        FormRefusal(name) ?? (reserved.Contains(name) ? new Refused(Why.TopicWord, name) : null);

    /// <summary>Null when the name has the form of one, otherwise why not.</summary>
    public static Refused? FormRefusal(string name)
    {
        if (name.Length is 0 or > MaximumLength)
        {
            return new Refused(Why.NameLength, MaximumLength);
        }

        return name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') ? null : new Refused(Why.NameLetters);
    }
}
