namespace ChargePointFw.Modbus;

/// <summary>
/// Where a quantity stands in a meter and how its bytes become whole Wh or W. All arithmetic is on integers, rounded
/// towards zero: the device compares NaN wrongly, and a float would not hold what a register can.
/// </summary>
public sealed class RegisterField
{
    private const int NoScaleFactor = -1;
    private const int NoValue16 = 0x8000;

    /// <summary>3 or 4.</summary>
    public byte Function = 4;

    /// <summary>First register of the request that reads it, counted from 0 as on the wire.</summary>
    public int Register;

    /// <summary>Registers of the request; fields with the same request are read in one.</summary>
    public int Count = 2;

    /// <summary>Where the quantity begins within them, registers.</summary>
    public int Offset;

    public RegisterFormat Format;

    /// <summary>Of two registers the first holds the low half.</summary>
    public bool IsLowWordFirst;

    /// <summary>What the meter tells, times this …</summary>
    public int Multiplier = 1;

    /// <summary>… through this, is Wh or W.</summary>
    public int Divisor = 1;

    /// <summary>Where within the request a power of ten stands that the number is multiplied by, registers; -1: nowhere.</summary>
    public int ScaleFactorOffset = NoScaleFactor;

    /// <summary>What the last good decoding gave, Wh or W.</summary>
    public long Value { get; private set; }

    /// <summary>How far apart the number and its next neighbour are, Wh or W, rounded up; at least 1.</summary>
    public long Step { get; private set; } = 1;

    /// <summary>Whether one answer holds both.</summary>
    public bool IsReadWith(RegisterField other) =>
        Function == other.Function && Register == other.Register && Count == other.Count;

    /// <summary>Takes the quantity out of an answer; what is wrong with it, or none.</summary>
    public UnitTrouble Decode(byte[] data)
    {
        switch (Format)
        {
            case RegisterFormat.Real:
                return Float(Word(data, IsLowWordFirst ? 1 : 0), Word(data, IsLowWordFirst ? 0 : 1));
            case RegisterFormat.SignedHalf:
                int word = Word(data, 0);
                return word == NoValue16 ? UnitTrouble.NoNumber : Scaled((short)word, data);
            default:
                return Integer((Word(data, IsLowWordFirst ? 1 : 0) << 16) | Word(data, IsLowWordFirst ? 0 : 1), data);
        }
    }

    private int Word(byte[] data, int index)
    {
        int at = (Offset + index) * 2;
        return (data[at] << 8) | data[at + 1];
    }

    private UnitTrouble Integer(int bits, byte[] data)
    {
        if (Format == RegisterFormat.Counter)
        {
            return Scaled(bits & 0xFFFFFFFFL, data);
        }

        bool isValue = bits != int.MaxValue && bits != int.MinValue;
        return isValue ? Scaled(bits, data) : UnitTrouble.NoNumber;
    }

    private UnitTrouble Scaled(long number, byte[] data)
    {
        long up = Multiplier;
        long down = Divisor;
        if (ScaleFactorOffset != NoScaleFactor)
        {
            int factor = (short)Word(data, ScaleFactorOffset - Offset);
            if (factor < -10 || factor > 6)
            {
                return UnitTrouble.NoNumber; // 0x8000 means that there is none
            }

            for (int i = 0; i < factor; i++)
            {
                up *= 10;
            }

            for (int i = factor; i < 0; i++)
            {
                down *= 10;
            }
        }

        Value = number * up / down;
        Step = (up + down - 1) / down;
        return UnitTrouble.None;
    }

    // Sign, 8 bits of exponent, 23 bits of fraction: the number is significand × 2^shift.
    private UnitTrouble Float(int high, int low)
    {
        int exponent = (high >> 7) & 0xFF;
        if (exponent == 0xFF)
        {
            return UnitTrouble.NoNumber; // NaN or an infinity
        }

        long significand = ((high & 0x7F) << 16) | low;
        significand = exponent == 0 ? 0 : significand | 0x800000; // what is not normal is less than any meter tells
        int shift = exponent - 150;
        if (shift > 24)
        {
            return UnitTrouble.OutOfRange;
        }

        long magnitude = Shifted(significand * Multiplier, shift) / Divisor;
        Value = (high & 0x8000) != 0 ? -magnitude : magnitude;
        long divisor = Divisor;
        long up = shift > 0 ? (long)Multiplier << shift : Multiplier;
        long down = shift < 0 ? (shift < -40 ? divisor << 40 : divisor << -shift) : divisor;
        Step = (up + down - 1) / down;
        return UnitTrouble.None;
    }

    private static long Shifted(long number, int shift) =>
        shift >= 0 ? number << shift : shift < -62 ? 0 : number >> -shift;
}
