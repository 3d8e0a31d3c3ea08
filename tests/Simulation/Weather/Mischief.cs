// What happens to one charge point, and when.
using System.Text;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Link;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Boards;
using ChargePointFw.Simulation.Wires;
using ChargePointFw.Simulator.Faults;

namespace ChargePointFw.Simulation.Weather;

/// <summary>Picks one trouble after the other for a charge point; each heals by itself after a while.</summary>
internal sealed class Mischief
{
    private const long MinuteMs = 60_000;
    // More than could have flowed while the meter was silent: less would be a reading like any other.
    private const long LeapWh = 100;

    private static readonly Fault[] fairOnes = [Fault.WireCut, Fault.WireWedged, Fault.MessageForged, Fault.MessageReplayed, Fault.MessageMisdirected];

    private static readonly Fault[] all =
    [
        .. fairOnes, Fault.PowerCut, Fault.PowerCut, Fault.RecordRots, Fault.HeaderRots, Fault.DocumentRots, Fault.MeterSilent,
        Fault.MeterTrembles, Fault.MeterRollsBack, Fault.MeterLeaps, Fault.MeterExchanged, Fault.ClockStepped, Fault.ClockLost, Fault.Stall,
        Fault.LongStall, Fault.ContactorWelds, Fault.ContactorFails, Fault.StopContactOpens, Fault.ChargerDeaf,
    ];

    private readonly Forecast forecast;
    private readonly StormChargePoint subject;
    private readonly Broker broker;
    private readonly Dice dice;
    private readonly FaultCounts faults;
    private readonly Func<long> now;
    private readonly List<(string Topic, byte[] Payload)> heard = [];
    private readonly PriorityQueue<Action, long> healing = new();
    private long nextMs;

    public Mischief(Forecast forecast, StormChargePoint subject, int index, Broker broker, FaultCounts faults, Func<long> now)
    {
        this.forecast = forecast;
        this.subject = subject;
        this.broker = broker;
        this.faults = faults;
        this.now = now;
        dice = new Dice(forecast.Seed, 200 + index);
        nextMs = Forecast.StartMs + dice.Pause(MeanMs);
        subject.Flash.Refuses = true;
        subject.Flash.CutsPower = !forecast.IsFair;
        subject.Documents.CutsPower = !forecast.IsFair;
    }

    /// <summary>Messages of other charge points, for whoever misdirects them.</summary>
    public Func<(string Topic, byte[] Payload)?> AnyMessage { get; set; } = () => null;

    public long DueMs => healing.TryPeek(out _, out long healsMs) ? Math.Min(healsMs, nextMs) : nextMs;

    private long MeanMs => forecast.IsFair ? 3 * Forecast.HourMs : Forecast.HourMs;

    /// <summary>An old document, to be sent again one day.</summary>
    public void Remember(string topic, byte[] payload)
    {
        if (heard.Count < 20)
        {
            heard.Add((topic, payload));
        }
        else if (dice.Once(4))
        {
            heard[dice.Between(0, heard.Count - 1)] = (topic, payload);
        }
    }

    /// <summary>Does what is due.</summary>
    public void Work()
    {
        while (healing.TryPeek(out Action? heal, out long healsMs) && healsMs <= now())
        {
            healing.Dequeue();
            heal();
            subject.Wake();
        }

        if (nextMs <= now())
        {
            nextMs = now() + dice.Pause(MeanMs);
            Do(dice.Any<Fault>(forecast.IsFair ? fairOnes : all));
            subject.Wake();
        }
    }

    /// <summary>The storm is over.</summary>
    public void HealAll()
    {
        nextMs = long.MaxValue;
        while (healing.TryDequeue(out Action? heal, out _))
        {
            heal();
        }

        subject.Flash.Refuses = false;
        subject.Flash.CutsPower = false;
        subject.Documents.CutsPower = false;
    }

    /// <summary>The wire is cut for so long.</summary>
    public void CutWire(long forMs)
    {
        faults.Count(Fault.WireCut);
        BeginWireCut(forMs);
    }

    private void BeginWireCut(long forMs)
    {
        subject.Wire.IsCut = true;
        subject.Board.CutOff(true);
        healing.Enqueue(Mend, now() + forMs);
    }

    private void Do(Fault fault)
    {
        if (subject.IsOff || subject.IsStalled || !Begin(fault))
        {
            return;
        }

        faults.Count(fault);
    }

