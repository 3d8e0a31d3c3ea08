using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>A stored record's tag does not follow from the one before: somebody changed what is stored, or a key is wrong.</summary>
internal sealed class BrokenChain : Check
{
    public override Severity Severity => Severity.Block;
}

/// <summary>Numbers are missing within a journal. Ingest goes on behind them only where staff or the charge point gave them up.</summary>
internal sealed class GapInRecords : Check
{
    public override Severity Severity => Severity.Hold;
}

/// <summary>The meter's serial number differs from before: registers before and after cannot be compared.</summary>
internal sealed class MeterExchanged : Check
{
    public override Severity Severity => Severity.Flag;
}

/// <summary>What is seen while a journal is read, beside the sessions in it.</summary>
internal sealed class JournalChecks(CheckLimits limits, long fromMs, long untilMs, IFindings findings)
{
    private static readonly BrokenChain brokenChain = new();
    private static readonly GapInRecords gapInRecords = new();
    private static readonly MeterExchanged meterExchanged = new();

    public static IReadOnlyList<Check> All => [brokenChain, gapInRecords, meterExchanged];

    public void Broken(JournalAt journal, Record record) =>
        Add(brokenChain, journal, record, record.Number, new Evidence().Records(record.Number - 1, record.Number).With("record", record.Number));

    public void Gap(JournalAt journal, long from, long to, Record behind)
    {
        var evidence = new Evidence().Records(from, to).With("from", from).With("to", to);
        Add(gapInRecords, journal, behind, from, RegisterBracket.Before(behind) is { } afterWh ? evidence.With("afterWh", afterWh) : evidence);
    }

    public void MeterExchanged(JournalAt journal, Record baseline, string serialBefore) => Add(
        meterExchanged, journal, baseline, baseline.Number,
        new Evidence().Records(baseline.Number).With("serialBefore", serialBefore).With("serial", baseline.MeterSerial)
            .With("registerBeforeWh", baseline.PreviousRegisterWh).With("registerWh", baseline.RegisterWh));

    private void Add(Check check, JournalAt journal, Record record, long number, Evidence evidence)
    {
        if (record.UtcMs >= fromMs && record.UtcMs < untilMs)
        {
            findings.Add(new Found(
                check, limits.RuleOf(check), $"{journal.Row}/{number}", journal.ChargePoint.Site.Id, journal.ChargePoint.Id, journal.Row,
                0, record.UtcMs, 0, evidence.With("journal", journal.JournalId).ToString()));
        }
    }
}
