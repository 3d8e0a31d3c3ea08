using ChargePointFw.Seams;

namespace ChargePointFw.Modbus;

/// <summary>
/// The site's meter between photovoltaics and building on one side and the branch to the charge points on the other:
/// what it exports is the surplus.
/// </summary>
public sealed class ModbusSurplusMeter : ISurplusMeter
{
    private readonly MeterPoll poll;

    public ModbusSurplusMeter(ModbusMaster bus, IClock clock, ModbusUnit unit, MeterProfile profile) =>
        poll = new MeterPoll(bus, clock, unit, profile, readsRegister: false);

    public void Read(SurplusReading reading)
    {
        poll.Step();
        reading.SurplusW = poll.PowerW < 0 ? -poll.PowerW : 0;
        reading.MeasuredMs = poll.ReadAtMs;
    }
}
