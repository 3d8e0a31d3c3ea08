// The service console over a pseudo-terminal, as a technician's terminal program sees it, against a run that charges.
using System.Text;
using System.Text.RegularExpressions;
using ChargePointFw.Serial.Tests;

namespace ChargePointFw.Integration;

[TestClass]
public sealed class ConsoleTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public void EveryCommand_IsAnswered_AndTheRunGoesOn()
    {
        using var terminal = new PseudoTerminal();
        using var files = new OwnFiles();
        files.Supply([.. Enumerable.Repeat(500, 48)]);
        files.Sessions(
            "cp-02,04A224B9C53280,zesp3,2026-04-30T18:00:00Z,2026-04-30T19:00:00Z,20000,50000",
            "cp-01,04A224B9C53280,zesp3,2026-04-30T20:00:00Z,2026-04-30T21:00:00Z,20000,50000"); // no vehicle in the way
        using DemoProcess demo = DemoProcess.Start(["--speed", "2", "--console", terminal.Device, .. files.Arguments]);
        demo.Wait(new Regex("^Broker: "));

        Ask(terminal, "help", "contactor test");
        AskUntil(terminal, "status", "verdict    Allowed: a member may charge now");
        AskUntil(terminal, "network", "online: the broker has let it in");
        AskUntil(terminal, "network", "members   version ");
        Ask(terminal, "meter", "serial    SIM-cp-01");
        Ask(terminal, "logs", " MeterBaseline SIM-cp-01 at ");
        Ask(terminal, "self-test", "clock     ok");
        Ask(terminal, "self-test", "closures; test not tested since the boot");

        terminal.Write([0x00, 0xFF, 0x81, 0x1B, (byte)'\r']);
        Hear(terminal, "That was no text");
        Ask(terminal, new string('x', 5_000), "Too long");
        Ask(terminal, "sttaus", "No such command: 'sttaus'");

        Ask(terminal, "contactor test", "Type 'yes' within 30 s");
        Ask(terminal, "yes", "Contactor test passed: closed and opened as told");
        Ask(terminal, "self-test", "closures; test passed");

        Assert.IsFalse(demo.HasExited, demo.Story);
        demo.Interrupt();
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
    }

    [TestMethod]
    public void ATechnicianWhoDoesNotListen_StopsNothing()
    {
        using var terminal = new PseudoTerminal();
        using DemoProcess demo = DemoProcess.Start("--speed", "3600", "--hours", "6", "--console", terminal.Device);
        demo.Wait(new Regex("^Broker: "));
        for (int i = 0; i < 40; i++)
        {
            terminal.Write("logs\rhelp\rself-test\r"u8);
        }

        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
    }

    [TestMethod]
    public void APathThatIsNoSerialDevice_IsNamed_WithWhatToGive()
    {
        string path = Path.Combine(Path.GetTempPath(), "no-such-terminal");
        using DemoProcess demo = DemoProcess.Run("--console", path);
        Assert.AreEqual(2, demo.WaitForEnd(), demo.Story);
        StringAssert.Contains(demo.Story, path);
        StringAssert.Contains(demo.Story, "Give a serial device or a pseudo-terminal");
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder), "nothing stays");

        using DemoProcess once = DemoProcess.Run("--once", "--console", path);
        Assert.AreEqual(2, once.WaitForEnd(), once.Story);
        StringAssert.Contains(once.Story, "leave out --once");
    }

    private static void Ask(PseudoTerminal terminal, string command, string expected)
    {
        Type(terminal, command);
        Hear(terminal, expected);
    }

    private static void AskUntil(PseudoTerminal terminal, string command, string expected)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        string said = "";
        while (Environment.TickCount64 < until)
        {
            Type(terminal, command);
            said = Listen(terminal, text => text.EndsWith("> ", StringComparison.Ordinal));
            if (said.Contains(expected, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{command}' never answered '{expected}', in the end: {said}");
    }

    private static void Type(PseudoTerminal terminal, string command) => terminal.Write(Encoding.ASCII.GetBytes(command + "\r"));

    // To the prompt behind it, so that the next answer begins anew.
    private static void Hear(PseudoTerminal terminal, string expected)
    {
        bool IsWhole(string text) =>
            text.IndexOf(expected, StringComparison.Ordinal) is >= 0 and int at && text[at..].Contains("> ", StringComparison.Ordinal);
        string said = Listen(terminal, IsWhole);
        Assert.IsTrue(IsWhole(said), $"Expected '{expected}', heard: {said}");
    }

    private static string Listen(PseudoTerminal terminal, Predicate<string> isEnough)
    {
        var said = new StringBuilder();
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Environment.TickCount64 < until && !isEnough(said.ToString()))
        {
            said.Append(Encoding.ASCII.GetString(terminal.Read(100)));
        }

        return said.ToString();
    }
}
