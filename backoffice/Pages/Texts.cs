namespace ChargePointFw.BackOffice.Pages;

/// <summary>The page's words: <c>Texts.resx</c> in English, <c>Texts.ja.resx</c> in Japanese.</summary>
public sealed class Texts
{
    private Texts()
    {
    }
}
