// System.SpanByte: the nanoFramework's view of a piece of a byte array, which I2C reads into and writes from.
namespace System;

/// <summary>A window on an array of bytes; copying it copies no bytes.</summary>
public readonly ref struct SpanByte
{
    private readonly byte[] _array;
    private readonly int _start;

    /// <summary>All of an array; null gives an empty window.</summary>
    public SpanByte(byte[] array)
    {
        _array = array;
        _start = 0;
        Length = array?.Length ?? 0;
    }

    /// <summary>A part of an array.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the array.</exception>
    public SpanByte(byte[] array, int start, int length)
    {
        if (start < 0 || length < 0 || start + length > (array?.Length ?? 0))
            throw new ArgumentOutOfRangeException(nameof(start));
        _array = array;
        _start = start;
        Length = length;
    }

    public static SpanByte Empty => default;

    public int Length { get; }

    public bool IsEmpty => Length == 0;

    public byte this[int index]
    {
        get => _array[_start + Checked(index)];
        set => _array[_start + Checked(index)] = value;
    }

    public static implicit operator SpanByte(byte[] array) => new(array);

    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(SpanByte destination)
    {
        if (Length > destination.Length)
            throw new ArgumentException(null, nameof(destination));
        for (var i = 0; i < Length; i++)
            destination[i] = this[i];
    }

    public SpanByte Slice(int start) => Slice(start, Length - start);

    public SpanByte Slice(int start, int length)
    {
        if (start < 0 || length < 0 || start + length > Length)
            throw new ArgumentOutOfRangeException(nameof(start));
        return new SpanByte(_array, _start + start, length);
    }

    public byte[] ToArray()
    {
        var copy = new byte[Length];
        CopyTo(copy);
        return copy;
    }

    private int Checked(int index) =>
        index >= 0 && index < Length ? index : throw new ArgumentOutOfRangeException(nameof(index));
}
