using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Service;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Service;

/// <summary>The technician's console: what it answers, what it refuses, and that its test of the contactor hurts nobody.</summary>
[TestClass]
public class ServiceConsoleTests
{
    [TestMethod]
    [DataRow("help", "contactor test  closes and opens")]
    [DataRow("?", "logs  ")]
    [DataRow("status", "verdict    Allowed: a member may charge now")]
    [DataRow("STATUS", "charging   Idle, 0 W")]
    [DataRow("status", "contactor open")]
    [DataRow("meter", "register  1000 Wh")]
    [DataRow("meter", "serial    MTR-1")]
    [DataRow("network", "offline: check cable or Wi-Fi")]
    [DataRow("network", "version 1, 2 intervals, valid until 2026-04-03T00:00:00.000Z")]
    [DataRow("self-test", "meter     ok")]
    [DataRow("self-test", "network   NOT OK: offline")]
    [DataRow("logs", "2 2026-04-01T00:00:00.100Z MeterBaseline MTR-1 at 1000 Wh")]
    [DataRow("logs", "1 2026-04-01T00:00:00.100Z Boot")]
    [DataRow("  meter  ", "power     0 W")]
    [DataRow("metre", "No such command: 'metre'. 'help' names the commands.")]
    [DataRow("yes", "No such command: 'yes'.")]
    public void ACommand_IsAnswered(string command, string expected)
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        string said = bench.Type(command);
        Check.That(Has(said, expected), said);
        Check.That(said.Substring(said.Length - 4) == "\r\n> ", "ends with the prompt: " + said);
    }

    [TestMethod]
    [DataRow(250, 32, (int)DeratingState.Full, "heat       25 C: not too hot")]
    [DataRow(601, 18, (int)DeratingState.Derated, "heat       60 C: hot, so")]
    [DataRow(810, 6, (int)DeratingState.TooHot, "heat       81 C: too hot")]
    [DataRow(int.MinValue, 32, (int)DeratingState.SensorFailed, "heat       the sensor")]
    public void Heat_IsOfferedToldAndHandedOver(int deciC, int offerA, int state, string expected)
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        bench.TemperatureDeciC = deciC;
        bench.Ticks(1);
        Check.Is(offerA, bench.OfferedA, "offered");
        Check.Is(state, (int)bench.HandOver.Derating, "state");
        string said = bench.Type("status");
        Check.That(Has(said, expected), said);
        Check.That(Has(said, "offer      " + offerA.ToString() + " A"), said);
    }

    [TestMethod]
    public void ASilentMeter_IsTold_WithWhatToDo()
    {
        var bench = new ConsoleBench { IsMeterSilent = true };
        bench.Ticks(10);
        Check.That(Has(bench.Type("meter"), "not read yet: check the meter's power"), "never read");
        bench.IsMeterSilent = false;
        bench.Ticks(10);
        bench.IsMeterSilent = true;
        bench.Ticks(60);
        Check.That(Has(bench.Type("meter"), "too old. Check the meter's power"), "old");
        Check.That(Has(bench.Type("status"), "DeniedMeterStale: the meter does not answer"), "verdict");
        Check.That(Has(bench.Type("self-test"), "meter     NOT OK"), "self-test");
    }

    [TestMethod]
    public void BeforeTheFirstStep_NothingIsClaimed()
    {
        var bench = new ConsoleBench();
        string said = bench.TypeBeforeTheFirstStep("status");
        Check.That(Has(said, "starting: no step yet") && !Has(said, "Allowed"), said);
    }

    [TestMethod]
    public void ASession_IsTold()
    {
        var bench = new ConsoleBench { IsVehicleConnected = true };
        bench.Ticks(10);
        bench.Token = World.Member;
        bench.Ticks(5);
        string said = bench.Type("status");
        Check.That(Has(said, "vehicle connected, contactor closed"), said);
        Check.That(Has(said, "Charging, session 1, claim renewable"), said);
        Check.That(Has(bench.Type("logs"), "SessionStarted 1 renewable Allowed"), "logs");
    }

    [TestMethod]
    public void BadInput_IsAnswered_AndTheConsoleGoesOn()
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        var noise = new byte[1_000];
        var numbers = new SeededNumbers(3);
        for (int i = 0; i < noise.Length - 1; i++)
        {
            noise[i] = (byte)(128 + numbers.Below(128));
        }

        noise[noise.Length - 1] = 10;
        Check.That(Has(bench.Send(noise), "That was no text. Set the terminal to 115200 baud"), "noise");
        string tooLong = bench.Type("status status status status status status status status status status");
        Check.That(Has(tooLong, "Too long: a command has at most 64 letters. Nothing was done"), tooLong);
        Check.Is(3, Lines(bench.Send(Ascii.Bytes("\r\n\r\n\n"))), "returns with and without line feed, nothing typed");
        Check.That(Has(bench.Type("metx\ber"), "register"), "a letter taken back");
        Check.That(Has(bench.Type("status"), "verdict"), "goes on");
    }

    [TestMethod]
    public void AnyBytes_AreHeardWithoutHarm()
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        var numbers = new SeededNumbers(11);
        for (int n = 0; n < 200; n++)
        {
            var bytes = new byte[numbers.Below(100)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)(numbers.OneIn(6) ? 13 : numbers.Below(256));
            }

            bench.Send(bytes);
        }

        Check.That(Has(bench.Type("\rmeter"), "register"), "goes on");
        Check.Is(0, bench.Closings, "and nothing moved");
    }

    [TestMethod]
    public void TheContactorsTest_NeedsAYes_ClosesForASecondAndTells()
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        Check.That(Has(bench.Type("contactor test"), "Type 'yes' within 30 s"), "asks");
        bench.Type("status");
        Check.That(Has(bench.Type("yes"), "No such command"), "anything else leaves it");
        bench.Type("contactor test");
        bench.Ticks(300);
        Check.That(Has(bench.Type("yes"), "No such command"), "too late");
        Check.Is(0, bench.Closings, "nothing moved");
        bench.Type("contactor test");
        Check.That(Has(bench.Type("yes"), "Testing"), "begins");
        bench.Ticks(1);
        Check.That(bench.IsCoilOn, "closed");
        bench.Ticks(10);
        Check.That(!bench.IsCoilOn, "open after a second");
        Check.That(Has(bench.Listen(15), "Contactor test passed"), "told");
        Check.That(Has(bench.Type("self-test"), "contactor open, 1 closures; test passed"), "remembered");
        bench.Type("contactor test");
        bench.Type("yes");
        Check.That(Has(bench.Listen(2), "Contactor test refused"), "not at once again");
        Check.Is(1, bench.Closings, "once");
    }

    [TestMethod]
    public void AnAuxiliaryContactThatDoesNotFollow_IsTold()
    {
        var bench = new ConsoleBench { IsAuxiliaryStuck = true };
        bench.Ticks(10);
        bench.Type("contactor test");
        bench.Type("yes");
        Check.That(Has(bench.Listen(30), "FAILED: told to close, reports open"), "told");
    }

    [TestMethod]
    public void AFaultOfTheContactor_IsClearedByAYes()
    {
        var bench = new ConsoleBench { IsAuxiliaryStuck = true };
        bench.Ticks(10);
        Check.That(Has(bench.Type("clear fault"), "Nothing to clear"), "well");
        Check.That(Has(bench.Type("yes"), "No such command"), "nothing was asked");
        bench.Type("contactor test");
        bench.Type("yes");
        bench.Ticks(30);
        bench.IsAuxiliaryStuck = false;
        Check.That(Has(bench.Type("self-test"), "faults    NOT OK: the contactor does not close"), "what to do");
        Check.That(Has(bench.Type("clear fault"), "the contactor does not close"), "asks");
        bench.Type("status");
        Check.That(Has(bench.Type("yes"), "No such command"), "anything else leaves it");
        bench.Type("clear fault");
        Check.That(Has(bench.Type("yes"), "Cleared"), "cleared");
        bench.Ticks(1);
        Check.That(Has(bench.Type("self-test"), "faults    ok"), "gone");
    }

    [TestMethod]
    public void ASelfTest_IsRecordedForTheBackOffice_OnceAMinute()
    {
        var bench = new ConsoleBench();
        bench.Ticks(700);
        bench.Token = World.Stranger;
        bench.Ticks(2);
        long before = bench.Bench.Journal.CommittedUpTo;
        bench.Type("self-test");
        bench.Type("self-test");
        bench.Ticks(2);
        Check.Is(before + 1, bench.Bench.Journal.CommittedUpTo, "one record");
        var bytes = new byte[RecordLayout.RecordBytes];
        var record = new Record();
        Check.That(bench.Bench.Journal.Read(before + 1, bytes) && RecordLayout.Decode(bytes, 0, record), "read back");
        Check.Is((int)RecordType.SelfTest, (int)record.Type, "type");
        Check.Is("MTR-1", record.MeterSerial, "serial");
        Check.Is(SelfTest.Meter | SelfTest.CardReader | SelfTest.Clock | SelfTest.Storage | SelfTest.Faults, record.PassedParts, "passed");
        Check.Is(SelfTest.Link, record.FailedParts, "failed");
    }

    [TestMethod]
    public void AVehicleThatComes_OpensTheTestedContactorInTheSameStep()
    {
        var bench = new ConsoleBench();
        bench.Ticks(10);
        bench.Type("contactor test");
        bench.Type("yes");
        bench.Ticks(3);
        Check.That(bench.IsCoilOn, "closed");
        bench.IsVehicleConnected = true;
        bench.Ticks(1);
        Check.That(!bench.IsCoilOn, "open");
        Check.Is((int)ContactorTestResult.Interrupted, (int)bench.Loop.ContactorTest.Result, "result");
    }

    [TestMethod]
    [DataRow("vehicle")]
    [DataRow("no plan")]
    [DataRow("silent meter")]
    public void WhereNoChargeCouldBegin_NoContactorIsTested(string obstacle)
    {
        var bench = new ConsoleBench
        {
            IsVehicleConnected = obstacle == "vehicle",
            IsMeterSilent = obstacle == "silent meter",
        };
        bench.HandOver.Plan = obstacle == "no plan" ? null : bench.HandOver.Plan;
        bench.Ticks(10);
        bench.Type("contactor test");
        bench.Type("yes");
        Check.That(Has(bench.Listen(30), "Contactor test refused: needs verdict Allowed"), "told");
        Check.Is(0, bench.Closings, "never closed");
    }

    [TestMethod]
    public void EveryVerdictAndResult_HasWords()
    {
        Check.Is(VerdictEffects.Count, Advice.VerdictCount, "verdicts");
        for (int i = 0; i <= (int)ContactorTestResult.Refused; i++)
        {
            Check.That(Advice.On((ContactorTestResult)i).Length > 5, "result " + i.ToString());
        }
    }

    [TestMethod]
    public void AnAnswer_IsBounded()
    {
        var text = new ConsoleText();
        for (int i = 0; i < 1_000; i++)
        {
            text.Put("0123456789").PutUtc(World.MidnightUtcMs).Put(long.MinValue).Line();
        }

        Check.Is(ConsoleText.MaximumBytes, text.Length, "full, and no more");
        text.Clear();
        text.Put(long.MinValue).Put(" ").Put(0).Put(" ").Put(-7).PutUtc(0);
        var bytes = new byte[text.Length];
        System.Array.Copy(text.Bytes, bytes, text.Length);
        Check.Is("-9223372036854775808 0 -7(time unknown)", Ascii.Text(bytes), "numbers");
    }

    [TestMethod]
    public void TheLongestAnswers_Fit()
    {
        var bench = new ConsoleBench();
        for (int i = 0; i < 6; i++)
        {
            bench.IsVehicleConnected = true;
            bench.Ticks(320);
            bench.Token = World.Member;
            bench.Ticks(10);
            bench.IsVehicleConnected = false;
            bench.Ticks(10);
        }

        Check.That(bench.Bench.Journal.CommittedUpTo > EventReport.MaximumEvents, "enough events");
        Check.That(bench.Type("logs").Length < ConsoleText.MaximumBytes - 300, "logs");
        Check.That(bench.Type("self-test").Length < ConsoleText.MaximumBytes, "self-test");
    }

    private static bool Has(string said, string part) => said.Contains(part);

    private static int Lines(string said)
    {
        int count = 0;
        for (int i = 0; i < said.Length; i++)
        {
            count += said[i] == '\n' ? 1 : 0;
        }

        return count;
    }
}
