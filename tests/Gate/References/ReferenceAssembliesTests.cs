namespace ChargePointFw.Gate.References;

[TestClass]
public sealed class ReferenceAssembliesTests
{
    [TestMethod]
    public void EveryAssemblyOfTheFacts_IsGeneratedWithoutAnError()
    {
        var made = ReferenceAssemblies.Shared;
        Assert.IsEmpty(made.Errors, "The stubs of tests/Facts do not compile; mend the facts or References/StubWriter.cs:\n" + string.Join('\n', made.Errors));
        Assert.HasCount(28, made.Images, "tests/Facts holds 28 assemblies.");
        Assert.IsTrue(made.Images.Values.All(image => image.Length > 0), "An assembly came out empty.");
    }

    [TestMethod]
    [DataRow("mscorlib", "1.17.11.0")]
    [DataRow("nanoFramework.M2Mqtt", "5.1.220.0")]
    [DataRow("System.Device.Gpio", "1.1.62.0")]
    public void AGeneratedAssembly_HasTheRealIdentity(string name, string version)
    {
        using var image = new MemoryStream(ReferenceAssemblies.Shared.Images[name]);
        using var module = Mono.Cecil.ModuleDefinition.ReadModule(image);
        Assert.AreEqual($"{name}, Version={version}, Culture=neutral, PublicKeyToken=c07d481e9758c731", module.Assembly.FullName);
    }

    [TestMethod]
    public void DefaultsAndQuotes_AreReadAsWritten()
    {
        var padLeft = ReferenceAssemblies.Shared.Facts.FindType("System.String")!.Members.Single(member => member.Name == "PadLeft" && member.Parameters.Count == 2);
        Assert.AreEqual("'\\u0020'", padLeft.Parameters[1].Default, "The default ' ' of PadLeft.");
    }
}
