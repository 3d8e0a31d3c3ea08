using ChargePointFw.Provision.Flash;

namespace ChargePointFw.Provision.Tests;

/// <summary>An image is refused before anything is erased: cut off anywhere, a byte changed, another board's, too large.</summary>
[TestClass]
public sealed class DeviceImageTests
{
    private readonly string file = Path.GetTempFileName();

    [TestCleanup]
    public void Cleanup() => File.Delete(file);

    [TestMethod]
    public void AWholeImage_TellsItsAssemblies_AndFitsItsBoard()
    {
        File.WriteAllBytes(file, ImageMaker.Image("mscorlib", "ChargePointFw.Firmware", "ChargePointFw.OlimexEsp32Evb"));
        DeviceImage image = DeviceImage.Read(file);
        Assert.AreEqual("mscorlib ChargePointFw.Firmware ChargePointFw.OlimexEsp32Evb", string.Join(' ', image.Assemblies));
        image.RequireFor(BoardFacts.Of("olimex-esp32-evb"));
        string message = Assert.ThrowsExactly<ProvisionException>(() => image.RequireFor(BoardFacts.Of("wt32-eth01"))).Message;
        StringAssert.Contains(message, "OlimexEsp32Evb's, and ChargePointFw.Wt32Eth01 is wanted");
    }

    [TestMethod]
    public void CutOffAtAnyByte_ItIsRefused_ExceptBetweenAssemblies_WhereTheProgramIsMissed()
    {
        byte[] whole = ImageMaker.Image("mscorlib", "ChargePointFw.OlimexEsp32Evb");
        int first = ImageMaker.Image("mscorlib").Length;
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            if (length > first - 4 && length <= first) // whole, without its padding
            {
                Assert.ThrowsExactly<ProvisionException>(() => DeviceImage.Read(file).RequireFor(BoardFacts.Of("olimex-esp32-evb")));
                continue;
            }

            // The last assembly's padding is no part of it.
            bool isWhole = whole.Length - length < 4 && whole[length..].All(one => one == 0) && IsRead();
            Assert.IsTrue(isWhole || !IsRead(), $"at {length}");
        }
    }

    [TestMethod]
    public void AnyBitThatChanges_IsSeen()
    {
        byte[] whole = ImageMaker.Image("ChargePointFw.OlimexEsp32Evb");
        for (int i = 0; i < whole.Length - 3; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(file, damaged);
            Assert.IsFalse(IsRead(), $"byte {i}");
        }
    }

    [TestMethod]
    public void WhatIsNoImage_OrTooLarge_OrNotThere_IsSaid()
    {
        File.WriteAllText(file, new string('x', 500));
        StringAssert.Contains(Assert.ThrowsExactly<ProvisionException>(() => DeviceImage.Read(file)).Message, "NFMRK1");
        StringAssert.Contains(Assert.ThrowsExactly<ProvisionException>(() => DeviceImage.Read(file + "-")).Message, "not there");
        File.WriteAllBytes(file, ImageMaker.Image("ChargePointFw.OlimexEsp32Evb"));
        BoardFacts small = BoardFacts.Of("olimex-esp32-evb") with { DeploymentBytes = 100 };
        StringAssert.Contains(Assert.ThrowsExactly<ProvisionException>(() => DeviceImage.Read(file).RequireFor(small)).Message, "holds 100");
    }

    private bool IsRead()
    {
        try
        {
            DeviceImage.Read(file);
            return true;
        }
        catch (ProvisionException)
        {
            return false;
        }
    }
}
