using System;
using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

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
    private readonly IKeyedHash hash;
    private readonly byte[] siteKey;
    private readonly object sync = new object();
    private long bits;
    private int count;
    private long lastBitMs;

    /// <param name="data0">Input with pull-up; a falling edge is a 0.</param>
    /// <param name="data1">Input with pull-up; a falling edge is a 1.</param>
    /// <param name="clock">For the silence.</param>
    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="siteKey">Key of the site's token hashes.</param>
    public WiegandReader(GpioPin data0, GpioPin data1, IClock clock, IKeyedHash hash, byte[] siteKey)
    {
        this.clock = clock;
        this.hash = hash;
        this.siteKey = siteKey;
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

        return length < FewestBits || length > MostBits ? 0 : HashOf(frame, length);
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
        string id = "w" + length.ToString() + "-" + frame.ToString("X16");
        var letters = new byte[id.Length];
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = (byte)id[i];
        }

        byte[] tag = hash.Compute(siteKey, letters);
        Array.Clear(letters, 0, letters.Length);
        long tokenHash = 0;
        for (int i = 0; i < 8; i++)
        {
            tokenHash = (tokenHash << 8) | tag[i];
        }

        return tokenHash;
    }
}
