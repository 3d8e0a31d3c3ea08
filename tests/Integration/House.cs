namespace ChargePointFw.Integration;

/// <summary>Where things are.</summary>
internal static class House
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The demo, built in the same configuration as these tests.</summary>
    public static string DemoProgram { get; } = Program("demo", "ChargePointFw.Demo.dll");

    /// <summary>The back office, built likewise.</summary>
    public static string BackOfficeProgram { get; } = Program("backoffice", "ChargePointFw.BackOffice.dll");

    /// <summary>Faults against real processes, built likewise.</summary>
    public static string FaultsProgram { get; } = Program("tests/Faults", "ChargePointFw.Faults.dll");

    /// <summary>The provisioning tool, built likewise.</summary>
    public static string ProvisionProgram { get; } = Program("boards/provision", "ChargePointFw.Provision.dll");

    /// <summary>The broker's program.</summary>
    public static string Mosquitto { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "mosquitto"))
            .First(File.Exists);

    private static string Program(string folder, string name) =>
        Path.Combine(Root, folder, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", name);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChargePointFw.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
