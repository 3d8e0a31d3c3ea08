using System.CommandLine;
using ChargePointFw.BackOffice.Hosting;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The desk from the command line, against a file that nobody serves.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SupplyCommandTests
{
    internal static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using var said = new StringWriter();
        try
        {
            Console.SetOut(said);
            Console.SetError(said);
            return (await CommandLine.Root().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = said, Error = said }), said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    [TestMethod]
    public async Task ImportUndoSettleKnownAt()
    {
        await using var office = new Office();
        string folder = Path.GetDirectoryName(office.DatabaseFile)!;
        string plain = Path.Combine(folder, "plain.csv");
        string certificates = Path.Combine(folder, "certificates.csv");
        await File.WriteAllTextAsync(plain, "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,10000,SOLAR,c1\n");
        await File.WriteAllTextAsync(certificates, CertificateTests.Header + CertificateTests.Good + "\n");
        string[] at = ["--database", office.DatabaseFile];
        string[] day = ["--site", Office.SiteName, "--from", "2026-04-01T00:00Z", "--to", "2026-04-02T00:00Z"];
        Assert.AreEqual((0, "import 1, 1 rows, new\n"), await RunAsync(["import-plain", .. at, "--site", Office.SiteName, "--by", "kimura", plain]));
        Assert.AreEqual((0, "import 1, 1 rows, imported before: nothing changed\n"), await RunAsync(["import-plain", .. at, "--site", Office.SiteName, "--by", "kimura", plain]));
        Assert.AreEqual((0, "import 2, 1 rows, new\n"), await RunAsync(["import-certificates", .. at, "--by", "kimura", certificates]));
        StringAssert.EndsWith((await RunAsync(["known-at", .. at, .. day, "--at", "2100-01-01T00:00Z"])).Said, "2026-04-01T12:00Z,10000,SOLAR,c1,1,plain.csv,kimura\n");
        Assert.AreEqual((0, "import 1 is out of force\n"), await RunAsync(["undo", .. at, "--by", "kimura", "1"]));
        Assert.AreEqual(1, (await RunAsync(["undo", .. at, "--by", "kimura", "1"])).Code);
        Assert.AreEqual((0, "settled=0 unchanged=0 waiting=0 matched_wh=0 short_wh=0 findings=0\n"), await RunAsync(["settle", .. at, .. day, "--by", "kimura"]));
        (int code, string said) = await RunAsync(["import-operators", .. at, "--site", Office.SiteName, "--by", "kimura", "--site-peak-w", "1000", plain]);
        Assert.AreEqual(1, code);
        StringAssert.StartsWith(said, "plain.csv, line 1: ");
    }
}
