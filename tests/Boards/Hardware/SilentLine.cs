using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>A meters' line on which nobody answers.</summary>
internal sealed class SilentLine : ISerialLine
{
    public int Available => 0;

    public int Read(byte[] buffer, int offset, int count) => 0;

    public void Write(byte[] buffer, int count)
    {
    }
}
