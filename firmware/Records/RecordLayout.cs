using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Records;

/// <summary>
/// The 64 bytes of a record: 24 header, 24 by type, 16 tag. Byte by byte in <c>firmware/Records/README.md</c>.
/// Numbers are unsigned and little-endian; the token hash is big-endian.
/// </summary>
public static class RecordLayout
{
    public const int RecordBytes = 64;
    public const int SignedBytes = 48;
    public const int TagBytes = 16;
    public const byte FormatVersion = 1;

    /// <summary>Where a record names the generation of its keys.</summary>
    public const int KeyGenerationAt = 4;

    /// <summary>
    /// RecordsLost: where in the 64 bytes the tag stands that the record behind the lost ones follows from. It is bytes of
    /// its own, not a field of <see cref="Record"/>.
    /// </summary>
    public const int LostTagOffset = 28;

    private const int QuarterHourMs = 900_000;
    private const int StepMs = 100;

    /// <summary>Largest energy that one record can carry, Wh.</summary>
    public const int MaximumEnergyWh = 0xFFFFFF;

    /// <summary>Writes the 48 signed bytes of <paramref name="record"/> at <paramref name="offset"/>.</summary>
    public static void Encode(Record record, byte[] buffer, int offset)
    {
        for (int i = 0; i < SignedBytes; i++)
        {
            buffer[offset + i] = 0;
        }

        buffer[offset] = FormatVersion;
        buffer[offset + 1] = (byte)record.Type;
        Bytes.Put(buffer, offset + 2, 2, Flags(record));
        buffer[offset + KeyGenerationAt] = record.KeyGeneration;
        Bytes.Put(buffer, offset + 5, 4, record.JournalId);
        Bytes.Put(buffer, offset + 9, 4, record.Number);
        Bytes.Put(buffer, offset + 13, 2, Saturate(record.BootNumber, 0xFFFF));
        Bytes.Put(buffer, offset + 15, 5, record.UtcMs / StepMs);
        Bytes.Put(buffer, offset + 20, 4, record.UptimeMs / StepMs);
        EncodeBody(record, buffer, offset + 24);
    }

    /// <summary>
    /// Reads the 48 signed bytes. False when the format version or the type is not one that this program knows;
    /// <paramref name="record"/> is then cleared but for the header's fixed places.
    /// </summary>
    public static bool Decode(byte[] buffer, int offset, Record record)
    {
        record.Clear();
        record.Type = (RecordType)buffer[offset + 1];
        ReadFlags((int)Bytes.Take(buffer, offset + 2, 2), record);
        record.KeyGeneration = buffer[offset + KeyGenerationAt];
        record.JournalId = Bytes.Take(buffer, offset + 5, 4);
        record.Number = Bytes.Take(buffer, offset + 9, 4);
        record.BootNumber = (int)Bytes.Take(buffer, offset + 13, 2);
        record.UtcMs = Bytes.Take(buffer, offset + 15, 5) * StepMs;
        record.UptimeMs = Bytes.Take(buffer, offset + 20, 4) * StepMs;
        return buffer[offset] == FormatVersion && DecodeBody(buffer, offset + 24, record);
    }

