// From the first register to the last, record by record.
using System.Globalization;
using ChargePointFw.Records;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Checks;

/// <summary>
/// Follows the register through the records of a charge point: each begins where the one before ended. Where records are lost
/// it may jump ahead, and the back office must tell of it.
/// </summary>
/// <param name="name">Whose.</param>
/// <param name="deliveredWh">What its meter has counted, Wh.</param>
internal sealed class RegisterWalk(string name, long deliveredWh)
{
    private readonly Record record = new();
    private readonly List<(long, long)> bracketed = [];
    private long registerWh = -1;
    private string? serial;
    private bool isLost;
    private bool countsAnew;
    private string where = "";

    /// <summary>Records before which the register jumped ahead, since some before them are lost.</summary>
    public IReadOnlyList<(long JournalId, long Number)> Bracketed => bracketed;

    /// <summary>The next record.</summary>
    /// <exception cref="ViolationException">Registers do not telescope.</exception>
    public void Take(byte[] bytes)
    {
        Require(RecordLayout.Decode(bytes, 0, record), "4 readable");
        where = string.Create(CultureInfo.InvariantCulture, $"{name}: record {record.Number} {record.Type} register {record.RegisterWh} energy {record.EnergyWh} after {registerWh}");
        switch (record.Type)
        {
            case RecordType.RecordsLost:
                isLost = true;
                break;
            case RecordType.Boot:
                countsAnew = record.LostRecords > 0;
                break;
            case RecordType.MeterBaseline:
                Require(isLost || countsAnew || registerWh < 0 || record.MeterSerial != serial || record.RegisterWh == registerWh, "3 a baseline needs another meter");
                Require(record.RegisterWh <= deliveredWh, "3 nothing billed that was not delivered");
                bool isOther = registerWh < 0 || record.MeterSerial != serial;
                Reach(record.RegisterWh, isLost || countsAnew || isOther, isTold: isOther && (registerWh < 0 || record.PreviousRegisterWh == registerWh));
                serial = record.MeterSerial;
                countsAnew = false;
                break;
            case RecordType.SessionStarted:
                Reach(record.RegisterWh, isLost);
                break;
            case RecordType.SessionEnded when (countsAnew || isLost) && record.StoppedReason == StoppedReason.PowerLoss && record.EnergyWh == 0:
                break; // repeats the last register that the charge point remembers; the boot that tells of a loss may itself be lost
            case RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded:
                Require(record.EnergyWh >= record.CoveredWh, "3 kinds add up");
                Reach(record.RegisterWh - record.EnergyWh, isLost);
                registerWh = record.RegisterWh;
                break;
            case RecordType.IdleEnergy:
                Reach(record.PreviousRegisterWh, isLost);
                Require(record.RegisterWh >= registerWh, "3 registers telescope");
                registerWh = record.RegisterWh;
                break;
            default:
                break;
        }
    }

    /// <summary>All have been taken.</summary>
    /// <param name="resolutionWh">Of the meter.</param>
    public void End(int resolutionWh)
    {
        long shownWh = deliveredWh - (deliveredWh % resolutionWh);
        where = $"{name}: the meter shows {shownWh} Wh, the records end at {registerWh} Wh";
        Require(registerWh == shownWh || (isLost && registerWh < shownWh), "3 nothing delivered unrecorded");
    }

    private void Reach(long beginsWh, bool mayJump, bool isTold = false)
    {
        Require(beginsWh == registerWh || (mayJump && beginsWh >= registerWh), "3 registers telescope");
        if (beginsWh > registerWh && !isTold)
        {
            bracketed.Add((record.JournalId, record.Number));
        }

        registerWh = beginsWh;
        isLost = false;
    }

    private void Require(bool holds, string invariant)
    {
        if (!holds)
        {
            throw new ViolationException(invariant, where);
        }
    }
}
