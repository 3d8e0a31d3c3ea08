using System;
using System.Reflection;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Composition;

/// <summary>Reads a configuration by the table of its keys: every key known and given once, every value of its kind and within its bounds.</summary>
public sealed class ConfigurationReader
{
    /// <summary>A longer one is refused unread, bytes: one block of the flash.</summary>
    public const int MaximumBytes = 4_096;

    // Enough to find it by, and too little of a secret that lost its name.
    private const int ShownLetters = 15;

    private readonly ConfigurationKey[] keys = ConfigurationKeys.All();
    private readonly bool[] isGiven;
    private readonly DeviceConfiguration configuration;
    private readonly Extent extent;
    private bool isLooser;

    private ConfigurationReader(Extent extent, DeviceConfiguration configuration)
    {
        this.extent = extent;
        this.configuration = configuration;
        isGiven = new bool[keys.Length];
    }

    // Which keys a text may have.
    private enum Extent
    {
        Whole,
        WithoutIdentity,
        FromAfar,

        // Found good before: a limit that is now looser than the file's counts for nothing.
        FromAfarAgain,
    }

    /// <summary>The configuration, or null and the reason in words for a technician.</summary>
    public static DeviceConfiguration Read(byte[] text, out string trouble)
    {
        var reader = new ConfigurationReader(Extent.Whole, new DeviceConfiguration());
        trouble = reader.ReadAll(text) ?? reader.WhatIsMissing() ?? TroubleBetween(reader.configuration);
        return trouble == null ? reader.configuration : null;
    }

    /// <summary>
    /// What somebody who wires a board chooses, to be completed with an identity; null and the reason likewise. Keys of the
    /// identity are refused.
    /// </summary>
    public static DeviceConfiguration ReadPart(byte[] text, out string trouble)
    {
        var reader = new ConfigurationReader(Extent.WithoutIdentity, new DeviceConfiguration());
        trouble = reader.ReadAll(text);
        return trouble == null ? reader.configuration : null;
    }

    /// <summary>
    /// A board's configuration with settings from afar over it; null and the reason likewise. Only keys that say nothing of
    /// wires, and limits only as strict as the file's or stricter.
    /// </summary>
    /// <param name="text">The file's.</param>
    /// <param name="settings">What the back office set.</param>
    /// <param name="isTaken">They were found good before: where the file's limit is stricter by now, it counts.</param>
    /// <param name="trouble">The reason.</param>
    public static DeviceConfiguration ReadOver(byte[] text, byte[] settings, bool isTaken, out string trouble)
    {
        DeviceConfiguration whole = Read(text, out trouble);
        if (whole == null)
        {
            return null;
        }

        var reader = new ConfigurationReader(isTaken ? Extent.FromAfarAgain : Extent.FromAfar, whole);
        trouble = reader.ReadAll(settings) ?? TroubleBetween(whole);
        return trouble == null ? whole : null;
    }

    /// <summary>What to say of one that is.</summary>
    public static string TooLong(long bytes) => "it has " + bytes.ToString() + " bytes, and at most " + MaximumBytes.ToString() + " are read.";

    // What is wrong between several values that are each right.
    private static string TroubleBetween(DeviceConfiguration configuration) =>
        IsText(configuration.ClientCertificate) != IsText(configuration.ClientKey)
            ? "ClientCertificate and ClientKey belong together: give both or none."
            : MeterConfiguration.TroubleWith(configuration) ?? StopContactConfiguration.TroubleWith(configuration)
                ?? ChargerConfiguration.TroubleWith(configuration) ?? DeratingConfiguration.TroubleWith(configuration);

