using ChargePointFw.Seams;

namespace ChargePointFw.Modbus;

/// <summary>The certified meter behind the contactor, read over Modbus by its profile.</summary>
public sealed class RegisterMeter : IEnergyMeter
{
    private readonly MeterPoll poll;

    public RegisterMeter(ModbusMaster bus, IClock clock, ModbusUnit unit, MeterProfile profile)
    {
        poll = new MeterPoll(bus, clock, unit, profile, readsRegister: true);
        ResolutionWh = profile.ResolutionWh;
    }

    public int ResolutionWh { get; }

    public void Read(MeterReading reading)
    {
        poll.Step();
        reading.RegisterWh = poll.RegisterWh;
        reading.PowerW = poll.PowerW;
        reading.ReadAtMs = poll.ReadAtMs;
        reading.Serial = poll.Serial;
    }
}
