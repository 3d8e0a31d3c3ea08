// What a simulated board was given by hand, as its file would say it, and settings from the back office over it.
using System.Text.Json;
using ChargePointFw.Composition;
using ChargePointFw.Control;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Link;
using ChargePointFw.Seams;

namespace ChargePointFw.Simulator;

/// <summary>Judges and reads settings by the device's own rules.</summary>
internal sealed class SimulatedConfiguration : ISettingsJudge
{
    private static readonly JsonSerializerOptions writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SimulatorOptions options;
    private readonly byte[] file;
    private readonly DeviceConfiguration byHand;

    public SimulatedConfiguration(SimulatorOptions options)
    {
        this.options = options;
        bool isAc = options.PilotCurrentA != 0;
        file = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["Site"] = options.Site,
            ["ChargePoint"] = options.ChargePoint,
            ["DeviceKey"] = Convert.ToBase64String(options.DeviceKey),
            ["SiteKey"] = Convert.ToBase64String(options.SiteKey),
            ["BrokerHost"] = "localhost", // it is connected as the run wants it
            ["BrokerPort"] = 8883,
            ["MeterUnit"] = 1,
            ["MaximumPowerW"] = options.MaximumPowerW,
            ["GuestsAllowed"] = options.GuestsAllowed,
            ["ConnectorType"] = isAc ? "IEC_62196_T2" : "CHADEMO",
            ["CurrentLimitA"] = options.PilotCurrentA,
            ["StopFromC"] = SimulatorOptions.StopFromC,
            ["DeratingFromC"] = isAc ? SimulatorOptions.DeratingFromC : 0,
            ["DeratingUntilC"] = isAc ? SimulatorOptions.DeratingUntilC : 0,
            ["DeratingToA"] = isAc ? SimulatorOptions.DeratingToA : 0,
        }, writing);
        byHand = ConfigurationReader.Read(file, out string? trouble) ?? throw new ArgumentException(trouble, nameof(options));
    }

    /// <summary>The power has come: what the firmware runs with, of the file and of the settings that the desk holds.</summary>
    public ChargePointSettings Start(SettingsDesk desk)
    {
        string? trouble = null;
        DeviceConfiguration read = (desk.InForce is { } settings ? ConfigurationReader.ReadOver(file, settings, isTaken: true, out trouble) : null) ?? byHand;
        desk.Start(this, trouble);
        return new ChargePointSettings
        {
            MaximumPowerW = read.MaximumPowerW,
            MeterResolutionWh = options.MeterResolutionWh,
            GuestsAllowed = read.GuestsAllowed,
            ClosesOnRequest = options.PilotCurrentA != 0,
            CurrentLimitA = read.CurrentLimitA,
            DeratingFromC = read.DeratingFromC,
            DeratingUntilC = read.DeratingUntilC,
            DeratingToA = read.DeratingToA,
            StopFromC = read.StopFromC,
        };
    }

    /// <inheritdoc/>
    public string? TroubleWith(byte[] settings)
    {
        ConfigurationReader.ReadOver(file, settings, isTaken: false, out string? trouble);
        return trouble;
    }
}
