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
    private readonly DeviceConfiguration configuration = new DeviceConfiguration();
    private readonly bool isPart;

    private ConfigurationReader(bool isPart)
    {
        this.isPart = isPart;
        isGiven = new bool[keys.Length];
    }

    /// <summary>The configuration, or null and the reason in words for a technician.</summary>
    public static DeviceConfiguration Read(byte[] text, out string trouble)
    {
        var reader = new ConfigurationReader(false);
        trouble = reader.ReadAll(text) ?? reader.WhatIsMissing() ?? TroubleBetween(reader.configuration);
        return trouble == null ? reader.configuration : null;
    }

    /// <summary>
    /// What somebody who wires a board chooses, to be completed with an identity; null and the reason likewise. Keys of the
    /// identity are refused.
    /// </summary>
    public static DeviceConfiguration ReadPart(byte[] text, out string trouble)
    {
        var reader = new ConfigurationReader(true);
        trouble = reader.ReadAll(text);
        return trouble == null ? reader.configuration : null;
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

            if (isPart && key.IsOfIdentity)
            {
                return key.Name + " comes from the identity: leave it out.";
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
        }

        return token == JsonToken.EndObject && reader.Next() == JsonToken.End ? null : NotJson(reader, key);
    }

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
        MethodInfo setter = typeof(DeviceConfiguration).GetMethod("set_" + key.Name);
        setter.Invoke(configuration, new object[] { value });
        return true;
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
