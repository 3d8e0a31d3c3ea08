using ChargePointFw.Seams;

namespace ChargePointFw.DeviceDay;

/// <summary>
/// The physical side behind the seams: clocks, a charger with its vehicle, a contactor, a register meter that is read every
/// second, a card reader. Energy is exact, in W × ms; a power cut opens the contactor and starts the uptime anew.
/// </summary>
public sealed class Bay : IClock, IEnergyMeter, IContactor, ICharger, ICardReader, IHeartbeat
{
    /// <summary>How often the meter is read, ms.</summary>
    public const int MeterEveryMs = 1_000;

    private const int PowerW = 22_000;
    private const int RampDownMs = 500;
    private const long WattMsInWh = 3_600_000;
    private long bootUtcMs;
    private long disabledAtUtcMs;
    private long wantedWattMs;
    private long meterWattMs;
    private long meterBaseWh;
    private string meterSerial;
    private long token;
    private bool isEnabled;

    public Bay(long utcMs, string serial, long registerWh)
    {
        UtcMs = utcMs;
        Restart();
        ExchangeMeter(serial, registerWh);
    }

    /// <summary>What has flowed since the start of the day, Wh, rounded down meter by meter.</summary>
    public long FlowedWh => EarlierMetersWh + (meterWattMs / WattMsInWh);

    /// <summary>Beats of the heartbeat since the start of the day.</summary>
    public int Beats { get; private set; }

    public long UptimeMs => UtcMs - bootUtcMs;

    public long UtcMs { get; private set; }

    public ClockQuality Quality => ClockQuality.Synchronised;

    public int ResolutionWh => 1;

    public bool IsClosed { get; private set; }

    public bool IsVehicleConnected { get; private set; }

    public bool VehicleRequestsEnergy => IsVehicleConnected && wantedWattMs > 0;

    private long EarlierMetersWh { get; set; }

    private bool IsDelivering => IsClosed && VehicleRequestsEnergy;

    /// <summary>A vehicle arrives that wants so much, Wh.</summary>
    public void Plug(int wantedWh)
    {
        Page.Line(UtcMs, "a vehicle is plugged in");
        IsVehicleConnected = true;
        wantedWattMs = wantedWh * WattMsInWh;
    }

    public void Unplug()
    {
        Page.Line(UtcMs, "the vehicle is unplugged");
        IsVehicleConnected = false;
        wantedWattMs = 0;
    }

    public void Present(long tokenHash)
    {
        Page.Line(UtcMs, "a card is presented");
        token = tokenHash;
    }

    public void ExchangeMeter(string serial, long registerWh)
    {
        Page.Line(UtcMs, "the meter is " + serial + ", its register shows " + registerWh.ToString() + " Wh");
        EarlierMetersWh += meterWattMs / WattMsInWh;
        meterWattMs = 0;
        meterSerial = serial;
        meterBaseWh = registerWh;
    }

    /// <summary>The power goes: the coil drops, whatever the program does.</summary>
    public void PowerOff()
    {
        Page.Line(UtcMs, "the power goes");
        Open();
        SetEnabled(false);
        token = 0;
    }

    /// <summary>The power is back: the uptime begins.</summary>
    public void Restart() => bootUtcMs = UtcMs;

    /// <summary>Time passes and energy flows.</summary>
    public void AdvanceTo(long utcMs)
    {
        long flowsUntilMs = isEnabled ? utcMs : disabledAtUtcMs + RampDownMs;
        flowsUntilMs = flowsUntilMs < utcMs ? flowsUntilMs : utcMs;
        if (IsDelivering && flowsUntilMs > UtcMs)
        {
            long wattMs = PowerW * (flowsUntilMs - UtcMs);
            wattMs = wattMs < wantedWattMs ? wattMs : wantedWattMs;
            meterWattMs += wattMs;
            wantedWattMs -= wattMs;
        }

        UtcMs = utcMs;
    }

    public void Read(MeterReading reading)
    {
        if (UtcMs % MeterEveryMs == 0)
        {
            reading.RegisterWh = meterBaseWh + (meterWattMs / WattMsInWh);
            reading.PowerW = IsDelivering && isEnabled ? PowerW : 0;
            reading.ReadAtMs = UptimeMs;
            reading.Serial = meterSerial;
        }
    }

    public void Open() => Switch(false);

    public void Close() => Switch(true);

    public bool HasFault => false;

    public void Look()
    {
    }

    public string TakeNews() => null;

    public void SetEnabled(bool enabled)
    {
        disabledAtUtcMs = isEnabled && !enabled ? UtcMs : disabledAtUtcMs;
        isEnabled = enabled;
    }

    public long TakeTokenHash()
    {
        long taken = token;
        token = 0;
        return taken;
    }

    public void Toggle() => Beats++;

    private void Switch(bool isClosed)
    {
        if (IsClosed != isClosed)
        {
            IsClosed = isClosed;
            Page.Line(UtcMs, isClosed ? "the contactor closes" : "the contactor opens");
        }
    }
}