    private static void EncodeBody(Record record, byte[] buffer, int at)
    {
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                EncodeSession(record, buffer, at);
                buffer[at + 15] = (byte)record.Verdict;
                Bytes.PutHash(buffer, at + 16, record.TokenHash);
                break;
            case RecordType.SessionUpdated:
                EncodeSession(record, buffer, at);
                EncodeEnergy(record, buffer, at);
                buffer[at + 21] = (byte)record.Verdict;
                Bytes.Put(buffer, at + 22, 2, Saturate(record.ReadingAgeMs, 0xFFFF));
                break;
            case RecordType.SessionEnded:
                EncodeSession(record, buffer, at);
                EncodeEnergy(record, buffer, at);
                buffer[at + 21] = (byte)record.StoppedReason;
                Bytes.Put(buffer, at + 22, 2, Saturate(record.ReadingAgeMs, 0xFFFF));
                break;
            case RecordType.IntervalClosed:
                EncodeSession(record, buffer, at);
                EncodeEnergy(record, buffer, at);
                Bytes.Put(buffer, at + 21, 3, Saturate(record.SplitBeforeWh, 0xFFF) | (Saturate(record.SplitAfterWh, 0xFFF) << 12));
                break;
            case RecordType.Boot:
                Bytes.Put(buffer, at, 4, record.FirmwareVersion);
                Bytes.Put(buffer, at + 4, 4, record.Version);
                Bytes.Put(buffer, at + 8, 4, record.TokensVersion);
                Bytes.Put(buffer, at + 12, 4, record.Count);
                Bytes.Put(buffer, at + 16, 2, Saturate(record.LostRecords, 0xFFFF));
                Bytes.Put(buffer, at + 18, 2, Saturate(record.StallMs, 0xFFFF));
                Bytes.Put(buffer, at + 20, 3, record.SessionNumber);
                break;
            case RecordType.MeterBaseline:
                EncodeSerial(record.MeterSerial, buffer, at);
                Bytes.Put(buffer, at + 12, 5, record.RegisterWh);
                Bytes.Put(buffer, at + 17, 2, Saturate(record.MeterResolutionWh, 0xFFFF));
                Bytes.Put(buffer, at + 19, 5, record.PreviousRegisterWh);
                break;
            case RecordType.ClockStepped:
                Bytes.Put(buffer, at, 5, record.PreviousUtcMs / StepMs);
                Bytes.Put(buffer, at + 5, 5, record.ClaimedUtcMs / StepMs);
                break;
            case RecordType.PlanAccepted:
                Bytes.Put(buffer, at, 4, record.Version);
                Bytes.Put(buffer, at + 4, 3, record.IntervalStartUtcMs / QuarterHourMs);
                Bytes.Put(buffer, at + 7, 2, record.Intervals);
                buffer[at + 9] = (byte)record.IntervalMinutes;
                break;
            case RecordType.SecurityEvent:
                buffer[at] = (byte)record.SecurityEventKind;
                Bytes.Put(buffer, at + 1, 4, record.Count);
                Bytes.Put(buffer, at + 5, 4, record.Version);
                break;
            case RecordType.Fault:
                buffer[at] = (byte)record.FaultCode;
                buffer[at + 1] = (byte)(record.IsRaised ? 1 : 0);
                Bytes.Put(buffer, at + 2, 5, record.RegisterWh);
                Bytes.Put(buffer, at + 7, 2, Saturate(record.StallMs, 0xFFFF));
                break;
            case RecordType.IdleEnergy:
                Bytes.Put(buffer, at, 5, record.PreviousRegisterWh);
                Bytes.Put(buffer, at + 5, 5, record.RegisterWh);
                Bytes.Put(buffer, at + 10, 3, record.IntervalStartUtcMs / QuarterHourMs);
                break;
            case RecordType.LiveSupplied:
                Bytes.Put(buffer, at, 3, record.IntervalStartUtcMs / QuarterHourMs);
                Bytes.Put(buffer, at + 3, 4, record.AllocationId);
                Bytes.Put(buffer, at + 7, 3, Saturate(record.LiveWh, MaximumEnergyWh));
                Bytes.Put(buffer, at + 10, 2, Saturate(record.Measurements, 0xFFFF));
                break;
            case RecordType.SelfTest:
                EncodeSerial(record.MeterSerial, buffer, at);
                Bytes.Put(buffer, at + 12, 2, record.PassedParts);
                Bytes.Put(buffer, at + 14, 2, record.FailedParts);
                Bytes.Put(buffer, at + 16, 4, record.Closures);
                break;
            case RecordType.RecordsLost:
                Bytes.Put(buffer, at, 4, record.LostUpTo);
                break;
            default:
                break;
        }
    }

    private static bool DecodeBody(byte[] buffer, int at, Record record)
    {
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                DecodeSession(buffer, at, record);
                record.Verdict = (SupplyVerdict)buffer[at + 15];
                record.TokenHash = Bytes.TakeHash(buffer, at + 16);
                return true;
            case RecordType.SessionUpdated:
                DecodeSession(buffer, at, record);
                DecodeEnergy(buffer, at, record);
                record.Verdict = (SupplyVerdict)buffer[at + 21];
                record.ReadingAgeMs = (int)Bytes.Take(buffer, at + 22, 2);
                return true;
            case RecordType.SessionEnded:
                DecodeSession(buffer, at, record);
                DecodeEnergy(buffer, at, record);
                record.StoppedReason = (StoppedReason)buffer[at + 21];
                record.ReadingAgeMs = (int)Bytes.Take(buffer, at + 22, 2);
                return true;
            case RecordType.IntervalClosed:
                DecodeSession(buffer, at, record);
                DecodeEnergy(buffer, at, record);
                int split = (int)Bytes.Take(buffer, at + 21, 3);
                record.SplitBeforeWh = split & 0xFFF;
                record.SplitAfterWh = split >> 12;
                return true;
            case RecordType.Boot:
                record.FirmwareVersion = Bytes.Take(buffer, at, 4);
                record.Version = Bytes.Take(buffer, at + 4, 4);
                record.TokensVersion = Bytes.Take(buffer, at + 8, 4);
                record.Count = Bytes.Take(buffer, at + 12, 4);
                record.LostRecords = (int)Bytes.Take(buffer, at + 16, 2);
                record.StallMs = (int)Bytes.Take(buffer, at + 18, 2);
                record.SessionNumber = (int)Bytes.Take(buffer, at + 20, 3);
                return true;
            case RecordType.MeterBaseline:
                record.MeterSerial = DecodeSerial(buffer, at);
                record.RegisterWh = Bytes.Take(buffer, at + 12, 5);
                record.MeterResolutionWh = (int)Bytes.Take(buffer, at + 17, 2);
                record.PreviousRegisterWh = Bytes.Take(buffer, at + 19, 5);
                return true;
            case RecordType.ClockStepped:
                record.PreviousUtcMs = Bytes.Take(buffer, at, 5) * StepMs;
                record.ClaimedUtcMs = Bytes.Take(buffer, at + 5, 5) * StepMs;
                return true;
            case RecordType.PlanAccepted:
                record.Version = Bytes.Take(buffer, at, 4);
                record.IntervalStartUtcMs = Bytes.Take(buffer, at + 4, 3) * QuarterHourMs;
                record.Intervals = (int)Bytes.Take(buffer, at + 7, 2);
                record.IntervalMinutes = buffer[at + 9];
                return true;
            case RecordType.SecurityEvent:
                record.SecurityEventKind = (SecurityEventKind)buffer[at];
                record.Count = Bytes.Take(buffer, at + 1, 4);
                record.Version = Bytes.Take(buffer, at + 5, 4);
                return true;
            case RecordType.Fault:
                record.FaultCode = (FaultCode)buffer[at];
                record.IsRaised = buffer[at + 1] != 0;
                record.RegisterWh = Bytes.Take(buffer, at + 2, 5);
                record.StallMs = (int)Bytes.Take(buffer, at + 7, 2);
                return true;
            case RecordType.IdleEnergy:
                record.PreviousRegisterWh = Bytes.Take(buffer, at, 5);
                record.RegisterWh = Bytes.Take(buffer, at + 5, 5);
                record.IntervalStartUtcMs = Bytes.Take(buffer, at + 10, 3) * QuarterHourMs;
                return true;
            case RecordType.LiveSupplied:
                record.IntervalStartUtcMs = Bytes.Take(buffer, at, 3) * QuarterHourMs;
                record.AllocationId = Bytes.Take(buffer, at + 3, 4);
                record.LiveWh = (int)Bytes.Take(buffer, at + 7, 3);
                record.Measurements = (int)Bytes.Take(buffer, at + 10, 2);
                return true;
            case RecordType.SelfTest:
                record.MeterSerial = DecodeSerial(buffer, at);
                record.PassedParts = (int)Bytes.Take(buffer, at + 12, 2);
                record.FailedParts = (int)Bytes.Take(buffer, at + 14, 2);
                record.Closures = Bytes.Take(buffer, at + 16, 4);
                return true;
            case RecordType.RecordsLost:
                record.LostUpTo = Bytes.Take(buffer, at, 4);
                return true;
            default:
                return false;
        }
    }

    private static void EncodeSession(Record record, byte[] buffer, int at)
    {
        Bytes.Put(buffer, at, 3, record.SessionNumber);
        Bytes.Put(buffer, at + 3, 5, record.RegisterWh);
        Bytes.Put(buffer, at + 8, 3, record.IntervalStartUtcMs / QuarterHourMs);
        Bytes.Put(buffer, at + 11, 4, record.AllocationId);
    }

    private static void DecodeSession(byte[] buffer, int at, Record record)
    {
        record.SessionNumber = (int)Bytes.Take(buffer, at, 3);
        record.RegisterWh = Bytes.Take(buffer, at + 3, 5);
        record.IntervalStartUtcMs = Bytes.Take(buffer, at + 8, 3) * QuarterHourMs;
        record.AllocationId = Bytes.Take(buffer, at + 11, 4);
    }

    private static void EncodeEnergy(Record record, byte[] buffer, int at)
    {
        Bytes.Put(buffer, at + 15, 3, Saturate(record.EnergyWh, MaximumEnergyWh));
        Bytes.Put(buffer, at + 18, 3, Saturate(record.CoveredWh, MaximumEnergyWh));
    }

    private static void DecodeEnergy(byte[] buffer, int at, Record record)
    {
        record.EnergyWh = (int)Bytes.Take(buffer, at + 15, 3);
        record.CoveredWh = (int)Bytes.Take(buffer, at + 18, 3);
    }

    private static int Flags(Record record) =>
        (int)record.ClockQuality
        | (record.IsContactorClosed ? 1 << 2 : 0)
        | (record.IsOffline ? 1 << 3 : 0)
        | ((int)record.Claim << 4)
        | ((int)record.ChargingState << 6);

    private static void ReadFlags(int flags, Record record)
    {
        record.ClockQuality = (ClockQuality)(flags & 3);
        record.IsContactorClosed = (flags & (1 << 2)) != 0;
        record.IsOffline = (flags & (1 << 3)) != 0;
        record.Claim = (Claim)((flags >> 4) & 3);
        record.ChargingState = (ChargingState)((flags >> 6) & 7);
    }

    private static void EncodeSerial(string serial, byte[] buffer, int at)
    {
        for (int i = 0; serial != null && i < serial.Length && i < 12; i++)
        {
            buffer[at + i] = (byte)serial[i];
        }
    }

    private static string DecodeSerial(byte[] buffer, int at)
    {
        int length = 0;
        while (length < 12 && buffer[at + length] != 0)
        {
            length++;
        }

        if (length == 0)
        {
            return null; // none told, which is not a serial of its own
        }

        var letters = new char[length];
        for (int i = 0; i < length; i++)
        {
            letters[i] = (char)buffer[at + i];
        }

        return new string(letters);
    }

    private static int Saturate(int value, int maximum) => value < 0 ? 0 : value > maximum ? maximum : value;
}
