using System.Data.Common;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>Why a message or record was put aside. It is never acknowledged.</summary>
public enum QuarantineReason
{
    /// <summary>The topic does not name a site and a charge point.</summary>
    ForeignTopic,

    /// <summary>The charge point is not registered.</summary>
    NotRegistered,

    /// <summary>The payload is not a message of this topic.</summary>
    MalformedMessage,

    /// <summary>Format version or type that this program does not know, or a number out of range.</summary>
    UndecodableRecord,

    /// <summary>The record names a key generation that is not registered.</summary>
    UnknownKeyGeneration,

    /// <summary>The tag does not continue the chain: forged, damaged, or for another charge point.</summary>
    BadTag,

    /// <summary>It is written with keys that the charge point had given up by then: somebody else has them.</summary>
    KeyWithdrawn,

    /// <summary>It belongs to records that staff gave up; the journal goes on behind them.</summary>
    GivenUp,

    /// <summary>Storing it failed for a reason of its own: a defect here.</summary>
    ProcessingFailed,
}

/// <summary>What could not become a record, newest kept, bounded.</summary>
internal static class Quarantine
{
    private const int MaximumTopicLetters = 200;
    private const int MaximumPayloadBytes = 4096;

    public static void Add(
        DbConnection connection, DbTransaction transaction, long nowMs, string topic, byte[] payload, QuarantineReason reason, int bound)
    {
        long id = connection.ExecuteScalar<long>(
            "INSERT INTO quarantine (received_utc_ms, topic, reason, payload) VALUES (@nowMs, @topic, @reason, @payload) RETURNING id",
            new
            {
                nowMs,
                topic = topic.Length <= MaximumTopicLetters ? topic : topic[..MaximumTopicLetters],
                reason = reason.ToString(),
                payload = payload.Length <= MaximumPayloadBytes ? payload : payload[..MaximumPayloadBytes],
            },
            transaction);
        connection.Execute("DELETE FROM quarantine WHERE id <= @last", new { last = id - bound }, transaction);
    }
}
