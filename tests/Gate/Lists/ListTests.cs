using ChargePointFw.Gate.References;

namespace ChargePointFw.Gate.Lists;

[TestClass]
public sealed class ListTests
{
    [TestMethod]
    public void EverySource_IsListedOnceInExactCase() =>
        Finding.AssertNone(ListCheck.Find(Repository.Root), "PC and device build what the lists say. Mend the list (.projitems, or a board's .nfproj).");

    [TestMethod]
    public void PackagesHintPathsAndFacts_AgreeOnVersions() =>
        Finding.AssertNone(PackageCheck.Find(Repository.Root, ReferenceAssemblies.Shared.Facts), "Change packages.config, the HintPath in the .nfproj and tests/Facts together.");

    [TestMethod]
    public void APlantedRepositoryAsItShouldBe_IsAccepted()
    {
        using var planted = new PlantedRepository();
        Finding.AssertNone(All(planted), "The checks are too strict.");
    }

    [TestMethod]
    public void AFileNobodyListed_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Write("firmware/Supply/Plan.cs", "");
        AssertFound(planted, "firmware/Supply/Plan.cs(1,1): not-listed");
    }

    [TestMethod]
    public void OutputFolders_AreNotSources()
    {
        using var planted = new PlantedRepository();
        planted.Write("firmware/obj/Debug/Made.cs", "");
        planted.Write("firmware/bin/Made.cs", "");
        Finding.AssertNone(All(planted), "bin and obj hold no sources.");
    }

    [TestMethod]
    public void AListedFileThatDoesNotExist_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Write("firmware/List.projitems", PlantedRepository.List("Step.cs", "Gone.cs"));
        AssertFound(planted, "firmware/List.projitems(4,6): listed-but-missing firmware/Gone.cs");
    }

    [TestMethod]
    public void AListedFileInTheWrongCase_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Write("firmware/List.projitems", PlantedRepository.List("step.cs"));
        AssertFound(planted, "firmware/List.projitems(3,6): wrong-case firmware/step.cs is called firmware/Step.cs");
    }

    [TestMethod]
    public void AFileListedTwice_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Write("hal/Drivers/List.projitems", PlantedRepository.List("Step.cs", "Step.cs"));
        AssertFound(planted, "hal/Drivers/List.projitems(4,6): listed-twice hal/Drivers/Step.cs is already listed in line 3");
    }

    [TestMethod]
    public void ABoardThatForgetsAFile_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Write("boards/one/Board.cs", "");
        AssertFound(planted, "boards/one/Board.cs(1,1): not-listed");
    }

    [TestMethod]
    public void AReferenceToAProjectThatIsNotThere_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Replace("firmware/Firmware.nfproj", "</Project>", "  <ItemGroup><ProjectReference Include=\"../hal/seams/Seams.nfproj\" /></ItemGroup>\n</Project>");
        AssertFound(planted, "no-such-project hal/seams/Seams.nfproj");
    }

    [TestMethod]
    public void ADeviceProjectThatIsGone_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Delete("hal/Drivers/Drivers.nfproj");
        AssertFound(planted, "hal/Drivers/Drivers.nfproj: no-device-project");
    }

    [TestMethod]
    public void ALibraryOutsideTheSolution_IsNamed()
    {
        using var planted = new PlantedRepository();
        planted.Replace("ChargePointFw.sln", "Drivers.nfproj", "Gone.nfproj");
        AssertFound(planted, "ChargePointFw.sln: not-in-solution add hal/Drivers/Drivers.nfproj");
    }

    [TestMethod]
    public void ACopiedProjectGuid_IsNamed()
    {
        using var scratch = new ScratchRepository();
        File.Copy(Path.Combine(scratch.Root, "boards/wt32-eth01/Wt32Eth01.nfproj"), Path.Combine(scratch.Root, "boards/wt32-eth01/Other.nfproj"));
        var findings = ListCheck.Find(scratch.Root).Select(finding => finding.ToString()).ToList();
        Assert.Contains(finding => finding.StartsWith("boards/wt32-eth01/Wt32Eth01.nfproj: guid-twice", StringComparison.Ordinal), findings);
    }

    // The faults that a person makes in the real lists, not in a planted repository.
    [TestMethod]
    [DataRow("firmware/Firmware.projitems", "Journal/RecordSeal.cs\" />", "Journal/recordseal.cs\" />", "wrong-case firmware/Journal/recordseal.cs is called firmware/Journal/RecordSeal.cs")]
    [DataRow("firmware/Firmware.projitems", "    <Compile Include=\"$(MSBuildThisFileDirectory)Journal/RecordSeal.cs\" />\n", "", "firmware/Journal/RecordSeal.cs(1,1): not-listed")]
    [DataRow("hal/Drivers/Drivers.projitems", "Time/Ds3231.cs", "Time/SystemClock.cs", "listed-twice hal/Drivers/Time/SystemClock.cs")]
    [DataRow("boards/composition/Composition.projitems", "MeterLine.cs", "MeterLines.cs", "listed-but-missing boards/composition/MeterLines.cs")]
    [DataRow("boards/esp32-devkit/Esp32DevKit.nfproj", "    <Compile Include=\"Board.cs\" />\n", "", "boards/esp32-devkit/Board.cs(1,1): not-listed")]
    [DataRow("boards/esp32-devkit/packages.config", "1.5.149", "1.5.150", "version-differs the HintPath says nanoFramework.System.Device.Wifi 1.5.149")]
    public void AFaultInTheRealLists_IsNamed(string file, string old, string replacement, string expected)
    {
        using var scratch = new ScratchRepository();
        scratch.Replace(file, old, replacement);
        var findings = ListCheck.Find(scratch.Root).Concat(PackageCheck.Find(scratch.Root, ReferenceAssemblies.Shared.Facts)).Select(finding => finding.ToString()).ToList();
        Assert.Contains(finding => finding.Contains(expected, StringComparison.Ordinal), findings, $"Expected: {expected}\nFound:\n{string.Join('\n', findings)}");
    }

    [TestMethod]
    [DataRow("firmware/packages.config", "1.17.11", "1.17.10", "version-differs the HintPath says nanoFramework.CoreLibrary 1.17.11, packages.config says 1.17.10")]
    [DataRow("firmware/packages.config", "CoreLibrary", "Corelibrary", "package-missing mscorlib comes from nanoFramework.CoreLibrary")]
    [DataRow("firmware/packages.config", "<packages>", "<packages>\n  <package id=\"nanoFramework.System.Text\" version=\"1.3.42\" />", "package-unused nanoFramework.System.Text")]
    [DataRow("firmware/packages.config", "<packages>", "<packages>\n  <package id=\"nanoFramework.CoreLibrary\" version=\"1.17.11\" />", "package-twice nanoFramework.CoreLibrary")]
    [DataRow("firmware/Firmware.nfproj", "CoreLibrary.1.17.11", "CoreLibrary.1.17.9", "facts-differ nanoFramework.CoreLibrary is 1.17.9, but tests/Facts describes mscorlib 1.17.11.0")]
    [DataRow("firmware/Firmware.nfproj", "CoreLibrary.1.17.11", "CoreLibrary.1.17.9", "version-differs nanoFramework.CoreLibrary is 1.17.9 here and 1.17.11 in hal/Seams/Seams.nfproj")]
    [DataRow("firmware/Firmware.nfproj", "mscorlib.dll", "corlib.dll", "hint-differs mscorlib")]
    [DataRow("firmware/Firmware.nfproj", "Include=\"mscorlib\"", "Include=\"System.Xml\"", "no-facts System.Xml")]
    [DataRow("firmware/Firmware.nfproj", "nanoFramework.CoreLibrary", "nanoFramework.System.Text", "wrong-package mscorlib is not in a package called nanoFramework.System.Text")]
    [DataRow("firmware/Firmware.nfproj", "Include=\"mscorlib\"", "Include=\"System.Net\"", "not-for-decisions System.Net")]
    [DataRow("hal/Drivers/Drivers.nfproj", "Include=\"mscorlib\"", "Include=\"System.Device.Gpio\"", "reference-missing System.Device.Gpio needs nanoFramework.Runtime.Events")]
    public void PackagesThatDisagree_AreNamed(string file, string old, string replacement, string expected)
    {
        using var planted = new PlantedRepository();
        planted.Replace(file, old, replacement);
        AssertFound(planted, expected);
    }

    private static void AssertFound(PlantedRepository planted, string expected)
    {
        var findings = All(planted).Select(finding => finding.ToString()).ToList();
        Assert.Contains(finding => finding.Contains(expected, StringComparison.Ordinal), findings, $"Expected: {expected}\nFound:\n{string.Join('\n', findings)}");
    }

    private static IEnumerable<Finding> All(PlantedRepository planted) =>
        ListCheck.Find(planted.Root).Concat(PackageCheck.Find(planted.Root, ReferenceAssemblies.Shared.Facts));
}
