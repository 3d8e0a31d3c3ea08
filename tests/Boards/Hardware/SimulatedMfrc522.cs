// The MFRC522 as its data sheet (rev. 3.9) describes it, register by register, on a virtual SPI bus, with cards in its field.
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>Registers 00h to 3Fh, the FIFO of 64 bytes, and of the commands idle, transceive and soft reset.</summary>
internal sealed class SimulatedMfrc522 : IVirtualSpiDevice
{
    private const int Command = 0x01;
    private const int ComIrq = 0x04;
    private const int Error = 0x06;
    private const int FifoData = 0x09;
    private const int FifoLevel = 0x0A;
    private const int Control = 0x0C;
    private const int BitFraming = 0x0D;
    private const int Coll = 0x0E;
    private const int TxControl = 0x14;
    private const int TxAsk = 0x15;
    private const int TimerMode = 0x2A;
    private const int Version = 0x37;

    private readonly byte[] _registers = new byte[64];
    private readonly Queue<byte> _fifo = [];
    private int _byteInTransfer;
    private int _address;

    public SimulatedMfrc522() => LosePower();

    /// <summary>The cards that lie in the field.</summary>
    public List<SimulatedCard> Cards { get; } = [];

    /// <summary>Bits of ErrorReg that the next answer raises: a disturbed field.</summary>
    public int NextError { get; set; }

    /// <summary>Words exchanged since it was made.</summary>
    public int Transfers { get; private set; }

    /// <summary>Frames sent to cards since it was made.</summary>
    public int Frames { get; private set; }

    /// <summary>What lies in the FIFO.</summary>
    public byte[] Fifo => [.. _fifo];

    /// <summary>A brown-out: every register as after power-up, and the cards without a field.</summary>
    public void LosePower()
    {
        Array.Clear(_registers);
        _fifo.Clear();
        _registers[Command] = 0x20;
        _registers[ComIrq] = 0x14;
        _registers[Coll] = 0x80;
        _registers[0x11] = 0x3F;
        _registers[TxControl] = 0x80;
        _registers[Version] = 0x92;
        foreach (var card in Cards)
            card.LoseField();
    }

    public void Select() => _byteInTransfer = 0;

    public byte Exchange(byte value)
    {
        if (_byteInTransfer++ == 0)
        {
            Transfers++;
            Assert.AreEqual(0, value & 1, "the lowest bit of an address byte is 0");
            _address = value;
            return 0;
        }
        if ((_address & 0x80) == 0)
        {
            Write((_address >> 1) & 0x3F, value);
            return 0;
        }
        var given = Read((_address >> 1) & 0x3F);
        _address = value | 0x80;
        return given;
    }

    public void Deselect()
    {
    }

    private byte Read(int register) => register switch
    {
        FifoData => _fifo.TryDequeue(out var value) ? value : (byte)0,
        FifoLevel => (byte)_fifo.Count,
        _ => _registers[register],
    };

    private void Write(int register, byte value)
    {
        switch (register)
        {
            case Command when (value & 0x0F) == 0x0F:
                LosePower();
                break;
            case ComIrq: // bit 7 says whether the others set or clear
                _registers[ComIrq] = (byte)((value & 0x80) != 0 ? _registers[ComIrq] | (value & 0x7F) : _registers[ComIrq] & ~value);
                break;
            case FifoData:
                Assert.IsLessThan(64, _fifo.Count, "the FIFO overflows");
                _fifo.Enqueue(value);
                break;
            case FifoLevel:
                if ((value & 0x80) != 0)
                    _fifo.Clear();
                break;
            case Error or Version:
                break; // read only
            case Coll:
                _registers[Coll] = (byte)((_registers[Coll] & 0x3F) | (value & 0x80));
                break;
            case BitFraming:
                _registers[BitFraming] = (byte)(value & 0x7F);
                if ((value & 0x80) != 0 && (_registers[Command] & 0x0F) == 0x0C)
                    Transceive();
                break;
            default:
                _registers[register] = value;
                break;
        }
    }

    private void Transceive()
    {
        Frames++;
        var lastBits = _registers[BitFraming] & 7;
        var align = (_registers[BitFraming] >> 4) & 7;
        var sent = Bits([.. _fifo], (_fifo.Count * 8) - (lastBits == 0 ? 0 : 8 - lastBits));
        _fifo.Clear();
        var isHeard = (_registers[TxControl] & 3) == 3 && (_registers[TxAsk] & 0x40) != 0;
        var answers = isHeard ? Cards.Select(card => card.Answer(sent)).OfType<bool[]>().ToList() : [];
        if (answers.Count == 0)
        {
            _registers[ComIrq] |= (byte)((_registers[TimerMode] & 0x80) != 0 ? 0x01 : 0);
            return;
        }
        _registers[Error] = (byte)NextError;
        _registers[Coll] = (byte)((_registers[Coll] & 0x80) | 0x20);
        NextError = 0;
        Receive(answers, align);
    }

    private void Receive(List<bool[]> answers, int align)
    {
        var length = answers.Max(answer => answer.Length);
        var collision = Enumerable.Range(0, length).FirstOrDefault(bit => answers.Any(answer => answer.ElementAtOrDefault(bit) != answers[0].ElementAtOrDefault(bit)), -1);
        var bits = new List<bool>(new bool[align]);
        for (var i = 0; i < length; i++)
        {
            var isBehind = collision >= 0 && i >= collision;
            bits.Add(!isBehind ? answers[0][i] : (_registers[Coll] & 0x80) != 0 && answers.Any(answer => answer.ElementAtOrDefault(i)));
        }
        if (collision >= 0)
        {
            var position = collision + align + 1;
            _registers[Error] |= 0x08;
            _registers[Coll] = (byte)((_registers[Coll] & 0x80) | (position <= 32 ? position % 32 : 0x20));
        }
        for (var i = 0; i < bits.Count; i += 8)
            _fifo.Enqueue((byte)Enumerable.Range(i, Math.Min(8, bits.Count - i)).Sum(bit => bits[bit] ? 1 << (bit - i) : 0));
        _registers[Control] = (byte)(bits.Count % 8);
        _registers[ComIrq] |= 0x20;
    }

    private static bool[] Bits(byte[] bytes, int count) => [.. Enumerable.Range(0, count).Select(bit => (bytes[bit / 8] >> (bit % 8) & 1) != 0)];
}
