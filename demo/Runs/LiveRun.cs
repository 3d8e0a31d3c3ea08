using System.Diagnostics;
using ChargePointFw.Demo.Screen;
using ChargePointFw.Simulator;
using Spectre.Console;

namespace ChargePointFw.Demo.Runs;

/// <summary>A run to watch: simulated time goes on whatever happens to broker and back office. Ctrl-C ends and checks it.</summary>
internal static class LiveRun
{
    private static readonly TimeSpan frame = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan redrawEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan sayEvery = TimeSpan.FromSeconds(10);

    /// <summary>0 when the ledger matches the truth, 1 when it does not.</summary>
    public static async Task<int> RunAsync(Installation installation, double speed, CancellationToken cancellation)
    {
        Console.WriteLine($"Pages: {installation.BackOffice.Url}");
        Console.WriteLine($"What apps read: {installation.BackOffice.Url}/public/locations");
        DemoPeople.Print(installation.BackOffice);
        Console.WriteLine($"Broker: 127.0.0.1:{installation.Broker.Port} (watch it: mosquitto_sub -p {installation.Broker.Port} -t 'cpfw/1/#' -v)");
        Console.WriteLine($"Broker's configuration, to start it again after killing it: mosquitto -c {installation.Broker.ConfigFile}");

        // The first card is not refused only because the members' list is still on its way.
        installation.Fleet.FollowScript();
        await Settling.WaitAsync(installation, cancellation);
        if (Console.IsOutputRedirected)
        {
            await RunPlainAsync(installation, speed, cancellation);
        }
        else
        {
            await AnsiConsole.Live(LiveTable.Draw(installation)).AutoClear(true).StartAsync(
                context => PaceAsync(installation, speed, redrawEvery, () => context.UpdateTarget(LiveTable.Draw(installation)), cancellation));
        }

        Console.WriteLine("Ending: the cars leave, and every record goes into the ledger.");
        SendEverybodyAway(installation);
        await SettleAsync(installation);
        return Closing.Print(installation, installation.Time.GetUtcNow());
    }

    private static Task RunPlainAsync(Installation installation, double speed, CancellationToken cancellation) =>
        PaceAsync(installation, speed, sayEvery, () => AnsiConsole.Write(LiveTable.Draw(installation)), cancellation);

    private static async Task PaceAsync(
        Installation installation, double speed, TimeSpan every, Action show, CancellationToken cancellation)
    {
        DateTimeOffset start = installation.Time.GetUtcNow();
        DateTimeOffset end = installation.Scenario.EndUtc;
        long startedAt = Stopwatch.GetTimestamp();
        long shownAt = 0;
        while (!cancellation.IsCancellationRequested && installation.Time.GetUtcNow() < end)
        {
            DateTimeOffset target = start + (Stopwatch.GetElapsedTime(startedAt) * speed);
            Advance(installation, target < end ? target : end);
            installation.Fleet.Poll();
            if (shownAt == 0 || Stopwatch.GetElapsedTime(shownAt) >= every)
            {
                shownAt = Stopwatch.GetTimestamp();
                show();
            }

            await Task.Delay(frame, CancellationToken.None);
        }
    }

    private static void Advance(Installation installation, DateTimeOffset target)
    {
        Fleet fleet = installation.Fleet;
        while (true)
        {
            fleet.FollowScript();
            installation.Sun?.Tick();
            fleet.Tick();
            DateTimeOffset next = fleet.NextUtc;
            if (next >= target)
            {
                break;
            }

            installation.Time.AdvanceTo(next);
            fleet.Poll();
        }

        installation.Time.AdvanceTo(target);
    }

    // Sessions that are open end as they would if the drivers left, so that the ledger is whole.
    private static void SendEverybodyAway(Installation installation)
    {
        foreach (SimulatedChargePoint chargePoint in installation.Fleet.ChargePoints)
        {
            chargePoint.SendAway();
        }

        DateTimeOffset latest = installation.Time.GetUtcNow() + longestEnd;
        do
        {
            Advance(installation, installation.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }
        while (installation.Fleet.ChargePoints.Any(chargePoint => !chargePoint.IsIdle) && installation.Time.GetUtcNow() < latest);
    }

    // Ctrl-C in a terminal reaches the broker too, now or in a moment: what is not acknowledged is still in the journals.
    private static async Task SettleAsync(Installation installation)
    {
        installation.Fleet.MendAll();
        installation.Fleet.Tick();
        await Settling.WaitAsync(installation, CancellationToken.None, reviveBroker: true);
    }
}
