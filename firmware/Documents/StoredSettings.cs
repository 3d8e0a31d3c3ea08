using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Documents;

/// <summary>Settings from the back office as they are kept over a restart: as they came.</summary>
public sealed class StoredSettings : StoredDocument
{
    /// <summary>What a document store calls them.</summary>
    public const string Name = "settings";

    private const int Kind = 5;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    public StoredSettings(IKeyedHash hash, KeyRing keys, string site, string chargePoint)
        : base(hash, keys, site, chargePoint, Kind)
    {
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] Write(long version, byte[] settings)
    {
        byte[] body = Begin(version, settings.Length);
        Array.Copy(settings, 0, body, ContentAt, settings.Length);
        return Seal(body);
    }

    /// <summary>The settings that were kept, and their version; null, and 0, when they are rotten or another board's.</summary>
    public byte[] Read(byte[] stored, out long version)
    {
        byte[] body = Open(stored, 0, MaximumHeadBytes + SettingsReader.MostSettingsBytes + TagBytes, out SecurityEventKind refusal);
        version = refusal == SecurityEventKind.None ? ClaimedVersion : 0;
        if (body == null)
        {
            return null;
        }

        var settings = new byte[body.Length - ContentAt];
        Array.Copy(body, ContentAt, settings, 0, settings.Length);
        return settings;
    }
}
