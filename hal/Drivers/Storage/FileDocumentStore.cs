using System;
using System.IO;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Storage;

/// <summary>
/// Documents as files. A new one is written beside the old one, which is then replaced: power may fail before or within
/// any operation, and one of them is there. Only one that there never was before can be torn; its seal tells.
/// </summary>
public class FileDocumentStore : IDocumentStore
{
    private const string Extension = ".bin";
    private const string Incoming = ".new";
    private readonly string root;

    /// <param name="folder">Existing folder, without a separator at the end.</param>
    /// <param name="separator">"\\" on the device, "/" elsewhere.</param>
    public FileDocumentStore(string folder, string separator) => root = folder + separator;

    public byte[] Load(string name)
    {
        string path = root + name + Extension;
        try
        {
            Settle(path);
            byte[] document = File.Exists(path) ? File.ReadAllBytes(path) : null;
            return document == null || document.Length == 0 ? null : document; // littlefs makes the file before its content
        }
        catch (Exception)
        {
            return null; // as good as none: the back office sends it again
        }
    }

    public bool Save(string name, byte[] document)
    {
        string path = root + name + Extension;
        try
        {
            Settle(path);
            Write(path + Incoming, document);
            if (File.Exists(path))
            {
                Delete(path);
            }

            Move(path + Incoming, path);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>Writes a whole file. The three operations are virtual so that a test can take the power away at each.</summary>
    protected virtual void Write(string path, byte[] content) => File.WriteAllBytes(path, content);

    /// <summary>Deletes a file.</summary>
    protected virtual void Delete(string path) => File.Delete(path);

    /// <summary>Gives a file another name, which no other has.</summary>
    protected virtual void Move(string from, string to) => File.Move(from, to);

    // What a power cut left. Beside the old one, the new one may be torn, and takes room; without it, it is whole, and the
    // only one: it must not be written over.
    private void Settle(string path)
    {
        if (!File.Exists(path + Incoming))
        {
            return;
        }

        if (File.Exists(path))
        {
            Delete(path + Incoming);
        }
        else
        {
            Move(path + Incoming, path);
        }
    }
}
