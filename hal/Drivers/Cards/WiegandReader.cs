using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Cards;

/// <summary>
/// A card reader with Wiegand outputs (26 to 64 bits). The interrupts only collect bits; a frame ends with 50 ms of
/// silence. The id is hashed with the site key at once and forgotten.
/// </summary>
public sealed class WiegandReader : ICardReader
{
    private const int FewestBits = 26;
    private const int MostBits = 64;
    private const int SilenceMs = 50;

    private readonly IClock clock;
    private readonly TokenHash hash;
    private readonly byte[] id = new byte[8];
    private readonly object sync = new object();
    private long bits;
    private int count;
    private long lastBitMs;
    private int wrongFrames;
    private int toldWrongFrames;

    /// <param name="data0">Input with pull-up; a falling edge is a 0.</param>
    /// <param name="data1">Input with pull-up; a falling edge is a 1.</param>
    /// <param name="clock">For the silence.</param>
    /// <param name="hash">Hashes the id at once.</param>
    public WiegandReader(GpioPin data0, GpioPin data1, IClock clock, TokenHash hash)
    {
        this.clock = clock;
        this.hash = hash;
        data0.ValueChanged += (sender, e) => OnEdge(e, 0);
        data1.ValueChanged += (sender, e) => OnEdge(e, 1);
    }

    public long TakeTokenHash()
    {
        long frame;
        int length;
        lock (sync)
        {
            bool isOver = count > 0 && clock.UptimeMs - lastBitMs >= SilenceMs;
            if (!isOver)
            {
                return 0;
            }

            frame = bits;
            length = count;
            bits = 0;
            count = 0;
        }

        if (length < FewestBits || length > MostBits)
        {
            wrongFrames++;
            return 0;
        }

        return HashOf(frame, length);
    }

    public string TakeNews()
    {
        if (wrongFrames == toldWrongFrames)
        {
            return null;
        }

        toldWrongFrames = wrongFrames;
        return "card reader: " + toldWrongFrames.ToString() + " frames since the start were too short or too long: check D0, D1 and their ground";
    }

    private void OnEdge(PinValueChangedEventArgs e, int bit)
    {
        if (e.ChangeType != PinEventTypes.Falling)
        {
            return;
        }

        lock (sync)
        {
            bits = (bits << 1) | (long)bit;
            count++;
            lastBitMs = clock.UptimeMs;
        }
    }

    // Written as "w26-0123456789ABCDEF", so that the back office can hash a card number that staff type in.
    private long HashOf(long frame, int length)
    {
        for (int i = 7; i >= 0; i--)
        {
            id[i] = (byte)frame;
            frame >>= 8;
        }

        return hash.OfHex("w" + length.ToString() + "-", id, id.Length);
    }
}
