// The change of a charge point's keys while it runs: offered, sent, and final with the first record of the new generation.
using System.Security.Cryptography;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Keys;
using Dapper;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>
/// Offers new keys. Until the charge point proves with a record that it has them, everything goes on with the old ones; after
/// that the old ones achieve nothing: no document is signed with them and no record of them is taken.
/// </summary>
public sealed class KeyRotations
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly AuditTrail audit;

    internal KeyRotations(Database database, Registry registry, IBrokerLink broker, AuditTrail audit)
    {
        this.database = database;
        this.registry = registry;
        this.broker = broker;
        this.audit = audit;
    }

    /// <summary>Offers the next generation. Offering the same again changes nothing.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="deviceKey">32 bytes.</param>
    /// <param name="generation">One above the newest.</param>
    /// <param name="certificate">The certificate for the broker that goes with it, and its key, both DER.</param>
    /// <param name="by">Who does it.</param>
    /// <exception cref="RegistryException">Another offer waits, the keys of that generation are others, or the generations are used up.</exception>
    public void Offer(ChargePoint chargePoint, byte[] deviceKey, int generation, (byte[] Certificate, byte[] Key) certificate, string by)
    {
        if (generation > byte.MaxValue || deviceKey.Length != KeySet.DeviceKeyBytes)
        {
            throw new RegistryException(generation > byte.MaxValue ? Why.KeysUsedUp : Why.DeviceKeyLength);
        }

        database.Write((connection, transaction) =>
        {
            (byte[]? Key, long? ConfirmedUtcMs) held = connection.QueryFirstOrDefault<(byte[]?, long?)>(
                "SELECT device_key, confirmed_utc_ms FROM device_key WHERE charge_point_id = @Id AND generation = @generation",
                new { chargePoint.Id, generation },
                transaction);
            if (held.Key is not null)
            {
                return CryptographicOperations.FixedTimeEquals(held.Key, deviceKey)
                    ? 0
                    : throw new RegistryException(Why.OtherKey, chargePoint.Site.Name, chargePoint.Name, generation);
            }

            long newest = connection.ExecuteScalar<long>(
                "SELECT max(generation) FROM device_key WHERE charge_point_id = @Id", new { chargePoint.Id }, transaction);
            if (generation != newest + 1)
            {
                throw new RegistryException(Why.NotNextKey, chargePoint, newest, newest + 1);
            }

            connection.Execute(
                "INSERT INTO device_key (charge_point_id, generation, device_key) VALUES (@Id, @generation, @deviceKey)",
                new { chargePoint.Id, generation, deviceKey },
                transaction);
            audit.Add(connection, transaction, by, AuditAction.KeysOffered, chargePoint.ToString(), $"{newest}", $"{generation}");
            return connection.Execute(
                "INSERT INTO key_offer (charge_point_id, generation, certificate, certificate_key) VALUES (@Id, @generation, @Certificate, @Key)",
                new { chargePoint.Id, generation, certificate.Certificate, certificate.Key },
                transaction);
        });
        registry.Refresh();
    }

    /// <summary>Whether the charge point has proven with a record that it has these keys.</summary>
    public bool IsTaken(ChargePoint chargePoint, int generation) => database.Read((connection, transaction) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM device_key WHERE charge_point_id = @Id AND generation = @generation AND confirmed_utc_ms IS NOT NULL",
        new { chargePoint.Id, generation },
        transaction)) > 0;

    /// <summary>Sends what is offered and not taken yet, each under a fresh nonce.</summary>
    internal void PublishDue()
    {
        foreach ((long id, byte[] key, long generation, byte[] certificate, byte[] certificateKey) in database.Read((connection, transaction) =>
            connection.Query<(long, byte[], long, byte[], byte[])>(
                """
                SELECT charge_point_id, device_key, generation, certificate, certificate_key
                FROM key_offer JOIN device_key USING (charge_point_id, generation) WHERE confirmed_utc_ms IS NULL ORDER BY charge_point_id
                """,
                transaction: transaction).AsList()))
        {
            if (registry.FindChargePoint(id) is { } to)
            {
                byte[] nonce = RandomNumberGenerator.GetBytes(KeyWrap.NonceBytes);
                broker.Publish(to.Topics.Keys, OutgoingDocuments.Keys(to, (byte)generation, nonce, key, certificate, certificateKey), retain: false);
            }
        }
    }
}
