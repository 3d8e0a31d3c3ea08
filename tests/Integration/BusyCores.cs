namespace ChargePointFw.Integration;

/// <summary>Threads that do nothing as fast as they can, until disposed.</summary>
internal sealed class BusyCores : IDisposable
{
    private readonly Thread[] threads;
    private volatile bool isOver;

    public BusyCores(int count)
    {
        threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Spin) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
    }

    public void Dispose()
    {
        isOver = true;
        Array.ForEach(threads, thread => thread.Join());
    }

    private void Spin()
    {
        while (!isOver)
        {
            Thread.SpinWait(10_000);
        }
    }
}
