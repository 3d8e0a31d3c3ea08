using System;
using System.Device.Gpio;
using System.Threading;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Composition;

/// <summary>
/// The configuration that a board was given. Where its file is missing or wrong, the board runs with the last good one, so that
/// it can be reached; but it charges nothing, as nobody knows what was meant. Settings that came from the back office lie over it;
/// with those that no longer go with it, nothing charges either.
/// </summary>
public sealed class Provisioning : ISettingsJudge
{
    private const int AgainMs = 10_000;
    private const string LastGoodName = "config-good";

    private readonly string path;
    private readonly IDocumentStore store;
    private readonly BoardAbilities abilities;
    private readonly IKeyedHash hash;
    private byte[] text;
    private byte[] used;
    private DeviceConfiguration configuration;

    /// <param name="path">Where the provisioning tool has put it.</param>
    /// <param name="store">Keeps the last good one.</param>
    /// <param name="abilities">What the board has.</param>
    /// <param name="hash">HMAC-SHA256, for the seal of settings from afar.</param>
    public Provisioning(string path, IDocumentStore store, BoardAbilities abilities, IKeyedHash hash)
    {
        this.hash = hash;
        this.path = path;
        this.store = store;
        this.abilities = abilities;
    }

    /// <summary>What is wrong with the file, in words for a technician; null when the board runs as it says.</summary>
    public string Trouble { get; private set; }

    /// <summary>Why the settings from the back office that it holds do not count; null when they do, or there are none.</summary>
    public string SettingsTrouble { get; private set; }

    /// <summary>
    /// The file's configuration, else the last good one; while there is neither, says on the console what to correct, and looks
    /// again every 10 s.
    /// </summary>
    public DeviceConfiguration Await()
    {
        while (!Look())
        {
            Console.WriteLine("Not charging. " + Trouble);
            Thread.Sleep(AgainMs);
        }

        return configuration;
    }

    /// <summary>Looks once; false when there is neither.</summary>
    public bool Look()
    {
        text = ConfigurationFile.Load(path, out string trouble);
        configuration = text == null ? null : Judge(text, out trouble);
        Trouble = trouble;
        used = text;
        if (configuration == null)
        {
            used = store.Load(LastGoodName);
            configuration = used == null ? null : Judge(used, out _);
        }

        SettingsTrouble = null;
        if (configuration != null)
        {
            PutSettingsOver();
        }

        return configuration != null;
    }

    public string TroubleWith(byte[] settings)
    {
        JudgeOver(settings, false, out string trouble);
        return trouble;
    }

    /// <summary>The contacts that forbid charging, where one is wired; to be asked for last of all pins.</summary>
    public IStopContacts StopContacts(GpioController pins)
    {
        IStopContacts contacts = StopContactConfiguration.Open(configuration, pins, out string trouble);
        Trouble = Trouble ?? (trouble == null ? null : path + ": " + trouble);
        return contacts;
    }

    /// <summary>Everything has been opened as it says: keeps a good configuration for the day on which its file is not.</summary>
    public void Keep()
    {
        if (Trouble == null && !IsKept() && !store.Save(LastGoodName, text))
        {
            Console.WriteLine("The configuration cannot be kept beside its file: the flash is full or worn.");
        }
    }

    // Rotten, or those of another charge point that this board was, they count for nothing, and come again from the broker.
    private void PutSettingsOver()
    {
        byte[] kept = store.Load(StoredSettings.Name);
        if (kept == null)
        {
            return;
        }

        var keys = new KeyRing(
            hash, Convert.FromBase64String(configuration.DeviceKey), configuration.Site, configuration.ChargePoint, (byte)configuration.KeyGeneration);
        byte[] settings = new StoredSettings(hash, keys, configuration.Site, configuration.ChargePoint).Read(kept, out _);
        if (settings == null)
        {
            return;
        }

        configuration = JudgeOver(settings, true, out string trouble) ?? configuration;
        SettingsTrouble = trouble;
        Trouble = Trouble ?? (trouble == null ? null : "The settings from the back office do not go with " + path + ": " + trouble);
    }

    private DeviceConfiguration JudgeOver(byte[] settings, bool isTaken, out string trouble)
    {
        DeviceConfiguration read = ConfigurationReader.ReadOver(used, settings, isTaken, out trouble);
        trouble = read == null ? trouble : abilities.TroubleWith(read);
        return trouble == null ? read : null;
    }

    private DeviceConfiguration Judge(byte[] candidate, out string trouble)
    {
        DeviceConfiguration read = ConfigurationReader.Read(candidate, out trouble);
        trouble = read == null ? trouble : abilities.TroubleWith(read);
        trouble = trouble == null ? null : path + ": " + trouble;
        return trouble == null ? read : null;
    }

    // Flash wears: what is there already is not written again.
    private bool IsKept()
    {
        byte[] kept = store.Load(LastGoodName);
        return kept != null && kept.Length == text.Length && Bytes.EqualInConstantTime(kept, 0, text, 0, text.Length);
    }
}
