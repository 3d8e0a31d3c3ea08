// The calls of the C library under the poll loop, and the pipe that wakes it.
using System.Runtime.InteropServices;

namespace ChargePointFw.Mosquitto;

internal static unsafe partial class Posix
{
    internal const short PollIn = 0x1;
    internal const short PollOut = 0x4;

    // The same numbers on Linux and macOS, but for the request of ioctl. It has no third argument,
    // which matters: macOS on Arm passes variadic arguments differently.
    private static readonly nuint s_closeOnExec = OperatingSystem.IsMacOS() ? 0x20006601u : 0x5451u;
    private const int ShutdownBoth = 2;

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int Pipe(int* descriptors);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(int descriptor, nuint request);

    internal static void CloseOnExec(int descriptor) => _ = IoControl(descriptor, s_closeOnExec);

    /// <summary>Ends a TCP connection for every process that may hold its descriptor.</summary>
    internal static void ShutDown(int descriptor) => _ = Shutdown(descriptor, ShutdownBoth);

    /// <summary>A pipe that holds at most one byte, so that neither end ever blocks.</summary>
    internal sealed class WakePipe : IDisposable
    {
        private readonly int _readEnd;
        private readonly int _writeEnd;
        private int _signalled;

        internal WakePipe()
        {
            var ends = stackalloc int[2];
            if (Pipe(ends) != 0)
                throw new IOException("pipe: " + Marshal.GetLastPInvokeErrorMessage());
            _readEnd = ends[0];
            _writeEnd = ends[1];
            CloseOnExec(_readEnd);
            CloseOnExec(_writeEnd);
        }

        internal int Descriptor => _readEnd;

        internal void Set()
        {
            if (Interlocked.Exchange(ref _signalled, 1) != 0)
                return;
            byte one = 1;
            _ = Write(_writeEnd, &one, 1);
        }

        /// <summary>Call only when poll says that there is something to read.</summary>
        internal void Reset()
        {
            byte one;
            _ = Read(_readEnd, &one, 1);
            Volatile.Write(ref _signalled, 0);
        }

        public void Dispose()
        {
            _ = Close(_readEnd);
            _ = Close(_writeEnd);
        }
    }
}
