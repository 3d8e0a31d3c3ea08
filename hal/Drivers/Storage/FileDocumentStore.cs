using System;
using System.IO;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Storage;

/// <summary>
/// Documents as files. A new one is written beside the old one, which is then replaced; whichever is there after a
/// power cut carries its own signature.
/// </summary>
public sealed class FileDocumentStore : IDocumentStore
{
    private const string Incoming = ".new";
    private readonly string root;

    /// <param name="folder">Existing folder, without a separator at the end.</param>
    /// <param name="separator">"\\" on the device, "/" elsewhere.</param>
    public FileDocumentStore(string folder, string separator) => root = folder + separator;

    public byte[] Load(string name)
    {
        string path = root + name + ".json";
        try
        {
            if (File.Exists(path))
            {
                return File.ReadAllBytes(path);
            }

            return File.Exists(path + Incoming) ? File.ReadAllBytes(path + Incoming) : null;
        }
        catch (Exception)
        {
            return null; // as good as none: the back office sends it again
        }
    }

    public bool Save(string name, byte[] document)
    {
        string path = root + name + ".json";
        try
        {
            File.WriteAllBytes(path + Incoming, document);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            File.Move(path + Incoming, path);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
