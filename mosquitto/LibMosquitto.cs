// The functions of libmosquitto (mosquitto.h) that the client uses, and where the library is found.
using System.Reflection;
using System.Runtime.InteropServices;

namespace ChargePointFw.Mosquitto;

internal static unsafe partial class LibMosquitto
{
    private const string Name = "mosquitto";

    internal static readonly string[] FileNames =
    [
        "libmosquitto.so.1",
        "libmosquitto.1.dylib",
        "libmosquitto.dylib",
        "/opt/homebrew/lib/libmosquitto.1.dylib",
        "/usr/local/lib/libmosquitto.1.dylib",
    ];

    private static readonly Lazy<nint> s_library = new(() =>
    {
        var library = Load(FileNames);
        NativeLibrary.SetDllImportResolver(typeof(LibMosquitto).Assembly, Resolve);
        return library;
    });

    /// <summary>Finds the library and initialises it once a process.</summary>
    /// <exception cref="DllNotFoundException">It is not installed; the message says what to install.</exception>
    internal static void EnsureLoaded() => _ = s_initialised.Value;

    private static readonly Lazy<int> s_initialised = new(() =>
    {
        _ = s_library.Value;
        return mosquitto_lib_init();
    });

    internal static nint Load(IEnumerable<string> fileNames)
    {
        foreach (var fileName in fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, out var library))
                return library;
        }
        throw new DllNotFoundException(
            "libmosquitto was not found. Install it: 'apt install libmosquitto1' (Debian, Ubuntu), " +
            "'dnf install mosquitto' (Fedora) or 'brew install mosquitto' (macOS).");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Name ? s_library.Value : 0;

    [LibraryImport(Name)]
    internal static partial int mosquitto_lib_init();

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial nint mosquitto_new(string? id, [MarshalAs(UnmanagedType.U1)] bool cleanSession, nint userData);

    [LibraryImport(Name)]
    internal static partial void mosquitto_destroy(nint mosq);

    [LibraryImport(Name)]
    internal static partial int mosquitto_threaded_set(nint mosq, [MarshalAs(UnmanagedType.U1)] bool threaded);

    [LibraryImport(Name)]
    internal static partial int mosquitto_int_option(nint mosq, int option, int value);

    [LibraryImport(Name)]
    internal static partial int mosquitto_max_inflight_messages_set(nint mosq, uint count);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_username_pw_set(nint mosq, string userName, string? password);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_will_set(
        nint mosq, string topic, int payloadLength, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_tls_set(
        nint mosq, string? caFile, string? caPath, string? certificateFile, string? keyFile, nint passwordCallback);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_tls_opts_set(nint mosq, int verify, string? version, string? ciphers);

    [LibraryImport(Name)]
    internal static partial int mosquitto_tls_insecure_set(nint mosq, [MarshalAs(UnmanagedType.U1)] bool insecure);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int mosquitto_connect_bind_async(nint mosq, string host, int port, int keepAliveSeconds, string? bindAddress);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int mosquitto_connect_bind_v5(
        nint mosq, string host, int port, int keepAliveSeconds, string? bindAddress, nint properties);

    [LibraryImport(Name)]
    internal static partial int mosquitto_disconnect(nint mosq);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_publish(
        nint mosq, out int mid, string topic, int payloadLength, byte* payload, int qos, [MarshalAs(UnmanagedType.U1)] bool retain);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_subscribe(nint mosq, out int mid, string topicFilter, int qos);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mosquitto_unsubscribe(nint mosq, out int mid, string topicFilter);

    [LibraryImport(Name)]
    internal static partial int mosquitto_socket(nint mosq);

    [LibraryImport(Name)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool mosquitto_want_write(nint mosq);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int mosquitto_loop_read(nint mosq, int maxPackets);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int mosquitto_loop_write(nint mosq, int maxPackets);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int mosquitto_loop_misc(nint mosq);

    [LibraryImport(Name)]
    internal static partial int mosquitto_property_add_int32(ref nint properties, int identifier, uint value);

    [LibraryImport(Name)]
    internal static partial void mosquitto_property_free_all(ref nint properties);

    [LibraryImport(Name)]
    internal static partial nint mosquitto_strerror(int error);

    [LibraryImport(Name)]
    internal static partial nint mosquitto_connack_string(int reason);

    [LibraryImport(Name)]
    internal static partial nint mosquitto_reason_string(int reason);

    [LibraryImport(Name)]
    internal static partial void mosquitto_connect_v5_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_disconnect_v5_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, nint, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_publish_v5_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_message_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, NativeMessage*, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_subscribe_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, int, int*, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_unsubscribe_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, void> callback);

    [LibraryImport(Name)]
    internal static partial void mosquitto_log_callback_set(nint mosq, delegate* unmanaged[Cdecl]<nint, nint, int, byte*, void> callback);

    internal static string ErrorText(int error) => Marshal.PtrToStringUTF8(mosquitto_strerror(error)) ?? "unknown error";

    internal static string ConnackText(int reason) =>
        Marshal.PtrToStringUTF8(reason >= 128 ? mosquitto_reason_string(reason) : mosquitto_connack_string(reason)) ?? "refused";

    // enum mosq_opt_t and the property of MQTT 5 that is used
    internal const int OptionProtocolVersion = 1;
    internal const int OptionTcpNoDelay = 11;
    internal const int OptionUseSystemCertificates = 13;
    internal const int PropertySessionExpiryInterval = 17;

    // log levels
    internal const int LogError = 1 << 3;
    internal const int LogDebug = 1 << 4;

    /// <summary>struct mosquitto_message.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NativeMessage
    {
        public int Mid;
        public byte* Topic;
        public byte* Payload;
        public int PayloadLength;
        public int Qos;
        public byte Retain;
    }
}
