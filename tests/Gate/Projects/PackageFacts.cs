namespace ChargePointFw.Gate.Projects;

/// <summary>What is to be known about the packages beyond tests/Facts.</summary>
internal static class PackageFacts
{
    /// <summary>The test runner's launcher: a program inside the TestFramework package that sources never name.</summary>
    private const string Launcher = "nanoFramework.UnitTestLauncher";

    /// <summary>Packages whose assemblies are called differently.</summary>
    private static readonly (string Package, string Assembly)[] Exceptions =
    [
        ("nanoFramework.CoreLibrary", "mscorlib"),
        ("nanoFramework.M2Mqtt", "nanoFramework.M2Mqtt.Core"),   // the package carries both
        ("nanoFramework.TestFramework", Launcher),
    ];

    public static bool HasNoFacts(string assembly) => assembly == Launcher;

    /// <summary>A package is called nanoFramework and its assembly, which may have the prefix or not.</summary>
    public static bool Holds(string package, string assembly) =>
        package == assembly || package == "nanoFramework." + assembly || Exceptions.Contains((package, assembly));
}
