// Settings for a charge point that hangs on its wall: kept by version, published retained, and compared with what it says.
using System.Collections.Concurrent;
using System.Text;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Documents;
using Dapper;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>A version of a charge point's settings.</summary>
/// <param name="Version">When it was set, in seconds since 1970 at least, so that a database put back goes on above what is out there.</param>
/// <param name="Settings">One JSON object of the configuration's keys.</param>
/// <param name="SetBy">Who set it.</param>
/// <param name="SetUtcMs">When, ms since 1970 in UTC.</param>
public sealed record SettingsVersion(long Version, string Settings, string SetBy, long SetUtcMs);

/// <summary>
/// Whether settings are right the charge point says, which knows its own file; the provisioning tool asks the same code before it
/// sets them here.
/// </summary>
public sealed class RemoteSettings
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<long, long> published = new();

    internal RemoteSettings(Database database, Registry registry, IBrokerLink broker, AuditTrail audit, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.broker = broker;
        this.audit = audit;
        this.time = time;
    }

    /// <summary>Sets them; the same again changes nothing. A running back office publishes them within a minute.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="settings">One JSON object in ASCII, at most 384 bytes; an empty one: the board's own file alone.</param>
    /// <param name="by">Who does it.</param>
    /// <returns>The version that counts.</returns>
    /// <exception cref="RegistryException">No object, or too long.</exception>
    public SettingsVersion Set(ChargePoint chargePoint, string settings, string by)
    {
        if (!IsObject(settings))
        {
            throw new RegistryException(Why.SettingsNoObject, SettingsReader.MostSettingsBytes);
        }

        return database.Write((connection, transaction) =>
        {
            SettingsVersion? before = connection.QueryFirstOrDefault<SettingsVersion>(NewestSql, new { chargePoint.Id }, transaction);
            if (before?.Settings == settings)
            {
                return before;
            }

            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var next = new SettingsVersion(Math.Max(nowMs / 1000, (before?.Version ?? 0) + 1), settings, by, nowMs);
            connection.Execute(
                "INSERT INTO remote_settings (charge_point_id, version, settings, set_by, set_utc_ms) VALUES (@Id, @Version, @Settings, @SetBy, @SetUtcMs)",
                new { chargePoint.Id, next.Version, next.Settings, next.SetBy, next.SetUtcMs },
                transaction);
            audit.Add(connection, transaction, by, AuditAction.SettingsSent, chargePoint.ToString(), before?.Settings ?? "", settings);
            return next;
        });
    }

    /// <summary>The version that counts; null where nothing was ever set.</summary>
    public SettingsVersion? Newest(ChargePoint chargePoint) => database.Read((connection, transaction) =>
        connection.QueryFirstOrDefault<SettingsVersion>(NewestSql, new { chargePoint.Id }, transaction));

    /// <summary>Publishes what is new.</summary>
    internal void PublishDue()
    {
        List<(long Id, long Version)> newest = database.Read((connection, transaction) => connection.Query<(long, long)>(
            "SELECT charge_point_id, max(version) FROM remote_settings GROUP BY charge_point_id", transaction: transaction).AsList());
        foreach ((long id, long version) in newest)
        {
            if (published.GetValueOrDefault(id) < version && registry.FindChargePoint(id) is { } chargePoint)
            {
                Publish(chargePoint);
            }
        }
    }

    /// <summary>Publishes what counts again: the broker may have forgotten it.</summary>
    internal void PublishAgain()
    {
        published.Clear();
        PublishDue();
    }

    private void Publish(ChargePoint chargePoint)
    {
        SettingsVersion newest = Newest(chargePoint)!;
        byte[] document = OutgoingDocuments.Settings(chargePoint, newest.Version, Encoding.ASCII.GetBytes(newest.Settings));
        if (broker.Publish(chargePoint.Topics.Configuration, document, retain: true))
        {
            published[chargePoint.Id] = newest.Version;
        }
    }

    // By the device's own reader.
    private static bool IsObject(string settings)
    {
        byte[] text = Encoding.ASCII.GetBytes(settings);
        var reader = new JsonReader(text, 0, text.Length);
        return Ascii.IsValid(settings) && text.Length <= SettingsReader.MostSettingsBytes && text.Length > 0 && text[0] == '{' && reader.Skip() && reader.Next() == JsonToken.End;
    }

    private const string NewestSql =
        "SELECT version AS Version, settings AS Settings, set_by AS SetBy, set_utc_ms AS SetUtcMs FROM remote_settings WHERE charge_point_id = @Id ORDER BY version DESC LIMIT 1";
}
