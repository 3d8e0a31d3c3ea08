using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// The checks of a session, each with the case that somebody reported: between two good sessions that they leave alone
/// stands the bad one. On arrival and over the whole time the same is found.
/// </summary>
[TestClass]
public sealed class SessionCheckTests
{
    private static readonly Dictionary<string, (string Found, Action<CheckBay> Session)> cases = new()
    {
        ["a good one"] = ("", bay => bay.GoodSession(2)),
        ["evcc#29374: the start was null, and 7,783 kWh stood there as one session"] = ("2 ZeroStart", bay =>
        {
            bay.Device.RegisterWh = 0;
            bay.Start(2);
            bay.Wait(20);
            bay.End(2, 7_783_000);
            bay.Wait(20);
        }
        ),
        ["citrineos-core#1060: started at 0, billed 910 kWh for 0.083"] = ("2 ZeroStart", bay =>
        {
            bay.Device.RegisterWh = 0;
            bay.Start(2);
            bay.Wait(20);
            bay.End(2, 910_083);
            bay.Wait(20);
        }
        ),
        ["OCPP.Core#33: it ended below its start, and negative kWh were stored"] = ("2 MeterRollback", bay =>
        {
            bay.Start(2);
            bay.Wait(20);
            bay.Energy(RecordType.SessionEnded, 2, roseWh: -2_000, statedWh: 0);
            bay.Wait(20);
        }
        ),
        ["lbbrhzn/ocpp#2093: -4,076 kWh, it started below the end before"] = ("2 MeterRollback", bay =>
        {
            bay.Device.RegisterWh -= 4_076;
            bay.GoodSession(2);
        }
        ),
        ["the register falls in between and rises again"] = ("2 IntervalsNotMonotonic", bay =>
        {
            bay.Start(2);
            bay.Wait(10);
            bay.Update(2, 3_000);
            bay.Wait(10);
            bay.Energy(RecordType.SessionUpdated, 2, roseWh: -1_000, statedWh: 0);
            bay.Wait(10);
            bay.End(2, 3_000);
            bay.Wait(20);
        }
        ),
        ["40 kWh in 20 minutes at a charge point of 50 kW"] = ("2 EnergyAbovePower", bay =>
        {
            bay.Start(2);
            bay.Wait(20);
            bay.End(2, 40_000);
            bay.Wait(20);
        }
        ),
        ["steve#1960: after a reset its clock is two hours slow, and it ends before it starts"] = ("2 EndBeforeStart", bay =>
        {
            DateTimeOffset start = bay.Clock;
            bay.Start(2);
            bay.Reboot(start.AddHours(-2));
            bay.End(2, 1_000);
            bay.Reboot(start.AddMinutes(40));
        }
        ),
        ["after a reset its clock is years fast"] = ("2 EndInFuture", bay =>
        {
            DateTimeOffset start = bay.Clock;
            bay.Start(2);
            bay.Reboot(start.AddYears(3));
            bay.End(2, 1_000);
            bay.Reboot(start.AddMinutes(40));
        }
        ),
        ["its clock jumps ten minutes ahead"] = ("2 ClockJump", bay =>
        {
            bay.Start(2);
            bay.Wait(20);
            bay.Clock = bay.Clock.AddMinutes(10);
            bay.End(2, 5_000);
            bay.Wait(20);
        }
        ),
        ["evcc#13640: its energy is counted twice after a pause"] = ("2 EnergyDoesNotAddUp", bay =>
        {
            bay.Start(2);
            bay.Wait(10);
            bay.Update(2, 3_000);
            bay.Wait(10);
            bay.Energy(RecordType.SessionEnded, 2, roseWh: 2_000, statedWh: 5_000);
            bay.Wait(20);
        }
        ),
        ["evcc#7005: on resuming it states nothing of what was before"] = ("2 EnergyDoesNotAddUp", bay =>
        {
            bay.Start(2);
            bay.Wait(10);
            bay.Energy(RecordType.SessionUpdated, 2, roseWh: 3_000, statedWh: 0);
            bay.Wait(10);
            bay.End(2, 2_000);
            bay.Wait(20);
        }
        ),
        ["somebody charged between two sessions"] = ("2 IdleEnergy", bay =>
        {
            bay.Device.RegisterWh += 4_000;
            bay.GoodSession(2);
        }
        ),
        ["what the charge point itself named as idle stands there, too"] = ("2 IdleEnergy", bay =>
        {
            bay.Idle(4_000);
            bay.GoodSession(2);
        }
        ),
        ["the meter was exchanged: its register begins elsewhere, and is not compared"] = ("0 MeterExchanged", bay =>
        {
            bay.Baseline("meter-a", bay.Device.RegisterWh, bay.Device.RegisterWh);
            bay.Baseline("meter-b", 17, bay.Device.RegisterWh);
            bay.GoodSession(2);
        }
        ),
        ["steve#1963: it starts before the one before has ended"] = ("2 OverlapOnConnector", bay =>
        {
            bay.Reboot(bay.Clock.AddMinutes(-30));
            bay.GoodSession(2);
            bay.Wait(20);
        }
        ),
        ["it lasts 30 hours"] = ("2 OverlongSession", bay =>
        {
            bay.Start(2);
            bay.Wait(30 * 60);
            bay.End(2, 5_000);
            bay.Wait(20);
        }
        ),
        ["citrineos-core#1053: its end was dropped from the queue, the next one has begun"] = ("2 SessionStillOpen", bay =>
        {
            bay.Start(2);
            bay.Wait(20);
            bay.Update(2, 5_000);
            bay.Wait(20);
        }
        ),
        ["MicroOcpp#454: its start was lost on a reset while offline"] = ("2 SessionWithoutStart", bay => bay.End(2, 0)),
        ["citrineos-core#880: a retry started it once more"] = ("2 SessionStartedTwice", bay =>
        {
            bay.Start(2);
            bay.Wait(1);
            bay.Start(2);
            bay.Wait(20);
            bay.End(2, 5_000);
            bay.Wait(20);
        }
        ),
        ["steve#1293: it is stopped twice, with another value"] = ("2 SessionEndedTwice", bay =>
        {
            bay.GoodSession(2);
            bay.End(2, 700);
            bay.Wait(20);
        }
        ),
        ["a guest"] = ("2 NotAMember", bay =>
        {
            bay.Start(2, Claim.None);
            bay.Wait(20);
            bay.End(2, 5_000, Claim.None);
            bay.Wait(20);
        }
        ),
    };

