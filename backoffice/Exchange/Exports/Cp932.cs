// CP932 (Shift_JIS as Windows has it): what Japanese spreadsheets open without asking.
using System.Globalization;
using System.Text;

namespace ChargePointFw.BackOffice.Exchange.Exports;

/// <summary>
/// The encoding, with an eye on letters that it does not have. A twin that merely has another number is taken (〜 for ～); any other
/// letter stands as <c>[U+20BB7]</c>, so that nothing is lost unseen, and is counted in <see cref="Named"/>.
/// </summary>
internal sealed class Cp932
{
    // Unicode has two of each; CP932 maps to the second.
    private static readonly Dictionary<char, char> twins = new()
    {
        ['〜'] = '～',
        ['−'] = '－',
        ['‖'] = '∥',
        ['—'] = '―',
        ['¢'] = '￠',
        ['£'] = '￡',
        ['¬'] = '￢',
        ['¥'] = '￥',
        ['\u00A0'] = ' ',
        ['–'] = '―',
    };

    public Cp932() => Encoding = CodePagesEncodingProvider.Instance.GetEncoding(932, new Naming(this), DecoderFallback.ExceptionFallback)!;

    public Encoding Encoding { get; }

    /// <summary>Letters that stand by their numbers, each time counted.</summary>
    public long Named { get; private set; }

    private sealed class Naming(Cp932 owner) : EncoderFallback
    {
        public override int MaxCharCount => "[U+10FFFF]".Length;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new NamingBuffer(owner);
    }

    private sealed class NamingBuffer(Cp932 owner) : EncoderFallbackBuffer
    {
        private string text = "";
        private int at;

        public override int Remaining => text.Length - at;

        public override bool Fallback(char charUnknown, int index) => twins.TryGetValue(charUnknown, out char twin) ? Say(twin.ToString()) : Name(charUnknown);

        public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) => Name(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

        public override char GetNextChar() => at < text.Length ? text[at++] : '\0';

        public override bool MovePrevious() => at > 0 && at-- > 0;

        public override void Reset() => (text, at) = ("", 0);

        private bool Name(int number)
        {
            owner.Named++;
            return Say(string.Create(CultureInfo.InvariantCulture, $"[U+{number:X4}]"));
        }

        private bool Say(string instead)
        {
            (text, at) = (instead, 0);
            return true;
        }
    }
}
