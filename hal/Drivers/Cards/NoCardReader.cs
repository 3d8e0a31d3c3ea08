using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Cards;

/// <summary>A charge point without a reader: no card begins or ends a session here.</summary>
public sealed class NoCardReader : ICardReader
{
    public long TakeTokenHash() => 0;

    public string TakeNews() => null;
}
