using System.Diagnostics;

namespace ChargePointFw.Demo.Runs;

/// <summary>Waits, in real time, until everything said is heard.</summary>
internal static class Settling
{
    private static readonly TimeSpan sayAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan giveUpAfter = TimeSpan.FromSeconds(180);

    /// <summary>Polls the links until the run is settled.</summary>
    /// <exception cref="DemoException">Three minutes were not enough.</exception>
    public static async Task WaitAsync(Installation installation, CancellationToken cancellation)
    {
        Fleet fleet = installation.Fleet;
        fleet.Poll();
        if (fleet.IsSettled)
        {
            return;
        }

        long startedAt = Stopwatch.GetTimestamp();
        bool hasSaid = false;
        for (int round = 0; !fleet.IsSettled; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (round > 50)
            {
                await Task.Delay(1, cancellation);
            }
            else
            {
                Thread.Yield();
            }

            TimeSpan waited = Stopwatch.GetElapsedTime(startedAt);
            if (waited > sayAfter && !hasSaid)
            {
                hasSaid = true;
                await Console.Error.WriteLineAsync(
                    $"Waiting for the broker on port {installation.Broker.Port}; simulated time stands still. If it was ended: mosquitto -c {installation.Broker.ConfigFile}");
            }

            if (waited > giveUpAfter)
            {
                throw new DemoException($"Nothing moved for {giveUpAfter.TotalSeconds:0} s: the broker on port {installation.Broker.Port} did not come back.");
            }

            fleet.Poll();
        }
    }
}
