using System.Diagnostics;
using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.References;
using ChargePointFw.Gate.Sizes;
using Mono.Cecil;

namespace ChargePointFw.Gate.Lists;

[TestClass]
public sealed class AddedBoardTests
{
    private const string Fence = "```sh\n";
    private const string Folder = "boards/my-board/";

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void TheReadmesLines_AddABoardThatBuilds_AndTouchNothingElse()
    {
        using var scratch = new ScratchRepository();
        var before = scratch.Everything();
        Follow(scratch);

        var after = scratch.Everything();
        CollectionAssert.AreEquivalent(before.ToList(), after.Where(file => !file.Key.StartsWith(Folder, StringComparison.Ordinal)).ToList(), "Something outside the new folder was touched.");
        var own = after.Keys.Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Select(file => file[Folder.Length..]).Order(StringComparer.Ordinal);
        Assert.AreEqual("Board.cs MyBoard.nfproj Program.cs README.md board.json packages.config wiring.svg", string.Join(' ', own));

        var build = new DeviceBuild(scratch.Root);
        Finding.AssertNone(
            ListCheck.Find(scratch.Root)
                .Concat(PackageCheck.Find(scratch.Root, ReferenceAssemblies.Shared.Facts))
                .Concat(build.Get(Folder + "MyBoard.nfproj").Findings)
                .Concat(FlashBudget.Of(scratch.Root, build).SelectMany(budget => budget.Findings)),
            "The board that boards/README.md makes is not right.");
        Assert.AreEqual(14, PinOf(build, "boards/my-board/MyBoard.nfproj"), "the pin was changed");
        Assert.AreEqual(32, PinOf(build, "boards/wt32-eth01/Wt32Eth01.nfproj"), "the board it was copied from was not");
    }

    private static void Follow(ScratchRepository scratch)
    {
        var readme = scratch.Read("boards/README.md");
        var from = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        var lines = readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-eu", "-c", lines]) { WorkingDirectory = scratch.Root, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.AreEqual(0, shell.ExitCode, errors);
    }

    private static object? PinOf(DeviceBuild build, string project)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(build.Get(project).Image!.Bytes));
        return module.GetTypes().Single(type => type.Name == "Board").Fields.Single(field => field.Name == "ContactorCoilPin").Constant;
    }
}
