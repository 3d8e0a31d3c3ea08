// The RS-485 line between master and slaves, which can be bad.
namespace ChargePointFw.Serial.Tests;

/// <summary>What the wire does to answers.</summary>
internal enum WireFault
{
    None,
    Late,
    WrongChecksum,
    Cut,
    Noise,
    Echo,
    Short,
    OtherUnit,
}

internal sealed class Wire : IDisposable
{
    private readonly Slave[] _slaves;
    private readonly Thread[] _threads;
    private readonly Lock _writing = new();
    private volatile bool _isOver;
    private volatile WireFault _fault;

    public Wire(params Slave[] slaves)
    {
        _slaves = slaves;
        _threads = [Begin(Requests), .. slaves.Select(slave => Begin(() => Answers(slave)))];
    }

    /// <summary>The master's end: its device is the serial port.</summary>
    public PseudoTerminal Master { get; } = new();

    public WireFault Fault
    {
        get => _fault;
        set => _fault = value;
    }

    public void Dispose()
    {
        _isOver = true;
        foreach (var thread in _threads)
            thread.Join();
        Master.Dispose();
    }

    private static Thread Begin(ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true };
        thread.Start();
        return thread;
    }

    // Every unit hears every request, and every other unit's answers.
    private void Requests()
    {
        while (!_isOver)
        {
            var request = Master.Read(20);
            if (request.Length == 0)
                continue;
            if (Fault == WireFault.Echo)
                ToMaster(request);
            foreach (var slave in _slaves)
                slave.Terminal.Write(request);
        }
    }

    private void Answers(Slave slave)
    {
        while (!_isOver)
        {
            var answer = slave.Terminal.Read(20);
            if (answer.Length > 0)
                Spoil(slave, answer);
        }
    }

    private void Spoil(Slave from, byte[] answer)
    {
        switch (Fault)
        {
            case WireFault.Cut:
                return;
            case WireFault.Late:
                Thread.Sleep(800);
                break;
            case WireFault.WrongChecksum:
                answer[^1] ^= 0x10;
                break;
            case WireFault.Noise:
                answer = [0xFF, 0x00, .. answer];
                break;
            case WireFault.Short:
                answer = answer[..^3];
                break;
            case WireFault.OtherUnit:
                answer = Summed([(byte)(answer[0] + 9), .. answer[1..^2]]);
                break;
        }
        ToMaster(answer);
        foreach (var other in _slaves.Where(slave => slave != from))
            other.Terminal.Write(answer);
    }

    // CRC-16 of Modbus, low byte first.
    private static byte[] Summed(byte[] frame)
    {
        var sum = 0xFFFF;
        foreach (var value in frame)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xA001 : sum >> 1;
        }
        return [.. frame, (byte)sum, (byte)(sum >> 8)];
    }

    private void ToMaster(byte[] bytes)
    {
        lock (_writing)
            Master.Write(bytes);
    }
}
