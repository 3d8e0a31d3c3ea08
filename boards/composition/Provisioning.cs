using System;
using System.Device.Gpio;
using System.Threading;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Composition;

/// <summary>
/// The configuration that a board was given. Where its file is missing or wrong, the board runs with the last good one, so that
/// it can be reached; but it charges nothing, as nobody knows what was meant.
/// </summary>
public sealed class Provisioning
{
    private const int AgainMs = 10_000;
    private const string LastGoodName = "config-good";

    private readonly string path;
    private readonly IDocumentStore store;
    private readonly BoardAbilities abilities;
    private byte[] text;
    private DeviceConfiguration configuration;

    /// <param name="path">Where the provisioning tool has put it.</param>
    /// <param name="store">Keeps the last good one.</param>
    /// <param name="abilities">What the board has.</param>
    public Provisioning(string path, IDocumentStore store, BoardAbilities abilities)
    {
        this.path = path;
        this.store = store;
        this.abilities = abilities;
    }

    /// <summary>What is wrong with the file, in words for a technician; null when the board runs as it says.</summary>
    public string Trouble { get; private set; }

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
        if (configuration == null)
        {
            byte[] lastGood = store.Load(LastGoodName);
            configuration = lastGood == null ? null : Judge(lastGood, out _);
        }

        return configuration != null;
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
