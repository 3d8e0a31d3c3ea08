// System.IO.Hashing.Crc32 of hal/Host: published vectors, and bytes in pieces.
using System.IO.Hashing;
using System.Text;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class Crc32Tests
{
    [TestMethod]
    [DataRow("", 0x00000000u)]
    [DataRow("a", 0xE8B7BE43u)]
    [DataRow("abc", 0x352441C2u)]
    [DataRow("123456789", 0xCBF43926u)]
    [DataRow("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void TheVectors(string text, uint expected)
    {
        var crc = new Crc32();

        crc.Append(Encoding.ASCII.GetBytes(text));

        Assert.AreEqual(expected, crc.GetCurrentHashAsUInt32());
    }

    [TestMethod]
    public void Pieces_GiveTheSameAsTheWhole_AndResetForgets()
    {
        var crc = new Crc32();
        crc.Append(0xFF);
        crc.Reset();
        crc.Append("1234"u8.ToArray());
        Assert.AreNotEqual(0xCBF43926, crc.GetCurrentHashAsUInt32());
        crc.Append((byte)'5');
        crc.Append("6789"u8.ToArray());

        Assert.AreEqual(0xCBF43926, crc.GetCurrentHashAsUInt32());
    }
}
