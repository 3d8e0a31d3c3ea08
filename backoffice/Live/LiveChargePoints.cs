using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Live;

/// <summary>The last words of each registered charge point, in memory: retained states bring them back after a restart.</summary>
public sealed class LiveChargePoints
{
    private readonly ConcurrentDictionary<long, LiveState> states = new();

    /// <summary>What their consoles said on request.</summary>
    public BoardReports Reports { get; } = new();

    /// <summary>What it last said, or null when it has not been heard since the start.</summary>
    public LiveState? Of(ChargePoint chargePoint) => states.GetValueOrDefault(chargePoint.Id);

    /// <summary>Raised after a charge point has said something or something was written of it; whoever listens must not wait.</summary>
    internal event Action<ChargePoint>? Changed;

    internal void Set(ChargePoint chargePoint, LiveState state)
    {
        states[chargePoint.Id] = state.After(Of(chargePoint));
        TellChanged(chargePoint);
    }

    /// <summary>Something else that pages show of it has changed.</summary>
    internal void TellChanged(ChargePoint chargePoint) => Changed?.Invoke(chargePoint);
}
