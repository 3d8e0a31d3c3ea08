// A terminal device of the PC, raw and without waiting: what SerialPort stands on.
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace System.IO.Ports;

[SupportedOSPlatform("linux")]
internal sealed partial class Terminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int BytesWaiting = 0x541B;
    private const int Again = 11;

    // A line on which nobody listens takes no longer than this, ms; a wire does not wait for a listener.
    private const int LongestUnheardMs = 500;

    // struct termios of Linux: the control flags are its third word; it is smaller than this everywhere.
    private const int TermiosBytes = 256;
    private const int ControlFlags = 8;
    private const int ParityEnabled = 0x100;
    private const int ParityOdd = 0x200;
    private const int TwoStopBits = 0x40;

    private readonly int _file;

    internal Terminal(string device, int baud, Parity parity, StopBits stopBits)
    {
        _file = Check(Open(device, ReadWrite | NoControllingTerminal | NonBlocking), device);
        var settings = new byte[TermiosBytes];
        Check(GetSettings(_file, settings), device);
        MakeRaw(settings);
        Check(SetSpeed(settings, SpeedOf(baud)), device);
        var flags = BitConverter.ToInt32(settings, ControlFlags) & ~(ParityEnabled | ParityOdd | TwoStopBits);
        flags |= parity == Parity.None ? 0 : parity == Parity.Odd ? ParityEnabled | ParityOdd : ParityEnabled;
        flags |= stopBits == StopBits.One ? 0 : TwoStopBits;
        BitConverter.TryWriteBytes(settings.AsSpan(ControlFlags), flags);
        Check(SetSettings(_file, 0, settings), device);
    }

    internal int Waiting
    {
        get
        {
            Check(Control(_file, BytesWaiting, out var count), "bytes waiting");
            return count;
        }
    }

    public void Dispose() => _ = Close(_file);

    internal int Read(Span<byte> bytes)
    {
        var count = Read(_file, bytes, bytes.Length);
        return count < 0 && Marshal.GetLastPInvokeError() == Again ? 0 : Check((int)count, "read");
    }

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        var heardAt = Environment.TickCount64;
        while (bytes.Length > 0)
        {
            var count = Write(_file, bytes, bytes.Length);
            if (count >= 0 || Marshal.GetLastPInvokeError() != Again)
            {
                bytes = bytes[Check((int)count, "write")..];
                heardAt = Environment.TickCount64;
            }
            else if (Environment.TickCount64 - heardAt > LongestUnheardMs)
                return;
            else
                Thread.Sleep(1);
        }
    }

    // The constants B1200 to B115200 of Linux.
    private static uint SpeedOf(int baud) => baud switch
    {
        1200 => 9,
        2400 => 11,
        4800 => 12,
        9600 => 13,
        19200 => 14,
        38400 => 15,
        57600 => 0x1001,
        115200 => 0x1002,
        _ => throw new ArgumentOutOfRangeException(nameof(baud), baud, "No speed of a serial line here."),
    };

    private static int Check(int result, string what) =>
        result >= 0 ? result : throw new IOException($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, out int value);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, Span<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetSettings(int file, [In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetSettings(int file, int when, [In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfsetspeed", SetLastError = true)]
    private static partial int SetSpeed([In, Out] byte[] settings, uint speed);
}
