using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Seams;

namespace ChargePointFw.Service;

/// <summary>
/// The technician's console: lines in, answers out, over any serial line. The link's thread polls it; it decides nothing and
/// changes nothing but the contactor's test, which it only asks for. What it says is bounded, what it hears too.
/// </summary>
public sealed class ServiceConsole
{
    private const int MaximumBytesAPoll = 128;
    private const int ConfirmWithinMs = 30_000;

    private readonly ISerialLine line;
    private readonly ControlLoop loop;
    private readonly ContactorTest contactorTest;
    private readonly StatusReport status;
    private readonly EventReport events;
    private readonly CommandLine typed = new CommandLine();
    private readonly ConsoleText text = new ConsoleText();
    private readonly byte[] heard = new byte[MaximumBytesAPoll];
    private long confirmUntilMs;
    private bool awaitsTest;
    private bool confirmsClearing;

    /// <param name="line">The serial line, opened.</param>
    /// <param name="loop">What it reads, decides and tests.</param>
    /// <param name="handOver">What link and control loop tell each other.</param>
    /// <param name="journal">The records.</param>
    public ServiceConsole(ISerialLine line, ControlLoop loop, HandOver handOver, RecordJournal journal)
    {
        this.line = line;
        this.loop = loop;
        contactorTest = loop.ContactorTest;
        status = new StatusReport(text, loop, handOver, journal);
        events = new EventReport(text, journal);
    }

    /// <summary>Takes what was typed and answers what is complete.</summary>
    /// <param name="nowMs">Any monotonic clock, ms.</param>
    public void Poll(long nowMs)
    {
        int available = line.Available;
        if (available == 0 && !awaitsTest)
        {
            return;
        }

        text.Clear();
        int count = line.Read(heard, 0, available < MaximumBytesAPoll ? available : MaximumBytesAPoll);
        for (int i = 0; i < count; i++)
        {
            Take(heard[i], nowMs);
        }

        TellTest();
        Say();
    }

    /// <summary>Says something that nobody asked for, such as a meter that has fallen silent.</summary>
    public void Tell(string news)
    {
        text.Clear();
        text.Line().Line(news);
        Prompt();
        Say();
    }

    private void Say()
    {
        if (text.Length > 0)
        {
            line.Write(text.Bytes, text.Length);
        }
    }

    private void Take(byte letter, long nowMs)
    {
        if (!typed.Ends(letter))
        {
            Echo(letter);
            return;
        }

        text.Line();
        bool confirms = nowMs < confirmUntilMs;
        confirmUntilMs = 0;
        if (!typed.IsEmpty)
        {
            Answer(nowMs, confirms);
        }

        typed.Clear();
        Prompt();
    }

    // What is typed is sent back, so that any terminal program shows it; noise is not.
    private void Echo(byte letter)
    {
        if (letter == CommandLine.Backspace || letter == CommandLine.Delete)
        {
            text.Letter(CommandLine.Backspace);
            text.Letter((byte)' ');
            text.Letter(CommandLine.Backspace);
        }
        else if (letter >= ' ' && !typed.IsNoise && !typed.IsTooLong)
        {
            text.Letter(letter);
        }
    }

    private void Answer(long nowMs, bool confirms)
    {
        if (typed.IsNoise)
        {
            text.Line("That was no text. Set the terminal to 115200 baud, 8 data bits, no parity, 1 stop bit; then 'help'.");
        }
        else if (typed.IsTooLong)
        {
            text.Put("Too long: a command has at most ").Put(CommandLine.MaximumLetters).Line(" letters. Nothing was done; 'help' names the commands.");
        }
        else if (typed.Is("help") || typed.Is("?"))
        {
            Help();
        }
        else if (typed.Is("status"))
        {
            status.Status();
        }
        else if (typed.Is("self-test"))
        {
            loop.SelfTest.IsAsked = true; // for the back office
            status.SelfTest();
        }
        else if (typed.Is("meter"))
        {
            status.Meter();
        }
        else if (typed.Is("network"))
        {
            status.Network();
        }
        else if (typed.Is("logs"))
        {
            events.Last();
        }
        else if (typed.Is("contactor test"))
        {
            AskForTest(nowMs);
        }
        else if (typed.Is("clear fault"))
        {
            AskForClearing(nowMs);
        }
        else if (typed.Is("yes") && confirms && confirmsClearing)
        {
            loop.IsClearRequested = true;
            text.Line("Cleared. If its cause is still there, it comes back: test the contactor ('contactor test').");
        }
        else if (typed.Is("yes") && confirms)
        {
            awaitsTest = true;
            contactorTest.IsAsked = true;
            text.Line("Testing, takes 2 s ...");
        }
        else
        {
            text.Put("No such command: '");
            typed.Repeat(text);
            text.Line("'. 'help' names the commands.");
        }
    }

    private void Help()
    {
        text.Line("status          is it charging, may it, why not, what to do")
            .Line("self-test       each part: ok, or what to do")
            .Line("meter           register, power, age of the reading")
            .Line("network         back office, plan, members, records that wait")
            .Line("logs            the last events, newest first")
            .Line("contactor test  closes and opens the contactor; asks first, and only without vehicle and session")
            .Line("clear fault     when the contactor is mended; asks first");
    }

    private void AskForTest(long nowMs)
    {
        confirmUntilMs = nowMs + ConfirmWithinMs;
        confirmsClearing = false;
        text.Line("The contactor will close for 1 s and open again, with the charger disabled. Nobody may touch cable or busbars.")
            .Line("Type 'yes' within 30 s to go on, anything else to leave it.");
    }

    private void AskForClearing(long nowMs)
    {
        int lasting = loop.Inputs.Faults & FaultWatch.Lasting;
        if (lasting == 0)
        {
            text.Line("Nothing to clear: no fault of the contactor is present; every other goes with its cause.");
            return;
        }

        confirmUntilMs = nowMs + ConfirmWithinMs;
        confirmsClearing = true;
        text.Line(Advice.On(FaultWatch.First(lasting)))
            .Line("Type 'yes' within 30 s when that is done, anything else to leave it.");
    }

    private void TellTest()
    {
        if (awaitsTest && !contactorTest.IsAsked && !contactorTest.IsRunning)
        {
            awaitsTest = false;
            text.Put("Contactor test ").Line(Advice.On(contactorTest.Result));
            Prompt();
        }
    }

    private void Prompt() => text.Put("> ");
}
