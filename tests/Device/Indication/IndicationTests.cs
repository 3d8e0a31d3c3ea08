using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Control;
using ChargePointFw.Indication;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Indication;

/// <summary>What a driver sees: every state's pattern, and which state it is.</summary>
[TestClass]
public class IndicationTests
{
    private const int StateCount = (int)IndicatedState.CardRefused + 1;

    // A letter a step: g, r, y for both lamps, - for dark; a capital one with the buzzer.
    [TestMethod]
    [DataRow(0, "gggggggggggggggggggg")]
    [DataRow(1, "g-------------------")]
    [DataRow(2, "ggggg-----ggggg-----")]
    [DataRow(3, "yyyyyyyyyyyyyyyyyyyy")]
    [DataRow(4, "yyyyy-----yyyyy-----")]
    [DataRow(5, "rrrrrrrrrrrrrrrrrrrr")]
    [DataRow(6, "r-r-r-r-r-r-r-r-r-r-")]
    [DataRow(7, "G!g-g-g-g-g-g-g-g-g-")]
    [DataRow(8, "RR--RR--RR----------")]
    public void EveryState_HasItsPattern(int state, string pattern)
    {
        for (int step = 0; step < IndicatorTable.Steps; step++)
        {
            int on = IndicatorTable.On((IndicatedState)state, step);
            Check.Is(pattern[step].ToString(), Letter(on), "step " + step.ToString());
        }
    }

    [TestMethod]
    public void EveryState_LooksDifferent()
    {
        for (int one = 0; one < StateCount; one++)
        {
            for (int other = one + 1; other < StateCount; other++)
            {
                bool differs = false;
                for (int step = 0; step < IndicatorTable.Steps; step++)
                {
                    differs |= IndicatorTable.On((IndicatedState)one, step) != IndicatorTable.On((IndicatedState)other, step);
                }

                Check.That(differs, one.ToString() + " and " + other.ToString());
            }
        }
    }

    // Connector status, vehicle, session, charging state: what is shown. A fault goes before everything.
    [TestMethod]
    [DataRow(0, false, false, 0, 0)]
    [DataRow(1, true, false, 1, 1)]
    [DataRow(1, true, true, 2, 2)]
    [DataRow(1, true, true, 1, 2)]
    [DataRow(1, true, true, 4, 3)]
    [DataRow(1, true, true, 3, 4)]
    [DataRow(3, false, false, 0, 5)]
    [DataRow(3, true, true, 2, 5)]
    [DataRow(4, false, false, 0, 6)]
    [DataRow(4, true, true, 2, 6)]
    public void EverySituation_HasItsState(int status, bool isConnected, bool hasSession, int charging, int state)
    {
        var inputs = new Inputs { NowMs = 5_000, IsVehicleConnected = isConnected };
        var outputs = new Outputs
        {
            ConnectorStatus = (ConnectorStatus)status,
            ChargingState = (ChargingState)charging,
            SessionNumber = hasSession ? 1 : 0,
        };
        var indication = new ChargePointFw.Indication.Indication();
        indication.Step(inputs, outputs);
        Check.Is(state, (int)indication.State, "state");
    }

    [TestMethod]
    public void ACard_IsAnsweredForTwoSeconds_ThenTheStateShowsAgain()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, World.MinuteMs);
        var indication = new ChargePointFw.Indication.Indication();
        world.Plug();
        world.Present(World.Stranger);
        Check.Is((int)IndicatedState.CardRefused, After(world, indication, World.Stranger), "a stranger");
        Run(world, indication, 1_900, IndicatedState.CardRefused);
        Run(world, indication, 200, IndicatedState.Connected);
        world.Present(World.Member);
        Check.Is((int)IndicatedState.CardTaken, After(world, indication, World.Member), "a member");
        Run(world, indication, 1_900, IndicatedState.CardTaken);
        Run(world, indication, 1_000, IndicatedState.Charging);
        world.Present(World.OtherMember);
        Check.Is((int)IndicatedState.CardRefused, After(world, indication, World.OtherMember), "somebody else's card stops nothing");
        Run(world, indication, 2_100, IndicatedState.Charging);
        world.Present(World.Member);
        Check.Is((int)IndicatedState.CardTaken, After(world, indication, World.Member), "it stops the charge");
    }

    // The loop hands over what the step has read; the world has taken its card back by then.
    private static int After(World world, ChargePointFw.Indication.Indication indication, long token)
    {
        world.Tick();
        world.Inputs.TokenHash = token;
        indication.Step(world.Inputs, world.Outputs);
        world.Inputs.TokenHash = 0;
        return (int)indication.State;
    }

    private static void Run(World world, ChargePointFw.Indication.Indication indication, int ms, IndicatedState last)
    {
        for (int passed = 0; passed < ms; passed += World.TickMs)
        {
            world.Tick();
            indication.Step(world.Inputs, world.Outputs);
        }

        Check.Is((int)last, (int)indication.State, "shown after " + ms.ToString() + " ms");
    }

    private static string Letter(int on)
    {
        bool isGreen = (on & IndicatorTable.Green) != 0;
        bool isRed = (on & IndicatorTable.Red) != 0;
        bool isBuzzing = (on & IndicatorTable.Buzzer) != 0;
        return isGreen ? isRed ? "y" : isBuzzing ? "G" : "g"
            : isRed ? isBuzzing ? "R" : "r"
            : isBuzzing ? "!" : "-";
    }
}
