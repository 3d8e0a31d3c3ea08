using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>What a person types, right and wrong.</summary>
[TestClass]
public sealed class CommandLineTests
{
    [TestMethod]
    public void RunSh_Help_TellsTheOptions()
    {
        using DemoProcess script = DemoProcess.Script("run.sh", "--help");
        Assert.AreEqual(0, script.WaitForEnd(), script.Story);
        string said = string.Join('\n', script.Output);
        foreach (string option in (string[])["--once", "--seed", "--hours", "--supply", "--sessions", "--outage", "--speed", "--members-only", "--clouds", "--keep"])
        {
            Assert.Contains(option, said);
        }
    }

    [TestMethod]
    [DataRow("--bogus", "--bogus")]
    [DataRow("--seed one", "one")]
    [DataRow("--hours 0", "--hours")]
    [DataRow("--hours NaN", "--hours")]
    [DataRow("--speed 0", "--speed")]
    [DataRow("--speed -60", "--speed")]
    [DataRow("--site-peak-w 0", "--site-peak-w")]
    [DataRow("--outage cp-02", "--outage")]
    [DataRow("--outage cp-99@1:00+1:00", "cp-99")]
    [DataRow("--once left-over", "left-over")]
    public void NonsenseIsRefusedWithAMessage(string arguments, string named)
    {
        using DemoProcess demo = DemoProcess.Run(arguments.Split(' '));
        Assert.AreNotEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.Contains(named, string.Join('\n', demo.Errors), demo.Story);
        Assert.DoesNotMatchRegex(new Regex("Unhandled|   at "), demo.Story);
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder), "nothing is left");
    }

    [TestMethod]
    public void AFolderThatHoldsARun_IsNotOverwritten()
    {
        using OwnFiles files = new OwnFiles().Supply(1000, 1000, 1000);
        string[] arguments = ["--once", "--hours", "1", "--keep", files.KeepFolder];
        using DemoProcess first = DemoProcess.Run(arguments);
        Assert.AreEqual(0, first.WaitForEnd(), first.Story);
        long bytes = new FileInfo(Path.Combine(files.KeepFolder, "backoffice.db")).Length;

        using DemoProcess second = DemoProcess.Run(arguments);
        Assert.AreEqual(2, second.WaitForEnd(), second.Story);
        Assert.Contains("--keep", string.Join('\n', second.Errors));
        Assert.AreEqual(bytes, new FileInfo(Path.Combine(files.KeepFolder, "backoffice.db")).Length);
    }
}
