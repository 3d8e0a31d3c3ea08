// What a board does with its configuration's file: as it says, with the last good one but without charging, or nothing.
using System.Device.Gpio;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class ProvisioningTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-").FullName;
    private readonly VirtualPins _pins = new();

    private string File => Path.Combine(_folder, "config.json");

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void WithoutAFile_AndWithoutALastGoodOne_ThereIsNothing()
    {
        var provisioning = Board();
        Assert.IsFalse(provisioning.Look());
        Assert.Contains("missing", provisioning.Trouble);
        System.IO.File.WriteAllText(File, "{}");
        Assert.IsFalse(provisioning.Look());
        Assert.Contains("Site is missing", provisioning.Trouble);
    }

    [TestMethod]
    public void AGoodFile_IsUsed_AndKeptOnce()
    {
        Flash(Configurations.Good);
        var provisioning = Boot();
        Assert.IsNull(provisioning.Trouble);
        var kept = Path.Combine(_folder, "config-good.bin");
        CollectionAssert.AreEqual(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(kept));
        System.IO.File.SetLastWriteTimeUtc(kept, DateTime.UnixEpoch);
        Boot();
        Assert.AreEqual(DateTime.UnixEpoch, System.IO.File.GetLastWriteTimeUtc(kept), "flash wears: the same is not written again");
    }

    /// <summary>Every cut of a good file, and every other trouble: the last good one, with the reason.</summary>
    [TestMethod]
    public void ABadFile_LeavesTheLastGoodOne_AndSaysWhy()
    {
        var good = Configurations.Good;
        Flash(good);
        Boot();
        var other = Configurations.Good;
        other.ChargePoint = "cp-2";
        var text = Configurations.Text(other);
        for (var length = 0; length < text.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, text[..length]);
            AssertLastGood("cp-1", "config.json: "); // cut within a number, it may be the number that is wrong
        }

        System.IO.File.Delete(File);
        AssertLastGood("cp-1", "missing");
        other.MeterUnit = 300;
        Flash(other);
        AssertLastGood("cp-1", "MeterUnit must be");
        other.MeterUnit = 1;
        other.CardReader = "mfrc522";
        Flash(other);
        AssertLastGood("cp-1", "SPI");
        other.CardReader = null;
        Flash(other);
        Assert.AreEqual("cp-2", Configuration(Boot()).ChargePoint, "and a good one is a good one");
        System.IO.File.Delete(File);
        AssertLastGood("cp-2", "missing");
    }

    /// <summary>The last good one torn at each byte: then there is none, and never half of one.</summary>
    [TestMethod]
    public void ATornLastGoodOne_IsNone()
    {
        Flash(Configurations.Good);
        Boot();
        System.IO.File.Delete(File);
        var kept = Path.Combine(_folder, "config-good.bin");
        var whole = System.IO.File.ReadAllBytes(kept);
        for (var length = 0; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(kept, whole[..length]);
            Assert.IsFalse(Board().Look(), $"{length} bytes");
        }
    }

    /// <summary>Power fails at each operation and each state of the file being written: the boot after it finds the file itself or a last good one.</summary>
    [TestMethod]
    public void APowerCutWhileKeeping_LosesNeither()
    {
        Flash(Configurations.Good);
        Boot();
        var other = Configurations.Good;
        other.ChargePoint = "cp-2";
        Flash(other);
        for (var cut = 0; cut < 3; cut++)
            foreach (var written in new[] { 0.0, 0.5, 1.0 })
            {
                using (var pins = _pins.Use())
                {
                    var dying = new Provisioning(File, new DyingStore(_folder, cut, written), new BoardAbilities(false, false, false), new HmacSha256());
                    Assert.IsTrue(dying.Look());
                    dying.Keep();
                }

                var text = System.IO.File.ReadAllBytes(File);
                System.IO.File.Delete(File);
                var board = Board();
                Assert.IsTrue(board.Look(), $"cut {cut}, {written} written");
                Assert.Contains(Configuration(board).ChargePoint, new[] { "cp-1", "cp-2" });
                System.IO.File.WriteAllBytes(File, text);
                Flash(Configurations.Good);
                Boot();
                Flash(other);
            }
    }

    [TestMethod]
    public void AContactOnATakenPin_IsATrouble_AndIsNotKept()
    {
        Flash(Configurations.Good);
        Boot();
        var wrong = Configurations.Good;
        wrong.DoorPin = 15;
        wrong.ChargePoint = "cp-2";
        Flash(wrong);
        using var use = _pins.Use();
        var controller = new GpioController();
        controller.OpenPin(15, PinMode.Output);
        var provisioning = Board();
        Assert.IsTrue(provisioning.Look());
        Assert.IsNull(provisioning.StopContacts(controller));
        Assert.Contains("DoorPin 15 is used by the board otherwise", provisioning.Trouble);
        provisioning.Keep();
        System.IO.File.Delete(File);
        AssertLastGood("cp-1", "missing");
    }

    private void AssertLastGood(string chargePoint, string why)
    {
        var provisioning = Boot();
        Assert.AreEqual(chargePoint, Configuration(provisioning).ChargePoint);
        Assert.Contains(why, provisioning.Trouble);
        Assert.Contains(File, provisioning.Trouble);
    }

    private Provisioning Boot()
    {
        using var use = _pins.Use();
        var provisioning = Board();
        Assert.IsTrue(provisioning.Look(), provisioning.Trouble);
        Assert.IsNull(provisioning.StopContacts(new GpioController()));
        provisioning.Keep();
        return provisioning;
    }

    private static DeviceConfiguration Configuration(Provisioning provisioning) => provisioning.Await();

    private Provisioning Board() => new(File, new FileDocumentStore(_folder, "/"), new BoardAbilities(false, false, false), new HmacSha256());

    private void Flash(DeviceConfiguration configuration) => System.IO.File.WriteAllBytes(File, Configurations.Text(configuration));

    /// <summary>The power is gone at one of the three operations of a save.</summary>
    private sealed class DyingStore(string folder, int cutAt, double written) : FileDocumentStore(folder, "/")
    {
        private int _operations;

        protected override void Write(string path, byte[] content)
        {
            if (_operations == cutAt)
                System.IO.File.WriteAllBytes(path, content[..(int)(written * content.Length)]);
            Live();
            base.Write(path, content);
        }

        protected override void Delete(string path)
        {
            Live();
            base.Delete(path);
        }

        protected override void Move(string from, string to)
        {
            Live();
            base.Move(from, to);
        }

        private void Live()
        {
            if (_operations++ >= cutAt)
                throw new IOException("The power is gone.");
        }
    }
}
