// A card as ISO/IEC 14443-3 type A describes it, bit by bit.
namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>Answers to request, anticollision, select and halt; what it does behind that nobody asks.</summary>
internal sealed class SimulatedCard(params byte[] uid)
{
    private const byte CascadeTag = 0x88;
    private int _level = -1; // -1: idle, from 0: ready on that level, 3: active
    private bool _isHalted;

    public byte[] Uid => uid;

    /// <summary>Its answer's check byte, or check sum, is spoiled from now on.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>It does not answer any more after so many frames: it is taken away.</summary>
    public int FramesLeft { get; set; } = int.MaxValue;

    private int Levels => uid.Length == 4 ? 1 : uid.Length == 7 ? 2 : 3;

    public void LoseField()
    {
        _level = -1;
        _isHalted = false;
    }

    /// <summary>Null: it says nothing.</summary>
    public bool[]? Answer(bool[] frame)
    {
        if (FramesLeft-- <= 0)
            return null;
        if (frame.Length == 7)
            return Request(Number(frame, 0, 7));
        if (_isHalted || frame.Length < 16)
            return null;
        if (_level is < 0 or > 2)
        {
            _isHalted = _level == 3 && Number(frame, 0, 8) == 0x50 && IsWhole(frame);
            return null;
        }
        return Number(frame, 0, 8) == 0x93 + (2 * _level) ? Tell(frame) : Forget();
    }

    private bool[]? Request(int command)
    {
        var isMeant = command == 0x26 && !_isHalted && _level == -1;
        if (!isMeant)
            return Forget();
        _level = 0;
        return Bits((byte)(uid.Length == 4 ? 0x04 : uid.Length == 7 ? 0x44 : 0x84), 0x00);
    }

    private bool[]? Tell(bool[] frame)
    {
        var own = Bits(Part());
        var known = frame[16..];
        if (Number(frame, 8, 8) == 0x70)
            return known.Length == 56 && known.AsSpan(0, 40).SequenceEqual(own) && IsWhole(frame) ? Select() : Forget();
        var claimed = (((Number(frame, 8, 8) >> 4) - 2) * 8) + (Number(frame, 8, 8) & 15);
        return claimed == known.Length && own.AsSpan(0, known.Length).SequenceEqual(known) ? own[known.Length..] : Forget();
    }

    private bool[] Select()
    {
        var isLast = ++_level == Levels;
        _level = isLast ? 3 : _level;
        byte[] sak = [(byte)(isLast ? 0x20 : 0x04)];
        var sum = CheckSum(sak);
        return Bits([.. sak, (byte)(IsDisturbed ? sum ^ 1 : sum), (byte)(sum >> 8)]);
    }

    private byte[] Part()
    {
        var from = _level * 3;
        byte[] part = _level + 1 < Levels ? [CascadeTag, .. uid[from..(from + 3)]] : uid[from..(from + 4)];
        return [.. part, (byte)(part[0] ^ part[1] ^ part[2] ^ part[3] ^ (IsDisturbed && _level > 0 ? 4 : 0))];
    }

    private bool[]? Forget()
    {
        _level = -1;
        return null;
    }

    private static bool IsWhole(bool[] frame)
    {
        var bytes = Enumerable.Range(0, frame.Length / 8).Select(i => (byte)Number(frame, i * 8, 8)).ToArray();
        return CheckSum(bytes[..^2]) == (bytes[^2] | (bytes[^1] << 8));
    }

    // CRC_A by the book: the register is shifted bit by bit, the polynomial x^16 + x^12 + x^5 + 1.
    private static int CheckSum(byte[] bytes)
    {
        var register = 0xC6C6; // 6363h, mirrored
        foreach (var bit in Bits(bytes))
        {
            var isOut = ((register & 0x8000) != 0) != bit;
            register = (register << 1) & 0xFFFF;
            register ^= isOut ? 0x1021 : 0;
        }
        return Enumerable.Range(0, 16).Sum(bit => (register >> bit & 1) << (15 - bit));
    }

    private static int Number(bool[] bits, int from, int count) => Enumerable.Range(0, count).Sum(bit => bits[from + bit] ? 1 << bit : 0);

    private static bool[] Bits(params byte[] bytes) => [.. bytes.SelectMany(value => Enumerable.Range(0, 8).Select(bit => (value >> bit & 1) != 0))];
}
