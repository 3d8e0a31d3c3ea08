using System;
using System.IO;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Composition;

/// <summary>The configuration as a file.</summary>
public static class ConfigurationFile
{
    /// <summary>The configuration, or null and the reason in words for a technician.</summary>
    public static DeviceConfiguration Read(string path, out string trouble)
    {
        byte[] text = Load(path, out trouble);
        if (text == null)
        {
            return null;
        }

        DeviceConfiguration configuration = ConfigurationReader.Read(text, out trouble);
        trouble = trouble == null ? null : path + ": " + trouble;
        return configuration;
    }

    /// <summary>The file's bytes, or null and the reason.</summary>
    public static byte[] Load(string path, out string trouble)
    {
        trouble = null;
        try
        {
            if (!File.Exists(path))
            {
                trouble = path + " is missing: flash it with the provisioning tool.";
                return null;
            }

            using (var file = new FileStream(path, FileMode.Open, FileAccess.Read))
            {
                if (file.Length > ConfigurationReader.MaximumBytes)
                {
                    trouble = path + ": " + ConfigurationReader.TooLong(file.Length);
                    return null;
                }
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception e)
        {
            trouble = path + " cannot be read: " + e.Message;
            return null;
        }
    }
}
