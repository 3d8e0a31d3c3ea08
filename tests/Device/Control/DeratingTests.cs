using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>The line from full current to none, every row up and down, and what heat does to a charge.</summary>
[TestClass]
public class DeratingTests
{
    private const int Full = (int)DeratingState.Full;
    private const int Derated = (int)DeratingState.Derated;
    private const int TooHot = (int)DeratingState.TooHot;

    // 32 A up to 50 °C, 6 A from 70 on, none from 80 on; from and until are tenths of a degree.
    [TestMethod]
    [DataRow(-330, 500, Full, 32)]
    [DataRow(501, 507, Derated, 31)]
    [DataRow(508, 515, Derated, 30)]
    [DataRow(593, 600, Derated, 19)]
    [DataRow(685, 692, Derated, 7)]
    [DataRow(693, 799, Derated, 6)]
    [DataRow(800, 1250, TooHot, 6)]
    public void EveryRow(int fromDeciC, int untilDeciC, int state, int offerA)
    {
        var rising = new Derating(Line());
        for (int deciC = fromDeciC; deciC <= untilDeciC; deciC++)
        {
            rising.Step(deciC);
            Is(state, offerA, rising, deciC);
        }
    }

    [TestMethod]
    public void NoRowIsMissing_ItNeverOffersMoreThanTheLine_AndNeverMoreWhenItIsHotter()
    {
        var derating = new Derating(Line());
        int formerA = 32;
        for (int deciC = -330; deciC <= 1_250; deciC++)
        {
            derating.Step(deciC);
            int millionths = 32_000_000 - (26_000_000 / 200 * (deciC - 500));
            int lineA = deciC <= 500 ? 32 : deciC >= 700 ? 6 : millionths / 1_000_000;
            Check.Is(lineA, derating.OfferA, "at " + deciC.ToString());
            Check.That(derating.OfferA <= formerA, "falls");
            formerA = derating.OfferA;
        }

        for (int deciC = 1_250; deciC >= -330; deciC--)
        {
            derating.Step(deciC);
            int heldDeciC = deciC + Derating.PlayDeciK < 1_250 ? deciC + Derating.PlayDeciK : 1_250;
            var fresh = new Derating(Line());
            fresh.Step(heldDeciC);
            Is((int)fresh.State, fresh.OfferA, derating, deciC);
        }
    }

    [TestMethod]
    public void ATrembleWithinThePlay_ChangesNothing()
    {
        var derating = new Derating(Line());
        derating.Step(640);
        int offerA = derating.OfferA;
        for (int i = 0; i < 100; i++)
        {
            derating.Step(i % 2 == 0 ? 640 : 640 - Derating.PlayDeciK);
            Check.Is(offerA, derating.OfferA, "stays");
        }
    }

    [TestMethod]
    [DataRow(false, 0, 600, (int)DeratingState.NotWired, 32)]
    [DataRow(false, 0, int.MinValue, (int)DeratingState.NotWired, 32)]
    [DataRow(true, 0, 799, Full, 32)]
    [DataRow(true, 0, 800, TooHot, 32)]
    [DataRow(true, 0, int.MinValue, (int)DeratingState.SensorFailed, 32)]
    [DataRow(true, 50, int.MinValue, (int)DeratingState.SensorFailed, 32)]
    public void WithoutALine_OrWithoutASensor(bool hasSensor, int fromC, int deciC, int state, int offerA)
    {
        ChargePointSettings settings = Line();
        settings.DeratingFromC = fromC;
        settings.StopFromC = hasSensor ? 80 : 0;
        var derating = new Derating(settings);
        derating.Step(deciC);
        Is(state, offerA, derating, deciC);
    }

    [TestMethod]
    [DataRow(810)]
    [DataRow(int.MinValue)]
    public void TooHot_OrASensorThatHasFailed_StopsLikeTheThermostat(int deciC)
    {
        World world = MemberStory.Charging();
        world.Settings.StopFromC = 80;
        world.Inputs.TemperatureDeciC = 790;
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "still charges");
        world.Inputs.TemperatureDeciC = deciC;
        world.Run(2 * World.TickMs);
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "stopped");
        MemberStory.Ends(world, StoppedReason.Other);
        Check.Is((int)FaultCode.OverTemperature, (int)world.Last(RecordType.Fault).FaultCode, "recorded");
        world.Inputs.TemperatureDeciC = 780;
        world.Run(5_000);
        Check.That(world.Last(RecordType.Fault).IsRaised == (deciC > 0), "cools by 3 K; a sensor that is back counts at once");
        world.Inputs.TemperatureDeciC = 760;
        world.Run(5_000);
        Check.That(!world.Last(RecordType.Fault).IsRaised, "over");
    }

    private static ChargePointSettings Line() => new ChargePointSettings
    {
        CurrentLimitA = 32,
        DeratingFromC = 50,
        DeratingUntilC = 70,
        DeratingToA = 6,
        StopFromC = 80,
    };

    private static void Is(int state, int offerA, Derating derating, int deciC)
    {
        Check.Is(state, (int)derating.State, "state at " + deciC.ToString());
        Check.Is(offerA, derating.OfferA, "offer at " + deciC.ToString());
    }
}
