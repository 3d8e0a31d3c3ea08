using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Time;

namespace ChargePointFw.Provision.Tests;

/// <summary>Virtual time that goes on when everything said is heard.</summary>
internal sealed class Run(Workshop shop, string name, SimulatedChargePoint board, SimulatedTime time)
{
    private readonly System.Diagnostics.Stopwatch real = System.Diagnostics.Stopwatch.StartNew();

    public async Task UntilAsync(DateTimeOffset end)
    {
        while (time.GetUtcNow() < end)
        {
            await WhileAsync(() => !IsHeard, "everything is heard");
            board.Tick();
            DateTimeOffset next = time.GetUtcNow().AddSeconds(1);
            time.AdvanceTo(next < end ? next : end);
        }

        await WhileAsync(() => !IsHeard, "everything is heard");
    }

    /// <summary>As far as it takes, or to the end: the broker brings documents in its own time, not in ours.</summary>
    public async Task OnceAsync(Func<bool> isSo, DateTimeOffset end)
    {
        while (!isSo() && time.GetUtcNow() < end)
        {
            await UntilAsync(time.GetUtcNow().AddSeconds(1));
            await Task.Delay(10);
        }
    }

    public async Task WhileAsync(Func<bool> isSo, string what)
    {
        long sinceMs = real.ElapsedMilliseconds;
        do
        {
            board.Poll(real.ElapsedMilliseconds);
            if (isSo())
            {
                await Task.Delay(1);
            }
        }
        while (isSo() && real.ElapsedMilliseconds - sinceMs < 60_000);
        Assert.IsFalse(isSo(), what);
    }

    private bool IsHeard => board.IsHeldBack
        || (board.IsSettled && shop.App.Progress.AcknowledgedNumber(Workshop.Site, name, board.JournalId) == board.CommittedUpTo);
}
