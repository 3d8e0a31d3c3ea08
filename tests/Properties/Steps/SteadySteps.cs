using ChargePointFw.Control;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Properties.Steps;

/// <summary>A charge point brought into a phase and stepped there, every 100 ms, with a meter that is read every second.</summary>
internal static class SteadySteps
{
    private const long StartUtcMs = 1_775_001_600_000;
    private const int StepMs = 100;
    private const int WarmUpSteps = 40_000; // long enough for the optimised code
    private const int CountedSteps = 40_000; // 66 minutes: two boundaries among them
    private const long Token = 0x1234;

    public static readonly string[] Phases = ["idle", "waiting", "charging", "guest"];

    /// <summary>Bytes that the counted steps have allocated on this thread.</summary>
    public static long AllocatedBytes(string phase, bool isPlanted)
    {
        var bench = new Bench(phase);
        bench.Run(WarmUpSteps, isPlanted);
        bench.MustBeInPhase();
        long before = GC.GetAllocatedBytesForCurrentThread();
        bench.Run(CountedSteps, isPlanted);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        bench.MustBeInPhase();
        return allocated;
    }

    private sealed class Bench
    {
        private readonly string name;
        private readonly ChargePoint chargePoint;
        private readonly Inputs inputs = new();
        private readonly Outputs outputs = new();
        private long energyMj = 1_000_000L * 3_600_000;
        private long planted;

        public Bench(string phase)
        {
            name = phase;
            chargePoint = new ChargePoint(new ChargePointSettings { GuestsAllowed = true }, new RecoveredState());
            inputs.ClaimedClockQuality = ClockQuality.Synchronised;
            inputs.UtcMs = StartUtcMs;
            inputs.JournalRoom = 1_000;
            inputs.Plan = Plan(phase == "charging" ? 100_000 : 0);
            inputs.Tokens = new TokenList { Version = 1, Count = 1 };
            inputs.Tokens.Hash[0] = Token;
            inputs.Tokens.ValidUntilUtcMs[0] = StartUtcMs * 2;
            Run(100, false);
            if (phase != "idle")
            {
                inputs.IsVehicleConnected = true;
                inputs.VehicleRequestsEnergy = true;
                inputs.TokenHash = phase == "guest" ? Token + 1 : Token;
                Run(1, false);
                inputs.TokenHash = 0;
            }
        }

        public void Run(int steps, bool isPlanted)
        {
            for (int i = 0; i < steps; i++)
            {
                inputs.NowMs += StepMs;
                inputs.UtcMs += StepMs;
                energyMj += outputs.EnableCharger && outputs.CloseContactor ? 20_000 * StepMs : 0;
                if (inputs.NowMs % 1_000 == 0)
                {
                    inputs.Meter.RegisterWh = energyMj / 3_600_000;
                    inputs.Meter.PowerW = outputs.EnableCharger ? 20_000 : 0;
                    inputs.Meter.ReadAtMs = inputs.NowMs;
                }

                inputs.IsContactorClosed = outputs.CloseContactor;
                inputs.IsContactorTold = outputs.CloseContactor;
                inputs.CommittedUpTo = chargePoint.Queue.NextNumber - 1;
                chargePoint.Step(inputs, outputs);
                planted += isPlanted ? new Planted(i).Value : 0;
            }
        }

        public void MustBeInPhase()
        {
            SessionPhase expected = name switch
            {
                "idle" => SessionPhase.Idle,
                "waiting" => SessionPhase.Waiting,
                _ => SessionPhase.Delivering,
            };
            if (chargePoint.Phase != expected)
            {
                throw new InvalidOperationException($"{name} is in {chargePoint.Phase}, not in {expected}");
            }
        }

        private static SupplyPlan Plan(int energyWh)
        {
            var plan = new SupplyPlan { Version = 1, IntervalMinutes = 30, ValidUntilUtcMs = StartUtcMs * 2, Count = energyWh > 0 ? 40 : 0 };
            for (int i = 0; i < plan.Count; i++)
            {
                plan.StartUtcMs[i] = StartUtcMs + (i * plan.IntervalMs);
                plan.EnergyWh[i] = energyWh;
                plan.AllocationId[i] = i + 1;
            }

            return plan;
        }
    }

    // Small, and never seen outside its step: what the runtime likes to put on the stack.
    private sealed class Planted(int value)
    {
        public int Value => value;
    }
}
