// Runs an action when it is disposed.
namespace ChargePointFw.Hal.Host;

internal sealed class Scope(Action end) : IDisposable
{
    private Action _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
