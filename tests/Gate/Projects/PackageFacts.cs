namespace ChargePointFw.Gate.Projects;

/// <summary>What is to be known about the packages beyond tests/Facts.</summary>
internal static class PackageFacts
{
    /// <summary>The one package that is not named like its assembly.</summary>
    public const string CoreLibrary = "nanoFramework.CoreLibrary";

    /// <summary>The test runner's launcher: a program inside the TestFramework package that sources never name.</summary>
    private const string Launcher = "nanoFramework.UnitTestLauncher";

    public static bool HasNoFacts(string assembly) => assembly == Launcher;
}
