using ChargePointFw.Seams;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Boards;

/// <summary>Plan and token list in a flash: after a power cut the old or the new one is there, unless a bit turned.</summary>
internal sealed class Documents(Dice dice, FaultCounts faults) : IDocumentStore
{
    private readonly Dictionary<string, byte[]> documents = [];

    /// <summary>The power can go while one is saved.</summary>
    public bool CutsPower { get; set; }

    public byte[] Load(string name) => documents.GetValueOrDefault(name)!;

    public bool Save(string name, byte[] document)
    {
        bool isCut = CutsPower && dice.Once(25);
        if (!isCut || dice.Once(2))
        {
            documents[name] = [.. document];
        }

        if (isCut)
        {
            faults.Count(Fault.PowerCutInDocument);
            throw new PowerLostException();
        }

        return true;
    }

    /// <summary>Turns a bit; false when there is none to turn.</summary>
    public bool Rot()
    {
        if (documents.Count == 0)
        {
            return false;
        }

        byte[] document = documents.Values.ElementAt(dice.Between(0, documents.Count - 1));
        document[dice.Between(0, document.Length - 1)] ^= (byte)(1 << dice.Between(0, 6));
        faults.Count(Fault.DocumentRots);
        return true;
    }
}
