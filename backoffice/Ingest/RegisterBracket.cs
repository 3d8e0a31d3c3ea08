using System.Data.Common;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>The meter's register around records that are lost: between the two stands all the energy that they could have stated.</summary>
internal static class RegisterBracket
{
    /// <summary>Records looked at before a gap; one in a handful states the register.</summary>
    private const int LookedAt = 500;

    /// <summary>The register when this record was written, Wh; null when it does not state it.</summary>
    public static long? At(Record record) => record.Type switch
    {
        RecordType.SessionEnded when IsOldReading(record) => null,
        RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded
            or RecordType.IdleEnergy or RecordType.MeterBaseline => record.RegisterWh,
        RecordType.Fault => record.RegisterWh > 0 ? record.RegisterWh : null,
        _ => null,
    };

    /// <summary>The register before what this record itself states, Wh; null when it does not say so.</summary>
    public static long? Before(Record record) => record.Type switch
    {
        RecordType.SessionEnded when IsOldReading(record) => null,
        RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded => record.RegisterWh - record.EnergyWh,
        RecordType.IdleEnergy => record.PreviousRegisterWh,
        RecordType.MeterBaseline => record.PreviousRegisterWh > 0 ? record.PreviousRegisterWh : record.RegisterWh, // the meter before this one, or this one
        RecordType.SessionStarted => record.RegisterWh,
        RecordType.Fault => record.RegisterWh > 0 ? record.RegisterWh : null,
        _ => null,
    };

    // An end after a restart that adds nothing may repeat the last register known, which is none that was read.
    private static bool IsOldReading(Record record) => record.StoppedReason == StoppedReason.PowerLoss && record.EnergyWh == 0;

    /// <summary>The last register that stands in a journal up to a number; null when none does.</summary>
    public static long? UpTo(DbConnection connection, DbTransaction transaction, long journalRow, long number)
    {
        var record = new Record();
        foreach (byte[] bytes in connection.Query<byte[]>(
            $"SELECT bytes FROM record WHERE journal_row = @journalRow AND number <= @number ORDER BY number DESC LIMIT {LookedAt}",
            new { journalRow, number },
            transaction))
        {
            if (RecordLayout.Decode(bytes, 0, record) && At(record) is { } registerWh)
            {
                return registerWh;
            }
        }

        return null;
    }
}
