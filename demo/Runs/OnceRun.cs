using ChargePointFw.Demo.Screen;

namespace ChargePointFw.Demo.Runs;

/// <summary>
/// A run as fast as it goes, and repeatable: virtual time moves only when every plan is held and every record
/// acknowledged, scripted outages excepted.
/// </summary>
internal static class OnceRun
{
    /// <summary>0 when the ledger matches the truth, 1 when it does not.</summary>
    public static async Task<int> RunAsync(Installation installation, CancellationToken cancellation)
    {
        var progress = new ProgressLine(installation.Scenario.StartUtc, installation.Scenario.EndUtc);
        Fleet fleet = installation.Fleet;
        DateTimeOffset end = installation.Scenario.EndUtc;
        while (true)
        {
            fleet.FollowScript();
            await Settling.WaitAsync(installation, cancellation);
            installation.Sun?.Tick();
            await Settling.WaitAsync(installation, cancellation);
            fleet.Tick();
            await Settling.WaitAsync(installation, cancellation);
            DateTimeOffset next = fleet.NextUtc;
            if (next >= end)
            {
                break;
            }

            installation.Time.AdvanceTo(next);
            progress.Show(next);
        }

        installation.Time.AdvanceTo(end);
        fleet.MendAll();
        await Settling.WaitAsync(installation, cancellation);
        ProgressLine.Done();
        return Closing.Print(installation, end);
    }
}
