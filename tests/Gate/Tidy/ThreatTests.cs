using System.Text.RegularExpressions;

namespace ChargePointFw.Gate.Tidy;

/// <summary>The threat model promises tests: each one that it names is there.</summary>
[TestClass]
public sealed partial class ThreatTests
{
    [TestMethod]
    public void EveryTestThatTheThreatModelNames_IsThere()
    {
        string[] named = [.. Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "threats.md"))).Select(match => match.Groups[1].Value).Distinct()];
        Assert.IsGreaterThan(15, named.Length);
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Assert.AreEqual("", string.Join(", ", named.Where(name => !sources.Contains(name))));
    }

    [GeneratedRegex("`([A-Z][A-Za-z]+(?:Tests|Properties))`")]
    private static partial Regex Named();
}
