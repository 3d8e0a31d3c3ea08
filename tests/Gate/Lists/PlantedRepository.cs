namespace ChargePointFw.Gate.Lists;

/// <summary>A small repository in a temporary folder, right in every point until a test spoils one.</summary>
internal sealed class PlantedRepository : IDisposable
{
    private const string CoreLibrary = """
          <ItemGroup>
            <Reference Include="mscorlib">
              <HintPath>..\packages\nanoFramework.CoreLibrary.1.17.11\lib\mscorlib.dll</HintPath>
            </Reference>
          </ItemGroup>
        """;

    private const string CorePackage = "  <package id=\"nanoFramework.CoreLibrary\" version=\"1.17.11\" targetFramework=\"netnano1.0\" />\n";

    public PlantedRepository()
    {
        Root = Directory.CreateTempSubdirectory("gate-").FullName;
        foreach (var project in new[] { "hal/Seams/Seams", "firmware/Firmware", "hal/Modbus/Modbus", "hal/Drivers/Drivers", "hal/Pilot/Pilot", "hal/Mfrc522/Mfrc522", "boards/one/One", "tests/Device/NFUnitTest", "tests/DeviceModbus/NFUnitTestModbus", "tests/DeviceDay/DeviceDay" })
        {
            var folder = Path.GetDirectoryName(project)!;
            Write($"{project}.nfproj", $"<Project>\n  <PropertyGroup><AssemblyName>{Path.GetFileName(project)}</AssemblyName></PropertyGroup>\n  <Import Project=\"List.projitems\" Label=\"Shared\" />\n{CoreLibrary}\n</Project>\n");
            Write($"{folder}/packages.config", $"<packages>\n{CorePackage}</packages>\n");
            Write($"{folder}/List.projitems", List("Step.cs"));
            Write($"{folder}/Step.cs", "namespace Planted;\n");
        }
        Write("ChargePointFw.sln", """
            "hal\Seams\Seams.nfproj" "firmware\Firmware.nfproj" "hal\Modbus\Modbus.nfproj" "hal\Drivers\Drivers.nfproj" "hal\Pilot\Pilot.nfproj" "hal\Mfrc522\Mfrc522.nfproj" "boards\one\One.nfproj" "tests\Device\NFUnitTest.nfproj" "tests\DeviceModbus\NFUnitTestModbus.nfproj" "tests\DeviceDay\DeviceDay.nfproj"
            """);
    }

    public string Root { get; }

    public static string List(params string[] files) =>
        "<Project>\n  <ItemGroup>\n" + string.Concat(files.Select(file => $"    <Compile Include=\"$(MSBuildThisFileDirectory){file}\" />\n")) + "  </ItemGroup>\n</Project>\n";

    public void Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Replace(string path, string old, string replacement)
    {
        var text = File.ReadAllText(Path.Combine(Root, path));
        Assert.Contains(old, text, $"{path} does not hold what the test wants to spoil.");
        Write(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
