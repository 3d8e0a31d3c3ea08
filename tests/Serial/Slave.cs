// The slaves of slave.c (compiled once, with libmodbus as the system has it) and of peer/slave.js, as processes.
using System.Diagnostics;

namespace ChargePointFw.Serial.Tests;

internal sealed class Slave : IDisposable
{
    private static readonly Lazy<string> s_program = new(Compile);
    private readonly Process _process;

    public Slave(int unit, string table)
        : this(unit, table, s_program.Value)
    {
    }

    private Slave(int unit, string table, string program, params string[] script)
    {
        Terminal = new PseudoTerminal();
        _process = Start(program, [.. script, Terminal.Device, $"{unit}", Path.Combine(AppContext.BaseDirectory, "Tables", table + ".txt")]);
        Expect("ready");
    }

    /// <summary>The wire's end of the slave's line.</summary>
    public PseudoTerminal Terminal { get; }

    /// <summary>The slave on npm's modbus-serial; without it the test ends here and says so.</summary>
    public static Slave Peer(int unit, string table)
    {
        var script = Path.Combine(Root(), "tests", "Serial", "peer", "slave.js");
        if (!Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules", "modbus-serial")))
            Assert.Inconclusive("npm's modbus-serial is not installed; ./test.sh does that where node is.");
        return new Slave(unit, table, "node", script);
    }

    /// <summary>Changes how the slave answers; slave.c lists the commands.</summary>
    public void Tell(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        Expect("ok");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2_000))
            _process.Kill();
        _process.Dispose();
        Terminal.Dispose();
    }

    private void Expect(string word)
    {
        var line = _process.StandardOutput.ReadLine();
        Assert.AreEqual(word, line, line == null ? _process.StandardError.ReadToEnd() : null);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ChargePointFw.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Run the tests inside the repository.");
        return folder.FullName;
    }

    private static string Compile()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "modbus-slave");
        using var compiler = Start("cc", "-Wall", "-Wextra", "-Werror", "-O1", "-I/usr/include/modbus", "-o", program,
            Path.Combine(AppContext.BaseDirectory, "slave.c"), "-lmodbus");
        var output = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.AreEqual(0, compiler.ExitCode, $"slave.c needs a C compiler and libmodbus; ./test.sh installs them.\n{output}");
        return program;
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
