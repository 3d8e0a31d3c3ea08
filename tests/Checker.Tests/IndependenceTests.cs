namespace ChargePointFw.Checker.Tests;

[TestClass]
public sealed class IndependenceTests
{
    [TestMethod]
    public void TheChecker_SharesNoCodeWithFirmwareAndBackOffice()
    {
        string[] ours = [.. typeof(LedgerChecker).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal))];
        CollectionAssert.AreEquivalent(new[] { "Microsoft.Data.Sqlite" }, ours);
    }
}