    private bool Begin(Fault fault)
    {
        switch (fault)
        {
            case Fault.PowerCut:
                ChooseBootTime();
                subject.CutPower(dice.Any(100, 3_000, 20_000, dice.Between(60_000, 7_200_000)));
                return true;
            case Fault.MeterExchanged:
                subject.CutPower(dice.Between(300_000, 1_800_000));
                subject.Meter.Exchange();
                return true;
            case Fault.RecordRots:
                return subject.Flash.RotRecord();
            case Fault.HeaderRots:
                return subject.Flash.RotHeader();
            case Fault.DocumentRots:
                subject.Documents.Rot();
                return false; // counts itself
            case Fault.MeterSilent:
                subject.Meter.SilentUntilMs = now() + dice.Any(2_000, 7_000, 60_000, dice.Between(60_000, 1_200_000));
                healing.Enqueue(() => { }, subject.Meter.SilentUntilMs);
                return true;
            case Fault.MeterTrembles:
                return Err(-forecast.MeterResolutionWh, dice.Between(2_000, 60_000));
            case Fault.MeterRollsBack:
                return Err(-forecast.MeterResolutionWh * dice.Between(2, 5_000), dice.Between(2_000, 30_000));
            case Fault.MeterLeaps:
                return Err(dice.Between(250, 1_000) * LeapWh, dice.Between(2_000, 30_000));
            case Fault.ClockStepped:
                return StepClock();
            case Fault.ClockLost:
                subject.Board.Clock.Quality = ClockQuality.Unknown;
                healing.Enqueue(() => subject.Board.Clock.Quality = ClockQuality.Synchronised, now() + dice.Between(1, 20) * MinuteMs);
                return true;
            case Fault.Stall:
                subject.Stall(dice.Between(200, 1_900));
                return true;
            case Fault.LongStall:
                subject.Stall(dice.Between(2_100, 15_000));
                return true;
            case Fault.ContactorWelds:
                Break(ContactorTrouble.Welded);
                return !dice.Once(2) || Begin(Fault.ChargerDeaf); // both together: energy flows outside any session
            case Fault.ContactorFails:
                Break(dice.Any(ContactorTrouble.DoesNotClose, ContactorTrouble.Opens, ContactorTrouble.Chatters));
                return true;
            case Fault.StopContactOpens:
                int contact = dice.Between(0, 3);
                subject.Board.Wiring.SetStopContact(contact, isOpen: true);
                healing.Enqueue(() => subject.Board.Wiring.SetStopContact(contact, isOpen: false), now() + dice.Any(50, 2_000, 600_000));
                return true;
            case Fault.ChargerDeaf:
                subject.Board.Bay.IgnoresStop = true;
                healing.Enqueue(() => subject.Board.Bay.IgnoresStop = false, now() + dice.Between(1, 120) * MinuteMs);
                return true;
            default:
                return Disturb(fault);
        }
    }

    private bool Disturb(Fault fault)
    {
        switch (fault)
        {
            case Fault.WireCut:
                BeginWireCut(dice.Any(2, 10, 60, dice.Between(60, 600)) * MinuteMs);
                return true;
            case Fault.WireWedged:
                subject.Wire.IsWedged = subject.Wire.IsConnected;
                healing.Enqueue(Unwedge, now() + dice.Between(1, 20) * MinuteMs); // the keep-alive fails in the end
                return subject.Wire.IsWedged;
            case Fault.MessageForged:
                Forge();
                return true;
            case Fault.MessageReplayed when heard.Count > 0:
                (string topic, byte[] payload) = heard[dice.Between(0, heard.Count - 1)];
                broker.Publish(topic, payload, dice.Once(2));
                return true;
            case Fault.MessageMisdirected when AnyMessage() is { } other:
                broker.Publish(TopicOf(other.Topic[(other.Topic.LastIndexOf('/') + 1)..]), other.Payload, false);
                return true;
            default:
                return false;
        }
    }

    private void Break(ContactorTrouble trouble)
    {
        subject.Board.Wiring.Trouble = trouble;
        healing.Enqueue(MendContactor, now() + dice.Between(1, 60) * MinuteMs);
    }

    // The technician clears what came of it, if there is power for it.
    private void MendContactor()
    {
        subject.Board.Wiring.Trouble = ContactorTrouble.None;
        subject.Board.ClearFault();
        if (subject.IsOff && nextMs != long.MaxValue)
        {
            healing.Enqueue(MendContactor, now() + 10 * MinuteMs);
        }
    }

    private void Unwedge()
    {
        if (subject.Wire.IsWedged)
        {
            subject.Wire.Lose();
        }
    }

