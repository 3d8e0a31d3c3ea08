// What must hold after every step, judged from outside: pins, truth and flash, not the firmware's own opinion.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ChargePointFw.Control;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Boards;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Checks;

/// <summary>Watches one charge point.</summary>
internal sealed class StepWatch(StormChargePoint subject, Forecast forecast)
{
    private const int StepMs = 100;
    private static readonly ChargePointSettings stated = new();
    private long stoppingSinceMs = -1;
    private long planFloor;
    private long tokensFloor;
    private readonly Record newest = new();
    private byte[] newestBytes = [];
    private bool isNewestRead;

    private string Name => subject.Name;

    /// <summary>The power is gone.</summary>
    public void Forget() => stoppingSinceMs = -1;

    /// <summary>It has booted: whatever it holds now it held before, unless its flash rotted.</summary>
    public void Booted()
    {
        planFloor = subject.Board.PlanVersion;
        tokensFloor = subject.Board.TokensVersion;
    }

    /// <summary>A document was taken over.</summary>
    public void Documents()
    {
        Require(subject.Board.PlanVersion >= planFloor, "5 no older document", $"plan {subject.Board.PlanVersion} after {planFloor}");
        Require(subject.Board.TokensVersion >= tokensFloor, "5 no older document", $"tokens {subject.Board.TokensVersion} after {tokensFloor}");
        Booted();
    }

    /// <summary>A step is over.</summary>
    public void Stepped()
    {
        var board = subject.Board;
        Require(board.WaitingRecords <= RecordQueue.Capacity, "6 bounded", $"{board.WaitingRecords} records wait");
        var current = board.Supply.Current;
        bool isDrawUnknown = current.CoveredWh >= RecordLayout.MaximumEnergyWh; // a record of it was lost
        Require(current.AllocatedWh == 0 || isDrawUnknown || current.RemainingWh >= 0, "2 covered within the allocation", $"{current.CoveredWh} + {current.ForfeitedWh} of {current.AllocatedWh} Wh");
        if (!board.Wiring.IsCoilOn)
        {
            stoppingSinceMs = -1;
            Require(!board.Bay.IsEnabled || !board.Outputs.CloseContactor, "1 the contactor follows", "told to close and open");
            return;
        }

        Require(board.Bay.Car is not null, "1 closed only with a vehicle", "nobody is plugged in");
        if (board.Bay.IsEnabled)
        {
            stoppingSinceMs = -1;
            Deliver();
        }
        else
        {
            long now = board.Clock.UptimeMs;
            stoppingSinceMs = stoppingSinceMs < 0 ? now : stoppingSinceMs;
            Require(now - stoppingSinceMs <= stated.ForceOpenMs + StepMs, "1 open after the stop request", $"still closed after {now - stoppingSinceMs} ms");
        }
    }

    private void Deliver()
    {
        var board = subject.Board;
        Outputs outputs = board.Outputs;
        Require(outputs.EnableCharger && outputs.CloseContactor, "1 closed only when the step allows", $"{outputs.Verdict}");
        Require(board.Clock.Quality != ClockQuality.Unknown, "1 closed only with a known time", "the clock is unknown");
        Require(subject.Meter.AgeMs <= stated.MeterMaximumAgeMs, "1 closed only with a fresh meter", $"the reading is {subject.Meter.AgeMs} ms old");
        bool isMember = board.Bay.Car!.Visit.IsMember;
        Require(isMember == (outputs.Claim == Claim.Renewable), "1 closed for whom it is", $"a {(isMember ? "member" : "guest")} under the claim {outputs.Claim}");
        Require(isMember || forecast.GuestsAllowed, "1 closed only for members", "guests are not allowed");
        RequireItsRecord(outputs);
        if (isMember)
        {
            long utcMs = board.Clock.UtcMs;
            var current = board.Supply.Current;
            Require(current.StartUtcMs == utcMs - (utcMs % forecast.IntervalMs), "1 closed only in an interval of its own", $"{current.StartUtcMs} at {utcMs}");
            Require(current.AllocatedWh > 0, "1 closed only with supply", "nothing is allocated");
            Require(board.Status.Plan is { } plan && utcMs < plan.ValidUntilUtcMs, "1 closed only under a plan in force", "no plan, or expired");
        }
    }

    // The newest record in the flash belongs to the session that charges, or says nothing of sessions.
    private void RequireItsRecord(Outputs outputs)
    {
        if (newestBytes != subject.Log.Newest)
        {
            newestBytes = subject.Log.Newest;
            isNewestRead = RecordLayout.Decode(newestBytes, 0, newest);
        }

        bool isOther = newest.SessionNumber != 0 && newest.SessionNumber != outputs.SessionNumber && newest.Type != RecordType.Boot;
        bool hasEnded = newest.Type == RecordType.SessionEnded;
        Require(isNewestRead && !isOther && !hasEnded, "1 closed only after its record", $"session {outputs.SessionNumber}, the newest record is {newest.Type} of {newest.SessionNumber}");
    }

    private void Require(bool holds, string invariant, string detail)
    {
        if (!holds)
        {
            throw new ViolationException(invariant, $"{Name}: {detail}");
        }
    }

    // Asked several times a step: the words are only put together when they are needed.
    private void Require(bool holds, string invariant, [InterpolatedStringHandlerArgument(nameof(holds))] Detail detail) =>
        Require(holds, invariant, detail.ToString());

    [InterpolatedStringHandler]
    private readonly struct Detail(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        private readonly StringBuilder? text = (isNeeded = !holds) ? new StringBuilder(literalLength + (formattedCount * 8)) : null;

        public void AppendLiteral(string value) => text!.Append(value);

        public void AppendFormatted<T>(T value) => text!.Append(CultureInfo.InvariantCulture, $"{value}");

        public override string ToString() => text?.ToString() ?? "";
    }
}
