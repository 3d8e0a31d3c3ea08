using System.Text;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>The driver presents the card when plugging in; its id is hashed with the site key at once.</summary>
public sealed class SimulatedCardReader(Bay bay, IKeyedHash hash, byte[] siteKey) : ICardReader, ICardReaderHealth
{
    /// <summary>Hash of a token id as the whole site uses it.</summary>
    public static long HashOf(IKeyedHash hash, byte[] siteKey, string token) =>
        Bytes.TakeHash(hash.Compute(siteKey, Encoding.ASCII.GetBytes(token)), 0);

    /// <summary>It reads nothing and does not answer; a card that is presented is not seen.</summary>
    public bool IsDead { get; set; }

    /// <summary>It is one that can be asked, as an MFRC522 can.</summary>
    public bool HasFailed => IsDead;

    /// <inheritdoc/>
    public string TakeNews() => null!;

    /// <inheritdoc/>
    public long TakeTokenHash()
    {
        string? token = bay.PresentedToken;
        bay.PresentedToken = null;
        return token is null || IsDead ? 0 : HashOf(hash, siteKey, token);
    }
}
