namespace ChargePointFw.BackOffice.Pages.Exchange;

/// <summary>Words of statements and exports: <c>ExchangeTexts.resx</c> in English, <c>ExchangeTexts.ja.resx</c> in Japanese.</summary>
public sealed class ExchangeTexts
{
    private ExchangeTexts()
    {
    }
}