    public static IEnumerable<string[]> Cases => cases.Keys.Select(name => new[] { name });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task TheBadOneIsFound_AndItsNeighboursAreNot(string name)
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        await bay.ArriveAsync();
        cases[name].Session(bay);
        bay.GoodSession(3);
        office.Time.Advance(bay.Clock - office.Time.GetUtcNow() is { Ticks: > 0 } ahead && ahead < TimeSpan.FromDays(9) ? ahead : TimeSpan.Zero);
        await bay.ArriveAsync();
        // What intervals and lists say of the odd figures is not asked here.
        Assert.AreEqual(cases[name].Found, CheckBay.Found(office, nameof(Reconciliation.Checks.CoveredAboveAllocation), "EnergyWithoutAllocation", "BudgetExceeded", "UncoveredEnergy", "ImplausibleCover"));
    }

    [TestMethod]
    public async Task WhatCameInPieces_IsFoundAsWhatCameAtOnce()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        bay.Start(2);
        await bay.ArriveAsync();
        Assert.AreEqual("", CheckBay.Found(office), "a session that has just begun");
        bay.Wait(30);
        bay.Energy(RecordType.SessionUpdated, 2, roseWh: 3_000, statedWh: 6_000);
        await bay.ArriveAsync();
        bay.End(2, 0);
        await bay.ArriveAsync();
        Assert.AreEqual("2 EnergyDoesNotAddUp", CheckBay.Found(office));
    }

    [TestMethod]
    public async Task ASilentSession_IsFoundWhenItsTimeHasCome_AndClearedByItsEnd_LikeLibocpp495AndSteve292()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.Start(1);
        await bay.ArriveAsync();
        office.Time.Advance(TimeSpan.FromHours(23));
        office.App.Reconciler.CatchUp();
        Assert.AreEqual("", CheckBay.Found(office));
        office.Time.Advance(TimeSpan.FromHours(2));
        office.App.Reconciler.CatchUp();
        Assert.AreEqual("1 SessionStillOpen", CheckBay.Found(office));
        bay.Wait(25 * 60);
        bay.End(1, 5_000);
        await bay.ArriveAsync();
        Assert.AreEqual("1 OverlongSession", CheckBay.Found(office));
        Assert.AreEqual("Cleared", office.Scalar<string>("SELECT state FROM finding_now WHERE kind = 'SessionStillOpen'"));
    }

    [TestMethod]
    public async Task ASessionThatCameTwoDaysLater_IsLate()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        office.Time.Advance(TimeSpan.FromDays(2));
        await bay.ArriveAsync();
        Assert.AreEqual("1 ArrivedLate", CheckBay.Found(office));
    }

    [TestMethod]
    public async Task ARegisterThatRollsOver_IsInOrderOnlyWhereThatIsConfigured()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.Device.RegisterWh = 9_990_000;
        bay.GoodSession(1);
        bay.Device.RegisterWh = 10;
        bay.GoodSession(2);
        await bay.ArriveAsync();
        Assert.AreEqual("2 MeterRollback", CheckBay.Found(office));
        office.App.Reconciler.SetLimit(null, null, CheckLimit.RegisterModulusWh, 10_000_000, "kimura");
        ReconcileResult run = office.App.Reconciler.Run(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), "kimura");
        Assert.AreEqual((0L, 1), (run.Findings, run.Cleared), "the changed rule finds nothing");
        Assert.AreEqual("v1 RegisterModulusWh=0", office.Scalar<string>("SELECT rule FROM check_rule JOIN finding ON rule_id = check_rule.id WHERE finding.kind = 'MeterRollback'"), "and what the first one found stays");
    }

    [TestMethod]
    public async Task AChangedRule_KeepsBothResults()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        await using Office _ = office;
        bay.GoodSession(1);
        bay.Device.RegisterWh += 300;
        bay.GoodSession(2);
        bay.Device.RegisterWh += 4_000;
        bay.GoodSession(3);
        await bay.ArriveAsync();
        ReconcileResult first = office.App.Reconciler.Run(null, Office.Noon, Office.Noon.AddDays(1), "kimura");
        office.App.Reconciler.SetLimit(Office.SiteName, "cp1", CheckLimit.IdleToleranceWh, 1_000, "kimura");
        ReconcileResult second = office.App.Reconciler.Run(null, Office.Noon, Office.Noon.AddDays(1), "kimura");
        Assert.AreEqual((2L, 1L, 2), (first.Findings, second.Findings, second.Cleared));
        Assert.AreEqual("2,3", ResultOf(first));
        Assert.AreEqual("3", ResultOf(second));
        Assert.AreEqual("3 IdleEnergy", CheckBay.Found(office), "the queue has what counts now, once");

        string ResultOf(ReconcileResult run) => office.Scalar<string>(
            $"SELECT group_concat(session_number) FROM (SELECT session_number FROM check_result JOIN finding ON id = finding_id WHERE run_id = {run.RunId} ORDER BY 1)");
    }
}
