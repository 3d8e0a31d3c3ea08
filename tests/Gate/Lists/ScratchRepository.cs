namespace ChargePointFw.Gate.Lists;

/// <summary>This repository's device projects in a temporary folder, for tests that change them.</summary>
internal sealed class ScratchRepository : IDisposable
{
    private static readonly string[] s_folders = ["boards", "build", "firmware", "hal/Seams", "hal/Modbus", "hal/Drivers", "hal/Pilot", "hal/Mfrc522", "tests/Device", "tests/DeviceModbus", "tests/DeviceDay"];

    /// <param name="without">Folders that the test does not need.</param>
    public ScratchRepository(params string[] without)
    {
        Root = Directory.CreateTempSubdirectory("gate-").FullName;
        File.Copy(Path.Combine(Repository.Root, "ChargePointFw.sln"), Path.Combine(Root, "ChargePointFw.sln"));
        foreach (var folder in s_folders)
            Copy(Path.Combine(Repository.Root, folder), Path.Combine(Root, folder));
        foreach (var folder in without)
            Directory.Delete(Path.Combine(Root, folder), recursive: true);
    }

    public string Root { get; }

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Replace(string path, string old, string replacement)
    {
        var text = Read(path);
        Assert.Contains(old, text, $"{path} does not hold what the test wants to change.");
        File.WriteAllText(Path.Combine(Root, path), text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Every file with its content, so that a test can tell what was touched.</summary>
    public Dictionary<string, string> Everything() => Directory
        .EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Repository.Relative(Root, file), file => Convert.ToHexString(File.ReadAllBytes(file)));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
