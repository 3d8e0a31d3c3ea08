namespace ChargePointFw.BackOffice.Pages;

/// <summary>Words of the dealer's and the technician's page: <c>StationTexts.resx</c> in English, <c>StationTexts.ja.resx</c> in Japanese.</summary>
public sealed class StationTexts
{
    private StationTexts()
    {
    }
}
