// The run's identities as the provisioning tool makes them, and the broker that asks for them.
using ChargePointFw.BackOffice;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Mosquitto;
using ChargePointFw.Provision;
using ChargePointFw.Provision.Broker;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Demo.Runs;

/// <summary>
/// Keys, certificates and configurations of a run over TLS: out of a vault that somebody has filled with the tool, or made here
/// for the run alone. Certificates live in real time, whatever time the run has.
/// </summary>
internal sealed class ProvisionedSite
{
    private const string Host = "127.0.0.1";
    private const string Board = "olimex-esp32-evb";
    private const string ConfigurationName = "config.json";
    private readonly Vault vault;
    private readonly IdentityDesk desk;
    private readonly BrokerFiles files;
    private readonly bool isGiven;

    /// <param name="folder">The vault's folder.</param>
    /// <param name="isGiven">It was filled with the tool; otherwise identities are made here.</param>
    /// <exception cref="DemoException">It is no place for secrets.</exception>
    public ProvisionedSite(string folder, bool isGiven)
    {
        this.isGiven = isGiven;
        try
        {
            vault = new Vault(folder);
        }
        catch (ProvisionException trouble)
        {
            throw new DemoException(trouble.Message);
        }

        desk = new IdentityDesk(vault, TimeProvider.System);
        files = new BrokerFiles(vault, TimeProvider.System);
    }

    /// <summary>How a client of this run proves who it is.</summary>
    public MosquittoTls Gateway()
    {
        (string certificate, string key) = files.Gateway(Installation.Site);
        return new MosquittoTls { CaFile = files.CaFile(), CertificateFile = certificate, KeyFile = key, Version = "tlsv1.2" };
    }

    /// <summary>The back office with its certificate.</summary>
    public BackOfficeOptions Secure(BackOfficeOptions options)
    {
        (string certificate, string key) = files.BackOffice();
        return options with { BrokerCaFile = files.CaFile(), BrokerCertificateFile = certificate, BrokerKeyFile = key };
    }

    /// <summary>The broker's files, for everybody who is registered by then.</summary>
    public string WriteBroker(string folder, int port, BackOfficeApp backOffice) => files.Write(folder, [Host], port, Host, backOffice);

    /// <summary>
    /// The configuration on a charge point's flash, read as the device reads it. It is put there as the tool's flashing does, unless
    /// that was done before.
    /// </summary>
    /// <exception cref="DemoException">There is none in the vault, or the device refuses it.</exception>
    public DeviceConfiguration Flashed(string name, string flash, byte[] deviceKey, int brokerPort, BackOfficeApp backOffice)
    {
        try
        {
            string file = Path.Combine(flash, ConfigurationName);
            if (!File.Exists(file))
            {
                ChargePointIdentity identity = isGiven ? desk.Of(Installation.Site, name) : desk.New(Wanted(name, deviceKey, brokerPort), backOffice);
                File.Copy(identity.ConfigurationPath(vault), file);
            }

            DeviceConfiguration configuration = ConfigurationFile.Read(file, out string? trouble) ?? throw new DemoException(trouble!);
            backOffice.Registry.RegisterChargePoint(Installation.Site, name, Convert.FromBase64String(configuration.DeviceKey), (byte)configuration.KeyGeneration);
            return configuration;
        }
        catch (ProvisionException trouble)
        {
            throw new DemoException(trouble.Message);
        }
    }

    private static NewIdentity Wanted(string name, byte[] deviceKey, int brokerPort) => new()
    {
        Site = Installation.Site,
        ChargePoint = name,
        Board = Board,
        Zone = Installation.Zone,
        BrokerHost = Host,
        BrokerPort = brokerPort,
        Settings = """{"MaximumPowerW":50000,"MeterUnit":1,"GuestsAllowed":true}""",
        By = "demo",
        DeviceKey = deviceKey,
    };
}
