namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>Words of the sessions' pages: <c>SessionTexts.resx</c> in English, <c>SessionTexts.ja.resx</c> in Japanese.</summary>
public sealed class SessionTexts
{
    private SessionTexts()
    {
    }
}
