namespace ChargePointFw.Seams;

/// <summary>A lamp in two colours, both together a third, and a buzzer: what a driver sees and hears.</summary>
public interface IIndicator
{
    /// <summary>Switches them; may be repeated and waits for nothing.</summary>
    /// <param name="green">The green lamp is on.</param>
    /// <param name="red">The red one; both together are yellow.</param>
    /// <param name="buzzer">The buzzer sounds.</param>
    void Show(bool green, bool red, bool buzzer);
}
