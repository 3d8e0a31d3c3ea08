namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// The back office may be a guest in somebody's process: Ctrl+C belongs to whoever called <c>StartAsync</c>, and so does
/// the end.
/// </summary>
internal sealed class GuestLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
