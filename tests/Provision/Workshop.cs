using ChargePointFw.BackOffice;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Mosquitto;
using ChargePointFw.Provision.Broker;
using ChargePointFw.Provision.Identity;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.Provision.Tests;

/// <summary>A vault, a back office and a production broker of a test's own.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    public const string Site = "tokyo-01";
    public const string Board = "olimex-esp32-evb";
    public const string Host = "127.0.0.1";
    public const string Settings = """{"MaximumPowerW":50000,"MeterUnit":1}""";

    /// <param name="time">The back office's time; certificates live in real time.</param>
    public Workshop(TimeProvider? time = null)
    {
        Vault = new Vault(Path.Combine(Folder, "vault"));
        Desk = new IdentityDesk(Vault, TimeProvider.System);
        Files = new BrokerFiles(Vault, TimeProvider.System);
        Broker = new MosquittoBroker(port => Files.Write(Path.Combine(Folder, "broker"), [Host], port, Host, App!));
        (string certificate, string key) = Files.BackOffice();
        App = BackOfficeApp.Create(
            new BackOfficeOptions
            {
                DatabaseFile = Database,
                BrokerPort = Broker.Port,
                BrokerCaFile = Files.CaFile(),
                BrokerCertificateFile = certificate,
                BrokerKeyFile = key,
            },
            time ?? TimeProvider.System);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("cpfw-provision-").FullName;

    public string Database => Path.Combine(Folder, "backoffice.db");

    public Vault Vault { get; }

    public IdentityDesk Desk { get; }

    public BrokerFiles Files { get; }

    public BackOfficeApp App { get; }

    /// <summary>The broker with the tool's files; started by the test, once everybody is registered.</summary>
    public MosquittoBroker Broker { get; }

    public static NewIdentity Wanted(string chargePoint) => new()
    {
        Site = Site,
        ChargePoint = chargePoint,
        Board = Board,
        Zone = "Asia/Tokyo",
        BrokerHost = Host,
        Settings = Settings,
        By = "tests",
    };

    public ChargePointIdentity New(string chargePoint) => Desk.New(Wanted(chargePoint), App);

    /// <summary>What an identity's board was given.</summary>
    public DeviceConfiguration ConfigurationOf(ChargePointIdentity identity) =>
        ConfigurationFile.Read(identity.ConfigurationPath(Vault), out string? trouble) ?? throw new AssertFailedException(trouble);

    /// <summary>A board of the simulator with an identity's keys and certificate.</summary>
    public SimulatorOptions BoardWith(DeviceConfiguration flashed) => new()
    {
        Site = flashed.Site,
        ChargePoint = flashed.ChargePoint,
        DeviceKey = Convert.FromBase64String(flashed.DeviceKey),
        SiteKey = Convert.FromBase64String(flashed.SiteKey),
        Broker = new BrokerAddress
        {
            Host = Host,
            Port = Broker.Port,
            CaCertificate = Convert.FromBase64String(flashed.CaCertificate),
            ClientCertificate = Convert.FromBase64String(flashed.ClientCertificate),
            ClientKey = Convert.FromBase64String(flashed.ClientKey),
            MakeCertificate = ClientCertificates.Make,
        },
        Folder = Directory.CreateDirectory(Path.Combine(Folder, "flash")).FullName,
        Seed = 7,
        MaximumPowerW = flashed.MaximumPowerW,
        GuestsAllowed = flashed.GuestsAllowed,
    };

    /// <summary>The certificate and key of an identity as PEM files.</summary>
    public (string CertificateFile, string KeyFile) PemOf(ChargePointIdentity identity)
    {
        var configuration = System.Text.Json.JsonDocument.Parse(File.ReadAllText(identity.ConfigurationPath(Vault))).RootElement;
        return Pem(identity.User, Der("ClientCertificate"), Der("ClientKey"));

        byte[] Der(string name) => Convert.FromBase64String(configuration.GetProperty(name).GetString()!);
    }

    public (string CertificateFile, string KeyFile) Pem(string name, byte[] certificate, byte[] ecKey)
    {
        string file = Path.Combine(Folder, name + Guid.NewGuid().ToString("N"));
        File.WriteAllText(file + ".pem", System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", certificate));
        File.WriteAllText(file + ".key", System.Security.Cryptography.PemEncoding.WriteString("EC PRIVATE KEY", ecKey));
        return (file + ".pem", file + ".key");
    }

    /// <summary>A client of the broker with these files.</summary>
    public MosquittoClient Client((string CertificateFile, string KeyFile)? certificate, string? user = null) => new(new MosquittoOptions
    {
        Port = Broker.Port,
        UserName = user,
        Password = user,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        Tls = new MosquittoTls { CaFile = Files.CaFile(), CertificateFile = certificate?.CertificateFile, KeyFile = certificate?.KeyFile },
    });

    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        for (int i = 0; i < 600 && !isSo(); i++)
        {
            await Task.Delay(50);
        }

        Assert.IsTrue(isSo(), what);
    }

    public async ValueTask DisposeAsync()
    {
        Broker.Dispose();
        await App.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
