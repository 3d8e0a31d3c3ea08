// The child that counts what a step allocates: started with stack allocation of objects switched off, which otherwise
// hides small objects. Prints "phase bytes" lines. --planted allocates one object a step, to show that it is seen.
using ChargePointFw.Properties.Steps;

bool isPlanted = args.Contains("--planted");
foreach (string phase in SteadySteps.Phases)
{
    Console.WriteLine($"{phase} {SteadySteps.AllocatedBytes(phase, isPlanted)}");
}

return 0;
