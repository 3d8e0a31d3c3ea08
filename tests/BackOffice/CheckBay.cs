using System.Data.Common;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// A charge point as the checks see it: sessions in minutes and watt-hours, on a clock that can be set wrong. Everything
/// goes through the real ingest.
/// </summary>
internal sealed class CheckBay(Office office, FakeDevice device, long tokenHash = CheckBay.Token)
{
    public const long Token = 0x0011223344556677;
    private const int IntervalMinutes = 30;

    private long uptimeMs = 600_000;
    private int boot = 1;
    private int sent;

    public FakeDevice Device => device;

    public DateTimeOffset Clock { get; set; } = Office.Noon;

    /// <summary>An office with supply and a member, running, five hours after noon: what happens at noon is past.</summary>
    public static async Task<(Office Office, CheckBay Bay)> OpenAsync(bool withSupply = true)
    {
        var office = new Office();
        office.App.Registry.RegisterMember(Office.SiteName, Token, "zesp3", Office.Noon.AddYears(1));
        FakeDevice device = office.Device();
        if (withSupply)
        {
            office.Supply(Office.Noon, 96, 100_000);
        }

        await office.StartAsync();
        office.Time.Advance(TimeSpan.FromHours(5));
        return (office, new CheckBay(office, device));
    }

    public void Wait(double minutes)
    {
        Clock = Clock.AddMinutes(minutes);
        uptimeMs += (long)(minutes * 60_000);
    }

    /// <summary>Starts anew: the time since boot begins at zero, and the clock says what it says.</summary>
    public void Reboot(DateTimeOffset clock)
    {
        boot++;
        uptimeMs = 10_000;
        Clock = clock;
    }

    /// <summary>A session as it should be: 20 minutes, 5 kWh, covered.</summary>
    public void GoodSession(int number)
    {
        Start(number);
        Wait(20);
        End(number, 5_000);
        Wait(20);
    }

    public void Start(int number, Claim claim = Claim.Renewable) => Append(RecordType.SessionStarted, record =>
    {
        Session(record, number, claim, ChargingState.Charging);
        record.TokenHash = tokenHash;
    });

    /// <summary>A record that energy flowed and the register followed.</summary>
    public void Update(int number, int energyWh, Claim claim = Claim.Renewable) => Energy(RecordType.SessionUpdated, number, energyWh, energyWh, claim);

    public void End(int number, int energyWh, Claim claim = Claim.Renewable) => Energy(RecordType.SessionEnded, number, energyWh, energyWh, claim);

    /// <summary>A record that states another energy than the register rose by.</summary>
    public void Energy(RecordType type, int number, int roseWh, int statedWh, Claim claim = Claim.Renewable, int? coveredWh = null) => Append(type, record =>
    {
        device.RegisterWh += roseWh;
        Session(record, number, claim, type == RecordType.SessionEnded ? ChargingState.Idle : ChargingState.Charging);
        record.EnergyWh = statedWh;
        record.CoveredWh = claim == Claim.Renewable ? coveredWh ?? statedWh : 0;
        record.StoppedReason = type == RecordType.SessionEnded ? StoppedReason.EVDisconnected : StoppedReason.None;
    });

    public void Baseline(string serial, long registerWh, long previousWh) => Append(RecordType.MeterBaseline, record =>
    {
        (device.RegisterWh, record.RegisterWh, record.PreviousRegisterWh) = (registerWh, registerWh, previousWh);
        (record.MeterSerial, record.MeterResolutionWh) = (serial, 1);
    });

    /// <summary>The register moved without a session, and the charge point says so.</summary>
    public void Idle(long roseWh) => Append(RecordType.IdleEnergy, record =>
    {
        record.PreviousRegisterWh = device.RegisterWh;
        record.RegisterWh = device.RegisterWh += roseWh;
        record.IntervalStartUtcMs = Interval;
    });

    public byte[] Append(RecordType type, Action<Record> fill) => device.Append(type, record =>
    {
        record.UtcMs = Clock.ToUnixTimeMilliseconds();
        record.UptimeMs = uptimeMs;
        record.BootNumber = boot;
        fill(record);
    });

    /// <summary>Sends what was not sent, waits until it is stored, and checks it as it arrived.</summary>
    public async Task ArriveAsync()
    {
        foreach (byte[][] message in device.Journal.Skip(sent).Chunk(FakeDevice.MaximumRecordsInMessage))
        {
            office.Send(device, message);
        }

        sent = device.Journal.Count;
        await office.AcknowledgedAsync(device, device.Journal.Count);
        office.App.Reconciler.CatchUp();
    }

    /// <summary>Open findings as "session kind", those of sessions first; a run over everything must come to the same.</summary>
    public static string Found(Office office, params string[] but)
    {
        string onArrival = Open(office);
        ReconcileResult run = office.App.Reconciler.Run(null, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, "tests");
        Assert.AreEqual(onArrival, Open(office), "on arrival, and over the whole time");
        Assert.AreEqual(0, run.New, "the run found something more");
        return string.Join(", ", onArrival.Split('\n').Where(line => line.Length > 0 && !but.Contains(line.Split(' ')[1])));
    }

    private static string Open(Office office)
    {
        using DbConnection database = office.Connect();
        return string.Join('\n', database.Query<string>("SELECT session_number || ' ' || kind AS line FROM finding_now WHERE state = 'Open' ORDER BY session_number DESC, kind"));
    }

    private long Interval => Clock.ToUnixTimeMilliseconds() / (IntervalMinutes * 60_000L) * IntervalMinutes * 60_000L;

    private void Session(Record record, int number, Claim claim, ChargingState state)
    {
        (record.SessionNumber, record.RegisterWh, record.IntervalStartUtcMs) = (number, device.RegisterWh, Interval);
        (record.Claim, record.ChargingState, record.Verdict) = (claim, state, SupplyVerdict.Allowed);
    }
}
