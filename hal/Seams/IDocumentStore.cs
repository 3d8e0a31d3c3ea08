namespace ChargePointFw.Seams;

/// <summary>Keeps the last accepted document of each kind over a restart (the plan, the token list).</summary>
public interface IDocumentStore
{
    /// <summary>The document as it was saved, or null when there is none or it cannot be read.</summary>
    byte[] Load(string name);

    /// <summary>Replaces the document; after a power cut either the old or the new one is there. False when it failed.</summary>
    bool Save(string name, byte[] document);
}
