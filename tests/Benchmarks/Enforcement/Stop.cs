using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>One stop, measured from outside: switches and millijoules, nothing of the device's own accounts.</summary>
internal sealed record Stop
{
    /// <summary>Power that the car drew, W.</summary>
    public required int PowerW { get; init; }

    /// <summary>The charge began and was stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Why, says the firmware.</summary>
    public SupplyVerdict Verdict { get; init; }

    /// <summary>Steps from the cause to the stop request: 1 is the first that could know, 0 is before it.</summary>
    public int Steps { get; init; }

    /// <summary>From the stop request to the open contactor, ms.</summary>
    public long OpenMs { get; init; }

    /// <summary>The virtual machine stalled on that way.</summary>
    public bool IsStalled { get; init; }

    /// <summary>What flowed beyond an interval's allocation, or after cover had ended, mJ.</summary>
    public long UncoveredMj { get; init; }

    /// <summary>What was allocated and wanted and did not flow because of the stop, Wh; counted where supply ends.</summary>
    public double UnusedWh { get; init; }

    /// <summary>The stated reserve at the stop request, Wh.</summary>
    public long ReserveWh { get; init; }

    public double UncoveredWh => (double)UncoveredMj / Bay.MillijoulesPerWh;

    /// <summary>What would have flowed uncovered had the charger been switched off that much later, Wh.</summary>
    public double WithDelayWh(int seconds) => PowerW * seconds / 3_600.0;
}
