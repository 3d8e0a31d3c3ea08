using System.Text.RegularExpressions;

namespace ChargePointFw.Gate.Lists;

[TestClass]
public sealed partial class WorkflowTests
{
    private const string Device = ".github/workflows/device.yml";

    [TestMethod]
    public void EveryWorkflow_UsesExactVersions()
    {
        var workflows = Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows"), "*.yml");
        Assert.IsNotEmpty(workflows);
        Finding.AssertNone(
            workflows.SelectMany(file => Floating(Repository.Relative(Repository.Root, file), File.ReadAllText(file))),
            "An action is named by its commit, with its version behind it; a runner by its year.");
    }

    [TestMethod]
    [DataRow("      - uses: actions/checkout@v4\n", "x.yml(1,1): floating actions/checkout@v4")]
    [DataRow("\n      - uses: a/b@11bd71901bbe5b1630ceea73d27597364c9af683\n", "x.yml(2,1): floating a/b@11bd7190")]
    [DataRow("    runs-on: windows-latest\n", "x.yml(1,1): floating windows-latest")]
    public void AFloatingVersion_IsNamed(string text, string expected) =>
        StringAssert.StartsWith(Floating("x.yml", text).Single().ToString(), expected);

    [TestMethod]
    public void WhatTheDeviceWorkflowLooksFor_Exists()
    {
        var workflow = File.ReadAllText(Path.Combine(Repository.Root, Device));
        Assert.Contains("boards/*/*.nfproj", workflow);
        Assert.Contains("tests/*/NFUnitTest*.nfproj", workflow);
        var output = File.ReadAllText(Path.Combine(Repository.Root, "build", "NanoFramework.props"));
        Assert.Contains(@"<OutputPath>bin\device\$(Configuration)\</OutputPath>", output, "The workflow takes the images from there.");
        foreach (var file in ItemsNamed().Matches(workflow).Select(match => match.Value))
            Assert.IsTrue(File.Exists(Path.Combine(Repository.Root, file)), file);
    }

    private static IEnumerable<Finding> Floating(string path, string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var named = Used().Match(lines[i]);
            if (named.Success && !Exact().IsMatch(lines[i]))
                yield return new Finding(path, i + 1, 1, "floating", named.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"(?:uses|runs-on): (\S+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$|runs-on: \w+-\d\S*")]
    private static partial Regex Exact();

    [GeneratedRegex(@"(?<=/Settings:)\S+")]
    private static partial Regex ItemsNamed();
}
