using System.Diagnostics;

namespace ChargePointFw.Demo.Runs;

/// <summary>Waits, in real time, until everything said is heard.</summary>
internal static class Settling
{
    private static readonly TimeSpan reviveEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan sayAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan giveUpAfter = TimeSpan.FromSeconds(180);

    /// <summary>Polls the links until the run is settled.</summary>
    /// <param name="installation">The run.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="reviveBroker">Nobody will: start the broker again when it has gone.</param>
    /// <exception cref="DemoException">Three minutes were not enough.</exception>
    public static async Task WaitAsync(Installation installation, CancellationToken cancellation, bool reviveBroker = false)
    {
        Fleet fleet = installation.Fleet;
        fleet.Poll();
        if (fleet.IsSettled)
        {
            return;
        }

        long startedAt = Stopwatch.GetTimestamp();
        long revivedAt = startedAt;
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

            if (reviveBroker && Stopwatch.GetElapsedTime(revivedAt) > reviveEvery)
            {
                Revive(installation);
                revivedAt = Stopwatch.GetTimestamp();
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

    private static void Revive(Installation installation)
    {
        if (installation.Broker.ProcessId != 0 || installation.BackOffice.IsBrokerConnected)
        {
            return;
        }

        try
        {
            installation.Broker.Start();
        }
        catch (InvalidOperationException)
        {
            // Somebody has started one on our port by hand: that one does.
        }
    }
}
