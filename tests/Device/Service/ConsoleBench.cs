using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Seams;
using ChargePointFw.Service;

namespace ChargePointFw.Device.Tests.Service;

/// <summary>A console with a charge point below it, and everything behind the seams; the test is the technician.</summary>
public sealed class ConsoleBench : IClock, IEnergyMeter, IContactor, ICharger, ICardReader, IHeartbeat, ISerialLine, IThermometer, ICurrentOffer
{
    public readonly JournalBench Bench = JournalBench.Of(3, 20);
    public readonly HandOver HandOver = new HandOver();
    public readonly ControlLoop Loop;
    public readonly ServiceConsole Console;
    public bool IsAuxiliaryStuck;
    public bool IsMeterSilent;
    public int Closings;

    private byte[] arriving = Ascii.Bytes("");
    private int taken;
    private string said = "";

    public ConsoleBench()
    {
        HandOver.Plan = World.Plan(1, 30, new int[] { 9_000, 9_000 });
        HandOver.Tokens = World.Members();
        Loop = new ControlLoop(this, this, this, this, this, this, Bench.Journal, new ChargePoint(Settings(), Bench.State), HandOver)
        {
            Thermometer = this,
            CurrentOffer = this,
        };
        Console = new ServiceConsole(this, Loop, HandOver, Bench.Journal);
    }

    public long Token;

    /// <summary>Tenths of a degree.</summary>
    public int TemperatureDeciC = 250;

    /// <summary>What was offered last, A.</summary>
    public int OfferedA;

    public int ReadDecidegreesC() => TemperatureDeciC;

    public void Offer(int currentA) => OfferedA = currentA;

    public long UptimeMs { get; private set; }

    public long UtcMs => World.MidnightUtcMs + UptimeMs;

    public ClockQuality Quality => ClockQuality.Synchronised;

    public int ResolutionWh => 1;

    /// <summary>What the auxiliary contact says.</summary>
    public bool IsClosed => !IsAuxiliaryStuck && IsCoilOn;

    public bool IsCoilOn { get; private set; }

    public bool IsVehicleConnected { get; set; }

    public bool VehicleRequestsEnergy => IsVehicleConnected;

    public int Available => arriving.Length - taken;

    private static ChargePointSettings Settings() => new ChargePointSettings
    {
        CurrentLimitA = 32,
        DeratingFromC = 50,
        DeratingUntilC = 70,
        DeratingToA = 6,
        StopFromC = 80,
    };

    /// <summary>Steps and polls the console, 100 ms each.</summary>
    public void Ticks(int count)
    {
        for (int i = 0; i < count; i++)
        {
            UptimeMs += World.TickMs;
            Loop.Tick();
            Console.Poll(UptimeMs);
        }
    }

    /// <summary>Types a line and returns everything said in the next step.</summary>
    public string Type(string line) => Send(Ascii.Bytes(line + "\r"));

    /// <summary>The same while the control loop has not begun.</summary>
    public string TypeBeforeTheFirstStep(string line)
    {
        said = "";
        arriving = Ascii.Bytes(line + "\r");
        taken = 0;
        Console.Poll(0);
        return said;
    }

    /// <summary>Sends bytes and returns everything said until all are taken.</summary>
    public string Send(byte[] bytes)
    {
        said = "";
        arriving = bytes;
        taken = 0;
        do
        {
            Ticks(1);
        }
        while (Available > 0);
        return said;
    }

    /// <summary>Says what comes in the next steps.</summary>
    public string Listen(int ticks)
    {
        said = "";
        Ticks(ticks);
        return said;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int part = count < Available ? count : Available;
        System.Array.Copy(arriving, taken, buffer, offset, part);
        taken += part;
        return part;
    }

    public void Write(byte[] buffer, int count)
    {
        var bytes = new byte[count];
        System.Array.Copy(buffer, bytes, count);
        said += Ascii.Text(bytes);
    }

    public void Read(MeterReading reading)
    {
        if (!IsMeterSilent)
        {
            reading.RegisterWh = 1_000;
            reading.ReadAtMs = UptimeMs;
            reading.Serial = "MTR-1";
        }
    }

    public void Open() => IsCoilOn = false;

    public void Close()
    {
        Closings += IsCoilOn ? 0 : 1;
        IsCoilOn = true;
    }

    public bool HasFault => false;

    public void Look()
    {
    }

    public string TakeNews() => null;

    public void SetEnabled(bool enabled)
    {
    }

    public long TakeTokenHash()
    {
        long token = Token;
        Token = 0;
        return token;
    }

    public void Toggle()
    {
    }
}
