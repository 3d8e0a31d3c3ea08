namespace ChargePointFw.Integration;

/// <summary>A small slice of tests/Faults: real faults against real processes, with the back office as one of its own.</summary>
[TestClass]
public sealed class FaultTests
{
    [TestMethod]
    public void BrokerAndBackOfficeKilledInFullFlow_NothingIsLost_NothingIsThereTwice()
    {
        using DemoProcess fault = Play("kills", "--times", "3", "--charge-points", "3");
        Assert.AreEqual(3, fault.Closing["broker_kills"]);
        Assert.AreEqual(3, fault.Closing["backoffice_kills"]);
        Assert.IsGreaterThanOrEqualTo(6, fault.Closing["unacknowledged_at_kills"], "each while records are on their way");
    }

    [TestMethod]
    public void ADaysBacklog_IsDrainedFastEnough()
    {
        using DemoProcess fault = Play("backlog", "--charge-points", "2");
        Assert.IsGreaterThan(500, fault.Closing["backlog_records"], "a busy day");
        Assert.IsGreaterThanOrEqualTo(50, fault.Closing["records_per_second_and_charge_point"]);
    }

    [TestMethod]
    public void TheNetworkIsCut_InANamespaceWithoutRoutes_AndWhatWasRecordedComesLater()
    {
        using DemoProcess fault = Play(Namespaces("-rn"), "cut", "--charge-points", "2");
        Assert.IsGreaterThan(0, fault.Closing["waiting_at_end_of_cut"]);
    }

    [TestMethod]
    public void ASlowLine_LosesNothing() => Play("slow", "--charge-points", "2").Dispose();

    [TestMethod]
    public void TheDatabasesDiskIsFull_ItSaysWhatToDo_AcknowledgesNothing_AndGoesOnWhenThereIsRoom() =>
        Play(Namespaces("-rm"), "disk", "--charge-points", "2").Dispose();

    [TestMethod]
    public void TheBrokerThrowsAwayWhatItConfirmed_NothingIsLost() => Play("overflow", "--charge-points", "3").Dispose();

    [TestMethod]
    public void TheBackOfficeIsRestoredFromABackup_ItGetsBackWhatItLacks()
    {
        using DemoProcess fault = Play("restore", "--charge-points", "2");
        Assert.IsGreaterThan(40, fault.Closing["lacking_after_restore"]);
    }

    // Where the kernel does not let us have namespaces (some containers), a test says so and is not counted as passed.
    private static string[] Namespaces(string which)
    {
        string[] wrapper = ["unshare", which];
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: this fault needs Linux's namespaces.");
        }

        using var probe = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "unshare", which.Contains('n', StringComparison.Ordinal) ? [which, "ip", "link", "set", "lo", "up"] : [which, "mount", "-t", "tmpfs", "cpfw", "/mnt"])
        {
            RedirectStandardError = true,
        })!;
        string trouble = probe.StandardError.ReadToEnd().Trim();
        probe.WaitForExit();
        if (probe.ExitCode != 0)
        {
            Console.WriteLine($"Skipped: unshare {which} is refused here: {trouble}");
            Assert.Inconclusive($"Skipped: unshare {which} is refused here: {trouble}");
        }

        return wrapper;
    }

    private static DemoProcess Play(params string[] arguments) => Play([], arguments);

    // Its seed is drawn, printed, and in the story of a failure.
    private static DemoProcess Play(string[] wrapper, params string[] arguments)
    {
        DemoProcess fault = DemoProcess.RunFault(wrapper, arguments);
        Console.WriteLine(fault.Story);
        Assert.AreEqual(0, fault.WaitForEnd(), fault.Story);
        Assert.IsTrue(fault.Closing.IsMatch, fault.Story);
        Assert.AreEqual(0, fault.Closing["lost"]);
        Assert.AreEqual(0, fault.Closing["twice"]);
        Assert.IsGreaterThan(0, fault.Closing["covered_wh"]);
        Assert.IsEmpty(Directory.GetFileSystemEntries(fault.TemporaryFolder, "cpfw-*"), "nothing of ours is left; a killed runtime leaves its sockets");
        return fault;
    }
}
