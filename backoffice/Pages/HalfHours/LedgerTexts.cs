namespace ChargePointFw.BackOffice.Pages.HalfHours;

/// <summary>Words of the interval ledger's pages: <c>LedgerTexts.resx</c> in English, <c>LedgerTexts.ja.resx</c> in Japanese.</summary>
public sealed class LedgerTexts
{
    private LedgerTexts()
    {
    }
}
