using System.Data.Common;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>Whether a record follows from the one before it.</summary>
public enum ChainLink
{
    /// <summary>Its tag was computed anew, with the charge point's key, and is right.</summary>
    Proven,

    /// <summary>The one before it is not stored: the next record proves it, or none.</summary>
    Unlinked,

    /// <summary>Its tag is wrong: it was changed, forged, or signed with another key.</summary>
    Broken,
}

/// <summary>A stored record as people look at it; times in ms since 1970 in UTC, energies in Wh.</summary>
/// <param name="Number">Its number in the journal.</param>
/// <param name="Type">As <see cref="Names"/> has it.</param>
/// <param name="UtcMs">Its own time; 0 while unknown.</param>
/// <param name="ReceivedMs">When it came.</param>
/// <param name="Session">Number of its session; 0 for none.</param>
/// <param name="RegisterWh">Null where the type carries none.</param>
/// <param name="IntervalStartMs">The interval that its energy belongs to; 0 for none.</param>
/// <param name="EnergyWh">Since the session's record before.</param>
/// <param name="CoveredWh">The part of it under an allocation.</param>
/// <param name="State">Charging state, "ChargingGuest" where a guest charges; empty where the type carries none.</param>
/// <param name="Why">Verdict that denies, reason of the end or fault, with the prefix of its word: "Verdict.", "Stopped.", "Fault."; else empty.</param>
/// <param name="IsOffline">Written without a connection.</param>
/// <param name="Chain">Whether it follows from the one before it.</param>
public sealed record RecordRow(
    long Number, string Type, long UtcMs, long ReceivedMs, long Session, long? RegisterWh, long IntervalStartMs, long EnergyWh, long CoveredWh, string State,
    string Why, bool IsOffline, ChainLink Chain);

/// <summary>Stored records with their chain computed anew: evidence to be looked at.</summary>
public sealed class RecordReader
{
    /// <summary>Records read at once, at most.</summary>
    public const int MaximumRead = 500;

    private readonly Database database;
    private readonly Registry registry;

    internal RecordReader(Database database, Registry registry)
    {
        this.database = database;
        this.registry = registry;
    }

    /// <summary>Records of a journal from a number on, in their order.</summary>
    /// <param name="journalRow">Row of the journal.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The last number.</param>
    /// <param name="take">1 to <see cref="MaximumRead"/>.</param>
    public IReadOnlyList<RecordRow> Read(long journalRow, long from, long to, int take = MaximumRead) => database.Read((connection, transaction) =>
        Read(connection, transaction, registry, journalRow, from, to, take));

    internal static List<RecordRow> Read(
        DbConnection connection, DbTransaction transaction, Registry registry, long journalRow, long from, long to, int take)
    {
        (long chargePointId, long journalId) = connection.QuerySingleOrDefault<(long, long)>(
            "SELECT charge_point_id, journal_id FROM journal WHERE id = @journalRow", new { journalRow }, transaction);
        if (registry.FindChargePoint(chargePointId) is not { } chargePoint)
        {
            return [];
        }

        var rows = new List<RecordRow>();
        JournalCursor? cursor = from <= 1 ? JournalCursor.BeforeFirst(chargePoint, journalId) : null;
        foreach ((long number, byte[] bytes, long receivedMs) in connection.Query<(long, byte[], long)>(
            "SELECT number, bytes, received_utc_ms FROM record WHERE journal_row = @journalRow AND number >= @first AND number <= @to ORDER BY number LIMIT @most",
            new { journalRow, first = from - 1, to, most = Math.Clamp(take, 1, MaximumRead) + 1 }, transaction))
        {
            if (number >= from && rows.Count < take)
            {
                rows.Add(Tell(bytes, receivedMs, LinkOf(cursor, bytes, number, chargePoint)));
            }

            cursor = (cursor ?? new JournalCursor(journalRow, chargePoint, journalId, 0, [])) with { Number = number - 1 };
            cursor = cursor.After(bytes);
        }

        return rows;
    }

    private static ChainLink LinkOf(JournalCursor? cursor, byte[] bytes, long number, ChargePoint chargePoint)
    {
        bool isLinked = cursor is not null && (cursor.Number == number - 1 || JournalCursor.StatesLoss(bytes));
        if (!isLinked)
        {
            return ChainLink.Unlinked;
        }

        KeyRing? keys = chargePoint.KeysOf(bytes[4]);
        return keys is not null && cursor!.IsFollowedBy(bytes, keys) ? ChainLink.Proven : ChainLink.Broken;
    }

    private static RecordRow Tell(byte[] bytes, long receivedMs, ChainLink chain)
    {
        var record = new Record();
        RecordLayout.Decode(bytes, 0, record);
        bool isOfSession = record.Type is RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded;
        bool hasRegister = isOfSession || record.Type is RecordType.MeterBaseline or RecordType.IdleEnergy
            || (record.Type == RecordType.Fault && record.RegisterWh > 0);
        string why = record.Type switch
        {
            RecordType.SessionStarted or RecordType.SessionUpdated when record.Verdict != SupplyVerdict.Allowed => "Verdict." + Names.Of(record.Verdict),
            RecordType.SessionEnded => "Stopped." + Names.Of(record.StoppedReason),
            RecordType.Fault => "Fault." + Names.Of(record.FaultCode),
            _ => "",
        };
        string state = !isOfSession ? "" : record is { ChargingState: ChargingState.Charging, Claim: Claim.None } ? "ChargingGuest" : Names.Of(record.ChargingState);
        return new RecordRow(
            record.Number, Names.Of(record.Type), record.UtcMs, receivedMs, isOfSession ? record.SessionNumber : 0, hasRegister ? record.RegisterWh : null,
            isOfSession ? record.IntervalStartUtcMs : 0, record.EnergyWh, record.CoveredWh, state, why,
            record.IsOffline, chain);
    }
}
