using ChargePointFw.Records;

namespace ChargePointFw.Control;

/// <summary>Whose card may charge here: a member's with a claim, a guest's without, nobody else's.</summary>
public sealed class Admission
{
    private readonly ChargePointSettings settings;

    public Admission(ChargePointSettings settings) => this.settings = settings;

    /// <summary>The claim of whoever presents this card; <see cref="Claim.NoSession"/> when it may not charge.</summary>
    public Claim Of(Inputs inputs)
    {
        // Without a list nobody can tell a guest from a member, and a member is never charged without cover.
        bool isMember = inputs.Tokens != null && inputs.Tokens.IsMember(inputs.TokenHash, inputs.UtcMs);
        bool isGuest = inputs.Tokens != null && !isMember && AreGuestsAllowed(inputs);
        return isMember ? Claim.Renewable : isGuest ? Claim.None : Claim.NoSession;
    }

    /// <summary>The session that has this claim and token may go on.</summary>
    public bool Holds(Inputs inputs, Claim claim, long tokenHash) => claim switch
    {
        // Without a list nobody can tell; a session already recognised goes on.
        Claim.Renewable => inputs.Tokens == null || inputs.Tokens.IsMember(tokenHash, inputs.UtcMs),
        Claim.None => AreGuestsAllowed(inputs),
        _ => true,
    };

    private bool AreGuestsAllowed(Inputs inputs) =>
        inputs.Tokens == null ? settings.GuestsAllowed : inputs.Tokens.AllowsGuests(settings.GuestsAllowed);
}
