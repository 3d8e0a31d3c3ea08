using ChargePointFw.Provision.Tests;

namespace ChargePointFw.Integration;

/// <summary>From the box to the wall as a technician does it, with a stand-in for nanoff: new, flash, and a day over TLS.</summary>
[TestClass]
public sealed class ProvisionTests
{
    private static readonly string[] chargePoints = ["cp-01", "cp-02", "cp-03"];

    [TestMethod]
    public void ThreeChargePoints_NewAndFlashed_RunADayOverTls_AndTheLedgerMatches()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-wall-");
        try
        {
            string vault = Path.Combine(folder.FullName, "vault");
            string database = Path.Combine(folder.FullName, "office.db");
            string run = Path.Combine(folder.FullName, "run");
            string image = Path.Combine(folder.FullName, "ChargePointFw.OlimexEsp32Evb.bin");
            File.WriteAllBytes(image, ImageMaker.Image("mscorlib", "ChargePointFw.Firmware", "ChargePointFw.OlimexEsp32Evb"));
            string settings = Path.Combine(folder.FullName, "settings.json");
            File.WriteAllText(settings, """{"MaximumPowerW":50000,"MeterUnit":1,"GuestsAllowed":true}""");

            foreach (string name in chargePoints)
            {
                using DemoProcess made = DemoProcess.Provision(
                    "new", "--site", "tokyo-01", "--charge-point", name, "--board", "olimex-esp32-evb", "--database", database, "--vault", vault,
                    "--zone", "Asia/Tokyo", "--broker-host", "127.0.0.1", "--settings", settings, "--pages", "https://office.example");
                Assert.AreEqual(0, made.WaitForEnd(), made.Story);
                Assert.IsTrue(made.Output.Any(line => line.Contains("Next: 'broker'", StringComparison.Ordinal)), made.Story);
                StringAssert.Contains(File.ReadAllText(Path.Combine(vault, "charge-points", "tokyo-01", name, "label.html")), "<svg");
                RequireNoSecret(made, vault, name);

                string flash = Directory.CreateDirectory(Path.Combine(run, "flash", name)).FullName;
                using DemoProcess flashed = Flash(vault, name, image, flash);
                Assert.AreEqual(0, flashed.WaitForEnd(), flashed.Story);
                RequireNoSecret(flashed, vault, name);
                string[] calls = File.ReadAllLines(Path.Combine(flash, "calls.txt"));
                Assert.HasCount(3, calls);
                StringAssert.Contains(calls[0], "--target ESP32_OLIMEX --update --serialport /dev/ttyUSB7 --deploy --image " + image);
            }

            using DemoProcess day = DemoProcess.Run("--once", "--tls", "--vault", vault, "--keep", run);
            Assert.AreEqual(0, day.WaitForEnd(), day.Story);
            Assert.IsTrue(day.Closing.IsMatch, day.Story);
            Assert.AreEqual(3, day.Closing["charge_points"]);
            Assert.IsGreaterThanOrEqualTo(6, day.Closing["sessions"]);

            using DemoProcess list = DemoProcess.Provision("list", "--vault", vault);
            Assert.HasCount(3, list.Output.Where(line => line.EndsWith("registered", StringComparison.Ordinal)).ToArray());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void AWrongImage_IsRefused_BeforeNanoffIsCalled_AndADryRunCallsNothing()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-wall-");
        try
        {
            string vault = Path.Combine(folder.FullName, "vault");
            using DemoProcess made = DemoProcess.Provision(
                "new", "--site", "tokyo-01", "--charge-point", "cp-01", "--board", "olimex-esp32-evb", "--database", Path.Combine(folder.FullName, "office.db"),
                "--vault", vault, "--zone", "Asia/Tokyo", "--broker-host", "127.0.0.1");
            Assert.AreEqual(0, made.WaitForEnd(), made.Story);
            string flash = folder.CreateSubdirectory("flash").FullName;
            string image = Path.Combine(folder.FullName, "image.bin");
            byte[] other = ImageMaker.Image("mscorlib", "ChargePointFw.Wt32Eth01");
            File.WriteAllBytes(image, other);
            using DemoProcess wrong = Flash(vault, "cp-01", image, flash);
            Assert.AreEqual(1, wrong.WaitForEnd(), wrong.Story);
            StringAssert.Contains(wrong.Errors[0], "is not for the board olimex-esp32-evb");
            File.WriteAllBytes(image, ImageMaker.Image("ChargePointFw.OlimexEsp32Evb")[..150]);
            using DemoProcess cut = Flash(vault, "cp-01", image, flash);
            Assert.AreEqual(1, cut.WaitForEnd(), cut.Story);
            StringAssert.Contains(cut.Errors[0], "cut off");
            Assert.IsFalse(File.Exists(Path.Combine(flash, "calls.txt")));

            File.WriteAllBytes(image, ImageMaker.Image("ChargePointFw.OlimexEsp32Evb"));
            using DemoProcess dry = DemoProcess.Provision("flash", "--site", "tokyo-01", "--charge-point", "cp-01", "--vault", vault, "--port", "/dev/ttyUSB7", "--image", image, "--dry-run");
            Assert.AreEqual(0, dry.WaitForEnd(), dry.Story);
            Assert.HasCount(3, dry.Output.Where(line => line.Contains("nanoff --target ESP32_OLIMEX", StringComparison.Ordinal)).ToArray());
            using DemoProcess none = DemoProcess.Provision(
                "flash", "--site", "tokyo-01", "--charge-point", "cp-01", "--vault", vault, "--port", "/dev/ttyUSB7", "--image", image, "--nanoff", "nanoff-that-is-not-there");
            Assert.AreEqual(1, none.WaitForEnd(), none.Story);
            StringAssert.Contains(none.Errors[0], "dotnet tool install -g nanoff");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static DemoProcess Flash(string vault, string name, string image, string flash)
    {
        Environment.SetEnvironmentVariable("CPFW_STAND_IN_FLASH", flash); // tests of this house run one at a time
        return DemoProcess.Provision(
            "flash", "--site", "tokyo-01", "--charge-point", name, "--vault", vault, "--port", "/dev/ttyUSB7", "--image", image,
            "--nanoff", Path.Combine(AppContext.BaseDirectory, "nanoff-stand-in.sh"));
    }

    private static void RequireNoSecret(DemoProcess process, string vault, string name)
    {
        var configuration = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(vault, "charge-points", "tokyo-01", name, "config.json"))).RootElement;
        foreach (string secret in new[] { "DeviceKey", "SiteKey", "ClientKey" })
        {
            Assert.IsFalse(process.Story.Contains(configuration.GetProperty(secret).GetString()!, StringComparison.Ordinal), secret);
        }
    }
}