    private string ReadAll(byte[] text)
    {
        if (text.Length > MaximumBytes)
        {
            return TooLong(text.Length);
        }

        var reader = new JsonReader(text, 0, text.Length);
        ConfigurationKey key = null;
        JsonToken token = reader.Next();
        if (token != JsonToken.BeginObject)
        {
            return NotJson(reader, key);
        }

        while ((token = reader.Next()) == JsonToken.Name)
        {
            int index = Find(reader);
            if (index < 0)
            {
                return "At byte " + reader.Position.ToString() + ", '" + Shown(reader.TextValue())
                    + "' is no key of a configuration: docs/configuration.schema.json names them all.";
            }

            key = keys[index];
            if (isGiven[index])
            {
                return key.Name + " is given twice: leave one out.";
            }

            string notHere = WhyNotHere(key);
            if (notHere != null)
            {
                return notHere;
            }

            isGiven[index] = true;
            token = reader.Next();
            if (token == JsonToken.Error)
            {
                return NotJson(reader, key);
            }

            if (!Take(key, token, reader))
            {
                return key.Name + " must be " + key.Allowed() + ".";
            }

            if (isLooser)
            {
                return key.Name + " may from afar only be made stricter than this board's own file has it.";
            }
        }

        return token == JsonToken.EndObject && reader.Next() == JsonToken.End ? null : NotJson(reader, key);
    }

    private string WhyNotHere(ConfigurationKey key) =>
        extent == Extent.WithoutIdentity && key.IsOfIdentity ? key.Name + " comes from the identity: leave it out."
            : extent >= Extent.FromAfar && !key.IsFromAfar ? key.Name + " is set at the board, with its file: leave it out."
            : null;

    private int Find(JsonReader reader)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (reader.Is(keys[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private bool Take(ConfigurationKey key, JsonToken token, JsonReader reader)
    {
        if (key.Kind == ConfigurationKind.Boolean)
        {
            return (token == JsonToken.True || token == JsonToken.False) && Put(key, token == JsonToken.True);
        }

        if (key.Kind == ConfigurationKind.Integer)
        {
            long number = reader.NumberValue;
            bool isInBounds = (number >= key.Least && number <= key.Most) || (number == 0 && !key.IsRequired);
            return token == JsonToken.Number && isInBounds && Put(key, key.Most > int.MaxValue ? (object)number : (int)number);
        }

        if (token != JsonToken.Text)
        {
            return false;
        }

        string text = reader.TextValue();
        bool isNone = text.Length == 0 && !key.IsRequired;
        return (isNone || IsRight(key, text)) && Put(key, text);
    }

    private static bool IsRight(ConfigurationKey key, string text)
    {
        switch (key.Kind)
        {
            case ConfigurationKind.Name:
                return IsInBounds(key, text.Length) && IsName(text);
            case ConfigurationKind.Text:
                return IsInBounds(key, text.Length);
            case ConfigurationKind.Bytes:
                return Base64Text.IsOne(text) && IsInBounds(key, Base64Text.BytesOf(text));
            case ConfigurationKind.Der:
                return IsInBounds(key, text.Length) && Base64Text.IsOne(text) && Der.IsSequence(Convert.FromBase64String(text));
            default:
                for (int i = 0; i < key.Words.Length; i++)
                {
                    if (text == key.Words[i])
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    // Setters are found by name, as the image's own JSON library does: a new key is a property and a row.
    private bool Put(ConfigurationKey key, object value)
    {
        if (extent >= Extent.FromAfar && key.IsLimit && IsLooser(key, (int)value))
        {
            isLooser = extent == Extent.FromAfar;
            return true;
        }

        MethodInfo setter = typeof(DeviceConfiguration).GetMethod("set_" + key.Name);
        setter.Invoke(configuration, new object[] { value });
        return true;
    }

    // 0 is no limit, or says that nothing is wired that could keep it.
    private bool IsLooser(ConfigurationKey key, int value)
    {
        var ofFile = (int)typeof(DeviceConfiguration).GetMethod("get_" + key.Name).Invoke(configuration, null);
        return value == 0 || ofFile == 0 || value > ofFile;
    }

    private string WhatIsMissing()
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i].IsRequired && !isGiven[i])
            {
                return keys[i].Name + " is missing: it must be " + keys[i].Allowed() + ".";
            }
        }

        return null;
    }

    private static string NotJson(JsonReader reader, ConfigurationKey near) =>
        "At byte " + reader.Position.ToString() + (near == null ? "" : ", at or after " + near.Name)
            + ", this is no JSON of a configuration: one object, whole numbers, texts in printable ASCII without quotes and backslashes.";

    private static string Shown(string name) => name.Length <= ShownLetters ? name : name.Substring(0, ShownLetters) + "...";

    private static bool IsInBounds(ConfigurationKey key, int length) => length >= key.Least && length <= key.Most;

    private static bool IsText(string text) => text != null && text.Length > 0;

    private static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool isGood = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }
}
