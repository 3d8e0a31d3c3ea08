// A pair of pseudo-terminals' ends: one is a device with a path, the other is held here.
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ChargePointFw.Serial.Tests;

internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoControlling = 0x102;
    private const short Readable = 1;
    private readonly int _held;
    private readonly int _other;

    public PseudoTerminal()
    {
        _held = Check(OpenHeld(ReadWriteNoControlling));
        Check(Grant(_held));
        Check(Unlock(_held));
        Device = Marshal.PtrToStringUTF8(NameOf(_held)) ?? throw new Win32Exception();
        // Kept open, so that the pair lives while nobody else has the device open.
        _other = Check(Open(Device, ReadWriteNoControlling));
        Span<byte> settings = stackalloc byte[256];
        fixed (byte* at = settings)
        {
            Check(GetSettings(_other, at));
            MakeRaw(at);
            Check(SetSettings(_other, 0, at));
        }
    }

    /// <summary>Path of the device.</summary>
    public string Device { get; }

    /// <summary>What the device's user has written; nothing when it writes nothing for a while.</summary>
    public byte[] Read(int withinMs)
    {
        var wanted = new Poll { Descriptor = _held, Events = Readable };
        if (Wait(&wanted, 1, withinMs) <= 0)
            return [];
        var bytes = new byte[512];
        fixed (byte* at = bytes)
        {
            var count = Read(_held, at, bytes.Length);
            return count > 0 ? bytes[..(int)count] : [];
        }
    }

    /// <summary>Bytes for the device's user.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
            Check((int)Write(_held, at, bytes.Length));
    }

    public void Dispose()
    {
        _ = Close(_other);
        _ = Close(_held);
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int OpenHeld(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname", SetLastError = true)]
    private static partial nint NameOf(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Wait(Poll* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* settings);
}
