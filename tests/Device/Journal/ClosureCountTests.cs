using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Journal;

/// <summary>The contactor's closures are counted over restarts, and over records that have made room.</summary>
[TestClass]
public class ClosureCountTests
{
    [TestMethod]
    public void ClosuresSurviveRestartsAndTheRing()
    {
        JournalBench bench = JournalBench.Of(3, 5);
        for (int i = 1; i <= 40; i++)
        {
            Append(bench, RecordType.SessionStarted, i % 2 == 0 ? ChargingState.Charging : ChargingState.SuspendedEVSE);
            Append(bench, RecordType.SessionUpdated, i % 2 == 0 ? ChargingState.SuspendedEVSE : ChargingState.Charging);
            Append(bench, RecordType.SessionEnded, ChargingState.EVConnected);
            bench.Open();
            bench.Acknowledge(bench.Journal.CommittedUpTo);
            Check.Is(i, bench.Journal.Closures, "after session " + i.ToString());
        }
    }

    [TestMethod]
    public void WhatATestCounts_IsKeptByItsRecord()
    {
        JournalBench bench = JournalBench.Of(3, 5);
        bench.Journal.CountClosure();
        bench.Append(new Record { Type = RecordType.SelfTest, Number = 1, Closures = bench.Journal.Closures });
        bench.Open();
        Check.Is(1, bench.Journal.Closures, "kept");
    }

    private static void Append(JournalBench bench, RecordType type, ChargingState state) => Check.That(
        bench.Append(new Record { Type = type, Number = bench.Journal.CommittedUpTo + 1, SessionNumber = 1, ChargingState = state }), "appended");
}
