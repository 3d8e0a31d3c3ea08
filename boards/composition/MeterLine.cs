using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;

namespace ChargePointFw.Composition;

/// <summary>The energy meter, by its registers, by its pulses or by both, and, where the site has one, the surplus meter.</summary>
public sealed class MeterLine
{
    private readonly DeviceConfiguration configuration;
    private readonly IClock clock;
    private readonly IPulseInput pulses;
    private readonly ModbusMaster bus;

    /// <param name="configuration">Says which kinds they are and at which addresses.</param>
    /// <param name="line">The line, opened as the configuration says.</param>
    /// <param name="clock">The board's clock.</param>
    /// <param name="pulses">The meter's S0 output; null where the configuration names no constant.</param>
    public MeterLine(DeviceConfiguration configuration, ISerialLine line, IClock clock, IPulseInput pulses)
    {
        this.configuration = configuration;
        this.clock = clock;
        this.pulses = pulses;
        bus = new ModbusMaster(line, clock, MeterConfiguration.Baud(configuration));
        Surplus = configuration.SurplusMeterUnit == 0 ? null : new ModbusSurplusMeter(
            bus, clock, new ModbusUnit(configuration.SurplusMeterUnit), MeterProfiles.Find(configuration.SurplusMeterProfile));
    }

    /// <summary>The site's surplus meter, or null.</summary>
    public ISurplusMeter Surplus { get; }

    /// <summary>The meter behind the contactor; to be asked for once, when the journal has been read.</summary>
    /// <param name="store">Keeps what pulses have counted.</param>
    /// <param name="recordedWh">The register recorded last, Wh; -1 for never.</param>
    public IEnergyMeter OpenEnergy(IDocumentStore store, long recordedWh) =>
        MeterConfiguration.Meter(configuration, bus, clock, pulses, store, recordedWh);

    /// <summary>What keeps a meter from being read, once, in words for a technician; null when there is nothing new.</summary>
    public string TakeNews() => bus.TakeNews();
}
