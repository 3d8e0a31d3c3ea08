using System.Text;
using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>A serial line on which a technician has typed something, and which keeps what he is told.</summary>
internal sealed class TypedLine(string typed) : ISerialLine
{
    private readonly byte[] _typed = Encoding.ASCII.GetBytes(typed);
    private readonly StringBuilder _said = new();
    private int _taken;

    /// <summary>All that was said so far.</summary>
    public string Said => _said.ToString();

    public int Available => _typed.Length - _taken;

    public int Read(byte[] buffer, int offset, int count)
    {
        var length = Math.Min(count, Available);
        Array.Copy(_typed, _taken, buffer, offset, length);
        _taken += length;
        return length;
    }

    public void Write(byte[] buffer, int count) => _said.Append(Encoding.ASCII.GetString(buffer, 0, count));
}
