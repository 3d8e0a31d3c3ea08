using System.Net;
using System.Net.Sockets;

namespace ChargePointFw.Faults.Worlds;

/// <summary>
/// A wire that takes its time: connections to its port go on to the broker's, each way with a delay and so many bytes a
/// second. Real sockets, and no need of a kernel's module for it, which containers lack.
/// </summary>
internal sealed class SlowWire : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int brokerPort;
    private readonly TimeSpan delay;
    private readonly int bytesPerSecond;

    public SlowWire(int brokerPort, TimeSpan delay, int bytesPerSecond)
    {
        this.brokerPort = brokerPort;
        this.delay = delay;
        this.bytesPerSecond = bytesPerSecond;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where to connect to.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await listener.AcceptSocketAsync(stopping.Token);
                _ = JoinAsync(near);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using (near)
        {
            using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, brokerPort, stopping.Token);
                await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                // either side hung up
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[4_096];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, stopping.Token)) > 0;)
            {
                await Task.Delay(delay + TimeSpan.FromSeconds((double)count / bytesPerSecond), stopping.Token);
                await to.SendAsync(buffer.AsMemory(0, count), stopping.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // either side hung up
        }
    }
}
