using System.Device.Spi;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Seams;
using nanoFramework.Hardware.Esp32;

namespace ChargePointFw.Mfrc522;

/// <summary>
/// A card reader with an MFRC522. Each step has one exchange with a card; every 5 s the chip itself is looked at, and one that
/// does not answer or was reset is started anew. Ids are hashed as "u-" and the UID's hexadecimal digits.
/// </summary>
public sealed class Mfrc522Reader : ICardReader, ICardReaderHealth
{
    private const int Bus = 1;
    private const int ClockHz = 4_000_000;
    private const int ResetMs = 50;
    private const int AgainMs = 1_000;
    private const int CheckMs = 5_000;
    private const int RepeatMs = 2_000;

    private readonly Mfrc522Chip chip;
    private readonly CardSearch search;
    private readonly IClock clock;
    private readonly TokenHash hash;
    private bool isUp;
    private bool isResetting;
    private long nextMs;
    private long lastHash;
    private long lastAtMs;
    private bool isSilent;
    private bool wasSilent;
    private int toldCrowds;

    /// <param name="spi">The chip's wires.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="hash">Hashes the UID at once.</param>
    public Mfrc522Reader(SpiDevice spi, IClock clock, TokenHash hash)
    {
        chip = new Mfrc522Chip(spi);
        search = new CardSearch(chip);
        this.clock = clock;
        this.hash = hash;
    }

    /// <summary>A reader on the chip's first SPI bus.</summary>
    public static Mfrc522Reader Open(int clockPin, int dataInPin, int dataOutPin, int selectPin, IClock clock, TokenHash hash)
    {
        Configuration.SetPinFunction(clockPin, DeviceFunction.SPI1_CLOCK);
        Configuration.SetPinFunction(dataInPin, DeviceFunction.SPI1_MISO);
        Configuration.SetPinFunction(dataOutPin, DeviceFunction.SPI1_MOSI);
        var settings = new SpiConnectionSettings(Bus, selectPin) { ClockFrequency = ClockHz };
        return new Mfrc522Reader(new SpiDevice(settings), clock, hash);
    }

    public bool HasFailed => isSilent;

    public long TakeTokenHash()
    {
        long nowMs = clock.UptimeMs;
        if (!isUp)
        {
            Start(nowMs);
            return 0;
        }

        if (nowMs >= nextMs)
        {
            isUp = chip.IsThere && chip.IsConfigured;
            nextMs = nowMs + (isUp ? CheckMs : 0);
            return 0;
        }

        return search.Step() ? Seen(hash.OfHex("u-", search.Uid, search.UidBytes), nowMs) : 0;
    }

    public string TakeNews()
    {
        if (isSilent != wasSilent)
        {
            wasSilent = isSilent;
            return isSilent
                ? "card reader: the MFRC522 does not answer: check SCK, MOSI, MISO, SDA (its select line) and 3.3 V"
                : "card reader: the MFRC522 answers";
        }

        if (search.Crowds != toldCrowds)
        {
            toldCrowds = search.Crowds;
            return "card reader: more than two cards at once: present one";
        }

        return null;
    }

    private void Start(long nowMs)
    {
        if (nowMs < nextMs)
        {
            return;
        }

        if (!isResetting)
        {
            chip.Reset();
            isResetting = true;
            nextMs = nowMs + ResetMs;
            return;
        }

        isResetting = false;
        isSilent = !chip.IsThere;
        if (!isSilent)
        {
            chip.Configure();
            search.Reset();
            isSilent = !chip.IsConfigured;
        }

        isUp = !isSilent;
        nextMs = nowMs + (isUp ? CheckMs : AgainMs);
    }

    // A card at the edge of the field comes and goes: a session that it begins must not be ended by it.
    private long Seen(long token, long nowMs)
    {
        bool isRepeat = token == lastHash && nowMs - lastAtMs < RepeatMs;
        lastHash = token;
        lastAtMs = nowMs;
        return isRepeat ? 0 : token;
    }
}