    private void Mend()
    {
        subject.Wire.IsCut = false;
        subject.Board.CutOff(false);
    }

    private bool Err(long errorWh, int forMs)
    {
        subject.Meter.ErrorWh = errorWh;
        subject.Meter.ErrorUntilMs = now() + forMs;
        healing.Enqueue(() => { }, subject.Meter.ErrorUntilMs);
        return true;
    }

    private bool StepClock()
    {
        long offsetMs = dice.Any(1, -1) * dice.Any(500L, 2_000, 600_000, 7_200_000);
        subject.Board.Clock.OffsetMs += offsetMs;
        long backMs = now() + dice.Between(1, 40) * MinuteMs;
        int boot = subject.Board.BootNumber;
        healing.Enqueue(() => subject.Board.Clock.OffsetMs -= subject.Board.BootNumber == boot ? offsetMs : 0, backMs);
        return true;
    }

    // After a power loss nobody may know the time for a while.
    private void ChooseBootTime()
    {
        if (dice.Once(8) && subject.Parts.BootOffsetMs == 0)
        {
            faults.Count(Fault.ClockFarAhead);
            long aheadMs = dice.Between(1, 70) * 365 * Forecast.DayMs;
            subject.Parts.BootOffsetMs = aheadMs;
            long backMs = now() + dice.Between(1, 60) * MinuteMs;
            subject.Meter.SilentUntilMs = backMs; // no session in that far interval, see the README
            healing.Enqueue(
                () =>
                {
                    subject.Parts.BootOffsetMs = 0;
                    subject.Board.Clock.OffsetMs -= subject.Board.Clock.OffsetMs > aheadMs - Forecast.DayMs ? aheadMs : 0;
                },
                backMs);
        }

        subject.Parts.BootQuality = dice.Once(3) ? ClockQuality.Unknown : ClockQuality.Synchronised;
        if (subject.Parts.BootQuality == ClockQuality.Unknown)
        {
            healing.Enqueue(
                () =>
                {
                    subject.Parts.BootQuality = ClockQuality.Synchronised;
                    subject.Board.Clock.Quality = ClockQuality.Synchronised;
                },
                now() + dice.Between(1, 30) * MinuteMs);
        }
    }

    private void Forge()
    {
        if (dice.Once(2))
        {
            broker.Publish(TopicOf("plan"), ForgedPlan(), false);
            return;
        }

        string kind = dice.Any("plan", "tokens", "ack", "resend", "record", "state");
        byte[] payload = dice.Any(
            dice.Bytes(dice.Between(0, 300)),
            Encoding.ASCII.GetBytes($$"""{"signed":{"kind":"{{kind}}","site":"storm","chargePoint":"{{subject.Name}}","version":999,"journal":{{subject.Board.JournalId}},"number":5},"hmac":"{{Convert.ToBase64String(dice.Bytes(32))}}"}"""),
            Encoding.ASCII.GetBytes($$"""{"records":[{"bytes":"{{Convert.ToBase64String(ForgedRecord())}}"}]}"""));
        for (int i = dice.Between(1, 3); i > 0; i--)
        {
            broker.Publish(TopicOf(kind), payload, false);
        }
    }

    // As good as a real one, but for the key: the newest version, and energy without end.
    private byte[] ForgedPlan()
    {
        long startS = (now() - (now() % forecast.IntervalMs) + forecast.IntervalMs) / 1_000;
        byte[] body = Encoding.ASCII.GetBytes(
            $$"""{"kind":"plan","site":"storm","chargePoint":"{{subject.Name}}","version":{{subject.Board.PlanVersion + 1}},"intervalMinutes":{{forecast.IntervalMinutes}},"validUntil":{{startS + 86_400}},"allocations":[{"id":1,"start":{{startS}},"energyWh":9000000,"source":"SOLAR","certificate":""}]}""");
        return SignedDocument.Sign(new HmacSha256(), dice.Bytes(32), body);
    }

    private byte[] ForgedRecord()
    {
        byte[] bytes = subject.Log.Newest.Length == 0 ? dice.Bytes(64) : [.. subject.Log.Newest];
        bytes[dice.Between(0, bytes.Length - 1)] ^= 1;
        return bytes;
    }

    private string TopicOf(string kind)
    {
        var topics = new Topics(StormChargePoint.Site, subject.Name);
        return topics.Record[..(topics.Record.LastIndexOf('/') + 1)] + kind;
    }
}
