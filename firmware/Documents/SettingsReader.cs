using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads a <c>configuration</c> document: a version, and under <c>settings</c> one object, which the board judges. Bytes stay bytes
/// here: which keys there are is no matter of the firmware's.
/// </summary>
public sealed class SettingsReader : VersionedDocumentReader
{
    /// <summary>Longest object that is taken, bytes: every key that may come from afar, twice over.</summary>
    public const int MostSettingsBytes = 384;

    public SettingsReader(string site, string chargePoint)
        : base(site, chargePoint, "configuration")
    {
    }

    /// <summary>The object as it came, braces and all; null when the last document had none.</summary>
    public byte[] Settings { get; private set; }

    protected override bool IsComplete => Settings != null;

    /// <summary>Reads the body against the version held; None when its settings may be judged.</summary>
    public SecurityEventKind Read(byte[] body, long heldVersion)
    {
        Settings = null;
        return ReadBody(body, heldVersion);
    }

    protected override bool TakesContent(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (!reader.Is("settings"))
        {
            return false;
        }

        Settings = Settings == null ? reader.ObjectValue(MostSettingsBytes) : null;
        refusal = Settings == null ? SecurityEventKind.Malformed : SecurityEventKind.None;
        return true;
    }

    protected override bool IsPlausible() => true;
}
