namespace ChargePointFw.Gate.Projects;

/// <summary>Every device project of the repository; a new board is found by its .nfproj.</summary>
internal static class DeviceProjects
{
    public const string Seams = "hal/Seams/Seams.nfproj";
    public const string Firmware = "firmware/Firmware.nfproj";
    public const string Modbus = "hal/Modbus/Modbus.nfproj";
    public const string Drivers = "hal/Drivers/Drivers.nfproj";
    public const string Pilot = "hal/Pilot/Pilot.nfproj";
    public const string Mfrc522 = "hal/Mfrc522/Mfrc522.nfproj";
    public const string Tests = "tests/Device/NFUnitTest.nfproj";
    public const string ModbusTests = "tests/DeviceModbus/NFUnitTestModbus.nfproj";
    public const string Day = "tests/DeviceDay/DeviceDay.nfproj";

    public static IEnumerable<string> Paths(string root)
    {
        yield return Seams;
        yield return Firmware;
        yield return Modbus;
        yield return Drivers;
        yield return Pilot;
        yield return Mfrc522;
        foreach (var board in Boards(root))
            yield return board;
        yield return Tests;
        yield return ModbusTests;
        yield return Day;
    }

    public static IEnumerable<string> Boards(string root)
    {
        var boards = Path.Combine(root, "boards");
        return !Directory.Exists(boards) ? [] : Directory.GetDirectories(boards)
            .SelectMany(folder => Directory.GetFiles(folder, "*.nfproj"))
            .Select(file => Repository.Relative(root, file))
            .Order(StringComparer.Ordinal);
    }

    public static IReadOnlyList<DeviceProject> Load(string root) =>
        Paths(root).Select(path => DeviceProject.Load(root, Path.Combine(root, path))).ToList();
}
