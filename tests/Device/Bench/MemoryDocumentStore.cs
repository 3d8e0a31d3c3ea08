using System.Collections;
using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>A document store in memory that can refuse to save.</summary>
public sealed class MemoryDocumentStore : IDocumentStore
{
    private readonly ArrayList names = new ArrayList();
    private readonly ArrayList documents = new ArrayList();

    public bool RefusesSave;
    public int Saves;

    public byte[] Load(string name)
    {
        int at = names.IndexOf(name);
        return at < 0 ? null : (byte[])documents[at];
    }

    public bool Save(string name, byte[] document)
    {
        if (RefusesSave)
        {
            return false;
        }

        Saves++;
        int at = names.IndexOf(name);
        if (at < 0)
        {
            names.Add(name);
            documents.Add(document);
        }
        else
        {
            documents[at] = document;
        }

        return true;
    }
}
