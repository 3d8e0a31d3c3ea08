namespace ChargePointFw.Seams;

/// <summary>What an AC post offers over its pilot. A charger with only an enable contact has none: it can be stopped, not limited.</summary>
public interface ICurrentOffer
{
    /// <summary>Offers so much from now on, also to a vehicle that charges (IEC 61851-1 gives it 5 s to follow). May be repeated.</summary>
    /// <param name="currentA">6 to 80 A.</param>
    void Offer(int currentA);
}
