// The files that nanoff takes: what it writes to the board's file system and into its network configuration.
using System.Text.Encodings.Web;
using System.Text.Json;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Provision.Flash;

/// <summary>Writes nanoff's deployment files beside an identity.</summary>
public static class Deployment
{
    // nanoff's words for WPA2 with a pre-shared key, and for connecting by itself at every boot (NetworkDeploymentManager.cs).
    private const string Authentication = "WPA2";
    private const string Encryption = "WPA2_PSK2";
    private const string ByItself = "AutoConnect";

    private static readonly JsonSerializerOptions writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>files.json</c>: config.json to <c>I:\</c>.</summary>
    public static string WriteFiles(Vault vault, ChargePointIdentity identity, string port)
    {
        string text = JsonSerializer.Serialize(
            new
            {
                serialport = port,
                files = new[] { new { DestinationFilePath = @"I:\config.json", SourceFilePath = identity.ConfigurationPath(vault) } },
            },
            writing);
        return Write(vault, identity, "files.json", text);
    }

    /// <summary><c>network.json</c>: the board's network, Ethernet by DHCP or a Wi-Fi. Certificates are in config.json, where keys can be changed without a cable.</summary>
    /// <param name="vault">Where it goes.</param>
    /// <param name="identity">The charge point.</param>
    /// <param name="port">Serial port.</param>
    /// <param name="wifi">Name and password of the Wi-Fi; null for Ethernet.</param>
    public static string WriteNetwork(Vault vault, ChargePointIdentity identity, string port, (string Ssid, string Password)? wifi)
    {
        object network = wifi is { } at
            ? new { SerialPort = port, WirelessClient = new { at.Ssid, at.Password, Authentication, Encryption, ConfigurationOption = ByItself } }
            : new { SerialPort = port, Ethernet = new { DhcpEnabled = true, AutomaticDNS = true } };
        return Write(vault, identity, "network.json", JsonSerializer.Serialize(network, writing));
    }

    private static string Write(Vault vault, ChargePointIdentity identity, string name, string text)
    {
        string[] path = ["charge-points", identity.Site, identity.ChargePoint, "deploy", name];
        vault.Write(text, path);
        return vault.PathOf(path);
    }
}
