using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>Whose card may charge here: a member's with a claim, a guest's without, nobody else's.</summary>
public sealed class Admission
{
    private readonly ChargePointSettings settings;
    private TokenList askedTokens;
    private long askedTokenHash;

    public Admission(ChargePointSettings settings) => this.settings = settings;

    /// <summary>End of the membership of the session that was asked about last, ms since 1970 in UTC; 0 for none.</summary>
    public long MemberUntilUtcMs { get; private set; }

    /// <summary>The claim of whoever presents this card; <see cref="Claim.NoSession"/> when it may not charge.</summary>
    public Claim Of(Inputs inputs)
    {
        // Without a list nobody can tell a guest from a member, and a member is never charged without cover.
        bool isMember = inputs.Tokens != null && inputs.Tokens.IsMember(inputs.TokenHash, inputs.UtcMs);
        bool isGuest = inputs.Tokens != null && !isMember && AreGuestsAllowed(inputs);
        return isMember ? Claim.Renewable : isGuest ? Claim.None : Claim.NoSession;
    }

    /// <summary>The session that has this claim and token may go on.</summary>
    public bool Holds(Inputs inputs, Claim claim, long tokenHash)
    {
        Ask(inputs.Tokens, tokenHash);
        return claim switch
        {
            // Without a list nobody can tell; a session already recognised goes on.
            Claim.Renewable => inputs.Tokens == null || inputs.UtcMs < MemberUntilUtcMs,
            Claim.None => AreGuestsAllowed(inputs),
            _ => true,
        };
    }

    // Once a session and list: a list is not changed, only exchanged.
    private void Ask(TokenList tokens, long tokenHash)
    {
        if (tokens != askedTokens || tokenHash != askedTokenHash)
        {
            askedTokens = tokens;
            askedTokenHash = tokenHash;
            MemberUntilUtcMs = tokens == null ? 0 : tokens.MemberUntilUtcMs(tokenHash);
        }
    }

    private bool AreGuestsAllowed(Inputs inputs) =>
        inputs.Tokens == null ? settings.GuestsAllowed : inputs.Tokens.AllowsGuests(settings.GuestsAllowed);
}
