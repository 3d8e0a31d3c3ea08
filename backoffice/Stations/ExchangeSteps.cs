using ChargePointFw.BackOffice.Live;

namespace ChargePointFw.BackOffice.Stations;

/// <summary>A step of an exchange, and whether the facts say that it is done.</summary>
/// <param name="Key">Its text, in <c>StationTexts.resx</c>.</param>
/// <param name="IsDone">Seen in what the charge point says or its records.</param>
public sealed record ExchangeStep(string Key, bool IsDone);

/// <summary>The steps of a board or meter exchange: nobody ticks them off, the facts do.</summary>
public static class ExchangeSteps
{
    public static IReadOnlyList<ExchangeStep> Of(Exchange exchange, StationFacts facts, LiveState? live) =>
        exchange.Kind == ExchangeKind.Board ? Board(exchange, facts, live) : Meter(exchange, facts, live);

    // The new board has a store of its own: it begins a journal, and is in service until it is told otherwise.
    private static IReadOnlyList<ExchangeStep> Board(Exchange exchange, StationFacts facts, LiveState? live)
    {
        bool isOther = facts.JournalId != exchange.JournalId;
        bool isOut = live?.Connector == "Unavailable";
        bool isFetched = live is { Session: 0 } && live.CommittedNumber == facts.Stored;
        return
        [
            new("Step.OutOfService", isOther || isOut),
            new("Step.Fetched", isOther || (isOut && isFetched)),
            new("Step.NewBoard", isOther),
            new("Step.Verified", isOther && facts.Stored > 0),
            new("Step.InService", isOther && facts.Stored > 0 && live is { IsLost: false } && !isOut),
        ];
    }

    private static IReadOnlyList<ExchangeStep> Meter(Exchange exchange, StationFacts facts, LiveState? live)
    {
        bool isOther = facts.MeterSerial.Length > 0 && facts.MeterSerial != exchange.MeterSerial;
        bool isOut = live?.Connector == "Unavailable";
        bool isVerified = facts.Expiries.Any(one => one.Kind == ExpiryKind.MeterVerification && one.SetUtcMs >= exchange.BegunUtcMs);
        return
        [
            new("Step.OutOfService", isOther || isOut),
            new("Step.NoSession", isOther || (isOut && live is { Session: 0 })),
            new("Step.NewMeter", isOther),
            new("Step.Dated", isVerified),
            new("Step.InService", isOther && isVerified && live is { IsLost: false } && !isOut),
        ];
    }
}
