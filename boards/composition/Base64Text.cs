namespace ChargePointFw.Composition;

/// <summary>Whether a text is base 64: device and PC differ in what they let pass, this does not.</summary>
public static class Base64Text
{
    /// <summary>Whole groups of four letters, padded at the end, and nothing between them.</summary>
    public static bool IsOne(string text)
    {
        int letters = text.Length - Padding(text);
        if (text.Length % 4 != 0)
        {
            return false;
        }

        for (int i = 0; i < letters; i++)
        {
            char c = text[i];
            bool isLetter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
            if (!isLetter)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many bytes it stands for.</summary>
    public static int BytesOf(string text) => (text.Length / 4 * 3) - Padding(text);

    private static int Padding(string text) =>
        text.Length == 0 || text[text.Length - 1] != '=' ? 0 : text.Length > 1 && text[text.Length - 2] == '=' ? 2 : 1;
}
