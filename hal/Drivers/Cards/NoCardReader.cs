using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Cards;

/// <summary>A charge point without a reader: sessions are begun from the back office only.</summary>
public sealed class NoCardReader : ICardReader
{
    public long TakeTokenHash() => 0;

    public string TakeNews() => null;
}
