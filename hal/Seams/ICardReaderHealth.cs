namespace ChargePointFw.Seams;

/// <summary>
/// A card reader that can be asked whether it is there, as an MFRC522 can. A Wiegand or serial one speaks only when it reads a
/// card, so that a dead one looks like a day without cards: it has no such seam.
/// </summary>
public interface ICardReaderHealth
{
    /// <summary>It does not answer.</summary>
    bool HasFailed { get; }
}
