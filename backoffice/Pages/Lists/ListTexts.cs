namespace ChargePointFw.BackOffice.Pages.Lists;

/// <summary>Words of the pages that list days, alarms, members and certificates: <c>ListTexts.resx</c> in English, <c>ListTexts.ja.resx</c> in Japanese.</summary>
public sealed class ListTexts
{
    private ListTexts()
    {
    }
}
