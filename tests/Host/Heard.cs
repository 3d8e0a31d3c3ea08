// What a test hears from events, taken one by one: waits for the event instead of sleeping.
using System.Collections.Concurrent;

namespace ChargePointFw.Host.Tests;

internal sealed class Heard<T> : IDisposable
{
    private const int LongestWaitMs = 15_000;

    private readonly BlockingCollection<T> _items = [];

    internal void Add(T item) => _items.Add(item);

    internal T Next(string what)
    {
        if (_items.TryTake(out var item, LongestWaitMs))
            return item;
        throw new AssertFailedException($"waited {LongestWaitMs} ms for {what}");
    }

    internal bool IsEmpty => _items.Count == 0;

    public void Dispose() => _items.Dispose();
}
