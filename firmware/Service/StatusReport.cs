using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Service;

/// <summary>How the charge point is now, in a technician's words.</summary>
public sealed class StatusReport
{
    private const int LateReadingMs = 5_000;
    private readonly ConsoleText text;
    private readonly Inputs inputs;
    private readonly Outputs outputs;
    private readonly ControlLoop loop;
    private readonly HandOver handOver;
    private readonly RecordJournal journal;

    public StatusReport(ConsoleText text, ControlLoop loop, HandOver handOver, RecordJournal journal)
    {
        this.text = text;
        this.loop = loop;
        inputs = loop.Inputs;
        outputs = loop.Outputs;
        this.handOver = handOver;
        this.journal = journal;
    }

    private long ReadingAgeMs => inputs.NowMs - inputs.Meter.ReadAtMs;

    private bool IsMeterRead => inputs.Meter.ReadAtMs >= 0;

    private bool IsMeterFresh => IsMeterRead && ReadingAgeMs <= LateReadingMs;

    private long Waiting => journal.CommittedUpTo - journal.AcknowledgedUpTo;

    /// <summary>Is it charging, may it, why not.</summary>
    public void Status()
    {
        if (inputs.NowMs == 0 && inputs.UtcMs == 0)
        {
            text.Line("starting: no step yet. If it stays so, switch the board off and on");
            return;
        }

        text.Put("time       ").PutUtc(handOver.UtcMs).Put(", up ").Put(inputs.NowMs / 1_000).Put(" s, boot ").Put(journal.BootNumber).Line();
        text.Put("connector  ").Put(inputs.Fault != FaultCode.None ? "faulted: " : inputs.IsVehicleConnected ? "vehicle connected" : "free")
            .Put(inputs.Fault != FaultCode.None ? Names.Of(inputs.Fault) : "")
            .Line(inputs.IsContactorClosed ? ", contactor closed" : ", contactor open");
        text.Put("charging   ").Put(Names.Of(outputs.ChargingState));
        if (outputs.SessionNumber != 0)
        {
            text.Put(", session ").Put(outputs.SessionNumber).Put(", claim ").Put(Names.Of(outputs.Claim));
        }

        text.Put(", ").Put(inputs.Meter.PowerW).Line(" W");
        text.Put("verdict    ").Put(Names.Of(outputs.Verdict)).Put(": ").Line(Advice.On(outputs.Verdict));
        if (outputs.UntilUtcMs > 0)
        {
            text.Put("until      ").PutUtc(outputs.UntilUtcMs).Line();
        }

        if (outputs.Derating != DeratingState.NotWired)
        {
            text.Put("heat       ");
            if (outputs.Derating != DeratingState.SensorFailed)
            {
                text.Put(inputs.TemperatureDeciC / 10).Put(" C: ");
            }

            text.Line(Advice.On(outputs.Derating));
        }

        if (outputs.OfferA > 0)
        {
            text.Put("offer      ").Put(outputs.OfferA).Line(" A");
        }

        text.Put("network    ").Put(handOver.IsOnline ? "online" : "offline").Put(", ").Put(Waiting).Line(" records wait to be fetched");
    }

    /// <summary>What the meter tells.</summary>
    public void Meter()
    {
        if (!IsMeterRead)
        {
            text.Line("not read yet: check the meter's power, its address (MeterUnit in config.json), speed, A/B wires");
            return;
        }

        text.Put("register  ").Put(inputs.Meter.RegisterWh).Line(" Wh");
        text.Put("power     ").Put(inputs.Meter.PowerW).Line(" W");
        text.Put("serial    ").Line(inputs.Meter.Serial ?? "(tells none)");
        text.Put("read      ").Put(ReadingAgeMs).Put(" ms ago").Line(
            IsMeterFresh ? "" : ": too old. Check the meter's power, address, A/B wires");
        if (outputs.Verdict == SupplyVerdict.DeniedMeterImplausible)
        {
            text.Line(Advice.On(outputs.Verdict));
        }
    }

    /// <summary>What goes to the back office and what has come from it.</summary>
    public void Network()
    {
        text.Line(handOver.IsOnline
            ? "online: the broker has let it in"
            : "offline: check cable or Wi-Fi, BrokerHost, BrokerPort and password in config.json; charging goes on by the plan held");
        text.Put("records   committed ").Put(journal.CommittedUpTo).Put(", fetched ").Put(journal.AcknowledgedUpTo)
            .Put(", waiting ").Put(Waiting).Put(", room for ").Put(journal.Room).Line();
        SupplyPlan plan = handOver.Plan;
        text.Put("plan      ");
        if (plan == null)
        {
            text.Line("none");
        }
        else
        {
            text.Put("version ").Put(plan.Version).Put(", ").Put(plan.Count).Put(" intervals, valid until ").PutUtc(plan.ValidUntilUtcMs).Line();
        }

        TokenList tokens = handOver.Tokens;
        text.Put("members   ");
        if (tokens == null)
        {
            text.Line("no list: nobody can begin a session");
        }
        else
        {
            text.Put("version ").Put(tokens.Version).Put(", ").Put(tokens.Count).Line(" cards");
        }

        text.Put("refused   ").Put(handOver.RefusedCount).Put(" documents since the boot");
        text.Line(handOver.RefusedCount == 0 ? "" : ", the last for " + Names.Of(handOver.RefusedKind) + ": the keys of board and back office may differ");
    }

    /// <summary>Each part: ok, or what to do.</summary>
    public void SelfTest()
    {
        Part("clock     ", Control.SelfTest.Clock, Advice.On(SupplyVerdict.DeniedClockUnknown));
        Part("meter     ", Control.SelfTest.Meter, Advice.On(SupplyVerdict.DeniedMeterStale));
        text.Put("  serial  ").Line(inputs.Meter.Serial ?? "(tells none)");
        Part("register  ", Control.SelfTest.Register, Advice.On(SupplyVerdict.DeniedMeterImplausible), "charge something: it must move");
        Part("journal   ", Control.SelfTest.Storage, inputs.JournalRoom > 0 ? Advice.On(FaultCode.StoreFailed) : Advice.On(SupplyVerdict.DeniedJournalFull));
        Part("faults    ", Control.SelfTest.Faults, Advice.On(FaultWatch.First(inputs.Faults)));
        Part("network   ", Control.SelfTest.Link, "offline: 'network' tells more");
        Part("plan      ", handOver.Plan != null, Advice.On(SupplyVerdict.DeniedNoPlan));
        Part("members   ", handOver.Tokens != null, "no list of members: bring up the network ('network')");
        Part("documents ", handOver.RefusedCount == 0, "some were refused: 'network' tells more");
        Part("cards     ", Control.SelfTest.CardReader, Advice.On(FaultCode.CardReaderFailed), "hold a card to the reader");
        text.Put("contactor ").Put(inputs.IsContactorClosed ? "closed" : "open").Put(", ").Put(journal.Closures).Put(" closures; test ")
            .Line(Advice.On(loop.ContactorTest.Result));
    }

    private void Part(string name, int part, string advice, string how = "")
    {
        bool isTried = ((loop.SelfTest.Passed | loop.SelfTest.Failed) & part) != 0;
        if (isTried)
        {
            Part(name, (loop.SelfTest.Passed & part) != 0, advice);
        }
        else
        {
            text.Put(name).Put("not tried since the boot").Line(how.Length > 0 ? ": " + how : "");
        }
    }

    private void Part(string name, bool isWell, string advice) => text.Put(name).Line(isWell ? "ok" : "NOT OK: " + advice);
}
