using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>A card reader that does not answer is somebody's work, and no reason to stop.</summary>
[TestClass]
public class CardReaderFaultTests
{
    [TestMethod]
    public void ItIsRecordedWhenItComesAndGoes_AndTheChargeGoesOn()
    {
        World world = MemberStory.Charging();
        int before = world.CountOf(RecordType.Fault);
        world.Inputs.HasCardReaderFailed = true;
        world.Run(60_000);
        Check.That(world.IsContactorClosed, "charges");
        Check.Is((int)FaultCode.None, (int)world.Inputs.Fault, "nothing that stops");
        Check.Is((int)ConnectorStatus.Occupied, (int)world.Outputs.ConnectorStatus, "status");
        Check.Is((int)FaultCode.CardReaderFailed, (int)world.Last(RecordType.Fault).FaultCode, "recorded");
        Check.Is(before + 1, world.CountOf(RecordType.Fault), "once");
        world.Inputs.BoardFault = FaultCode.ChargerFault;
        world.Run(1_000);
        Check.Is((int)FaultCode.ChargerFault, (int)world.Inputs.Fault, "another one counts");
        MemberStory.Ends(world, StoppedReason.Other);
        world.Inputs.BoardFault = FaultCode.None;
        world.Inputs.HasCardReaderFailed = false;
        world.Run(1_000);
        Check.That(!world.Last(RecordType.Fault).IsRaised, "over");
        Check.Is(0, world.Inputs.Faults, "none left");
    }
}
