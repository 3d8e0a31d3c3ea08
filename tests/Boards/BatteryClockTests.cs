// Whose time counts: the battery's until the network tells one, and what the battery learns from it.
using System.Device.I2c;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Hal.Host;
using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class BatteryClockTests
{
    private const long NoonUtcMs = 1_800_000_000_000; // a whole second
    private readonly VirtualI2c _buses = new();
    private readonly SimulatedDs3231 _device = new();
    private readonly NetworkTime _network = new();

    [TestMethod]
    public void WithoutABattery_TimeIsUnknownUntilTheNetworkTellsIt()
    {
        var clock = Boot();
        Assert.AreEqual(ClockQuality.Unknown, clock.Quality);
        StringAssert.Contains(clock.Trouble, "has stood still");

        _network.Tell(NoonUtcMs);

        Assert.AreEqual(ClockQuality.Synchronised, clock.Quality);
        Assert.AreEqual(NoonUtcMs, clock.UtcMs);
    }

    [TestMethod]
    public void AfterARestart_TheBatterysTimeCounts_ToTheTenthOfASecond()
    {
        Learn(Boot());
        PowerOff(TimeSpan.FromDays(3) + TimeSpan.FromMilliseconds(340));

        var clock = Boot();

        Assert.AreEqual(ClockQuality.Informative, clock.Quality);
        Assert.AreEqual(_network.TrueUtcMs, clock.UtcMs, 100);
        Assert.IsNull(clock.Trouble);
        _network.Tell(_network.TrueUtcMs);
        Assert.AreEqual(ClockQuality.Synchronised, clock.Quality);
    }

    [TestMethod]
    [DataRow(67, ClockQuality.Informative)]
    [DataRow(70, ClockQuality.Unknown)]
    public void BeyondItsDriftBound_TheBatterysTimeIsNone(int days, ClockQuality expected)
    {
        Learn(Boot());
        PowerOff(TimeSpan.FromDays(days));
        Assert.AreEqual(expected, Boot().Quality);
    }

    [TestMethod]
    public void OfflineForDays_ItFollowsTheBattery_NotTheBoardsOscillator()
    {
        Learn(Boot());
        PowerOff(TimeSpan.FromHours(1));
        _network.SlowPartsPerMillion = 140;
        var clock = Boot();
        for (var hour = 0; hour < 24 * 4; hour++)
        {
            Run(clock, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(59));
            Run(clock, TimeSpan.FromSeconds(62), TimeSpan.FromMilliseconds(50));
        }
        Assert.AreEqual(ClockQuality.Informative, clock.Quality);
        Assert.AreEqual(_network.TrueUtcMs, clock.UtcMs, 500, "the oscillator alone would be 48 s behind");
    }

    [TestMethod]
    public void ATimeThatTheStepDoesNotBelieve_IsNotKept()
    {
        Learn(Boot());
        PowerOff(TimeSpan.FromHours(1));
        var clock = Boot();
        _network.Tell(_network.TrueUtcMs + 3_600_000);
        Run(clock, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(50), isBelieved: false);
        PowerOff(TimeSpan.FromHours(1));
        var utcMs = Boot().UtcMs;
        Assert.AreEqual(_network.TrueUtcMs, utcMs, 100, "the false network is forgotten");
    }

    [TestMethod]
    public void ADeviceThatIsTakenAwayWhileItRuns_EndsItsTime()
    {
        Learn(Boot());
        PowerOff(TimeSpan.FromHours(1));
        var clock = Boot();
        _buses.Connect(SimulatedDs3231.Bus, SimulatedDs3231.Address, null);
        Run(clock, TimeSpan.FromMinutes(61), TimeSpan.FromMinutes(1));
        Assert.AreEqual(ClockQuality.Unknown, clock.Quality);
        StringAssert.Contains(clock.Trouble, "No battery-backed clock answers");
    }

    private BatteryClock Boot()
    {
        _buses.Connect(SimulatedDs3231.Bus, SimulatedDs3231.Address, _device);
        _network.Watch = passed => _device.Pass(passed);
        using (_buses.Use())
            return new BatteryClock(_network, new Ds3231(new I2cDevice(new I2cConnectionSettings(SimulatedDs3231.Bus, Ds3231.Address))));
    }

    private void Learn(BatteryClock clock)
    {
        _network.Tell(NoonUtcMs + 720);
        Run(clock, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(50));
        Assert.IsNull(clock.Trouble, "the battery's clock was set");
    }

    private void Run(BatteryClock clock, TimeSpan time, TimeSpan step, bool isBelieved = true)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _network.Pass(step);
            clock.Keep(isBelieved);
        }
    }

    private void PowerOff(TimeSpan time)
    {
        _network.Pass(time);
        _network.Restart();
    }

    /// <summary>The board's own clocks: real time passes a little at each look, so that waiting ends.</summary>
    private sealed class NetworkTime : IClock
    {
        private double _uptimeMs;
        private long _toldOffsetMs = long.MinValue;
        private double _trueMs = NoonUtcMs;

        public Action<TimeSpan> Watch { get; set; } = _ => { };

        public int SlowPartsPerMillion { get; set; }

        public long TrueUtcMs => (long)_trueMs;

        public long UptimeMs
        {
            get
            {
                Pass(TimeSpan.FromMilliseconds(4));
                return (long)_uptimeMs;
            }
        }

        public long UtcMs => _toldOffsetMs == long.MinValue ? (long)_uptimeMs : (long)_uptimeMs + _toldOffsetMs;

        public ClockQuality Quality => _toldOffsetMs == long.MinValue ? ClockQuality.Unknown : ClockQuality.Synchronised;

        public void Tell(long utcMs)
        {
            _toldOffsetMs = utcMs - (long)_uptimeMs;
            _trueMs = utcMs > _trueMs && utcMs - _trueMs < 10_000 ? utcMs : _trueMs;
        }

        public void Restart()
        {
            _uptimeMs = 0;
            _toldOffsetMs = long.MinValue;
        }

        public void Pass(TimeSpan time)
        {
            _trueMs += time.TotalMilliseconds;
            _uptimeMs += time.TotalMilliseconds * (1 - SlowPartsPerMillion / 1_000_000.0);
            Watch(time);
        }
    }
}
