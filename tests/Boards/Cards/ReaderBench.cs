// An MFRC522 on a bench, stepped as the control loop does it.
using System.Device.Spi;
using System.Text;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Hal.Host;
using ChargePointFw.Mfrc522;

namespace ChargePointFw.Boards.Tests.Cards;

internal sealed class ReaderBench
{
    public const int StepMs = 100;
    private const int SelectPin = 15;
    private static readonly byte[] s_siteKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly VirtualSpi _buses = new();

    public ReaderBench(bool isWired = true)
    {
        Wire(isWired ? Chip : null);
        using (_buses.Use())
            Reader = new Mfrc522Reader(new SpiDevice(new SpiConnectionSettings(1, SelectPin)), Clock, Hash());
    }

    public SimulatedMfrc522 Chip { get; } = new();

    public StepClock Clock { get; } = new();

    public Mfrc522Reader Reader { get; }

    /// <summary>Most words that one step exchanged with the chip.</summary>
    public int MostTransfers { get; private set; }

    public static TokenHash Hash() => new(new HmacSha256(), s_siteKey);

    /// <summary>Hash of an id as the back office makes it of what staff type in.</summary>
    public static long HashOf(string id)
    {
        var tag = System.Security.Cryptography.HMACSHA256.HashData(s_siteKey, Encoding.ASCII.GetBytes(id));
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(tag);
    }

    public static long HashOf(SimulatedCard card) => HashOf("u-" + Convert.ToHexString(card.Uid));

    /// <summary>Solders something to the bus, or nothing.</summary>
    public void Wire(IVirtualSpiDevice? device) => _buses.Connect(1, SelectPin, device);

    /// <summary>Steps for so long; the tokens that were taken.</summary>
    public List<long> Run(int ms)
    {
        var tokens = new List<long>();
        for (var passed = 0; passed < ms; passed += StepMs)
        {
            Clock.UptimeMs += StepMs;
            var before = Chip.Transfers;
            var token = Reader.TakeTokenHash();
            MostTransfers = Math.Max(MostTransfers, Chip.Transfers - before);
            if (token != 0)
                tokens.Add(token);
        }
        return tokens;
    }
}
