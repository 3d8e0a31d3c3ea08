using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Records;

[TestClass]
public class BytesTests
{
    [TestMethod]
    public void NumbersOfOneToSixBytes_ComeBackUnsigned()
    {
        var buffer = new byte[10];
        for (int count = 1; count <= 6; count++)
        {
            long most = (1L << (8 * count)) - 1;
            Bytes.Put(buffer, 2, count, most);
            Check.Is(most, Bytes.Take(buffer, 2, count), count.ToString() + " bytes");
            Bytes.Put(buffer, 2, count, most - 2);
            Check.Is(most - 2, Bytes.Take(buffer, 2, count), count.ToString() + " bytes, less two");
        }
    }

    [TestMethod]
    public void AHash_IsBigEndianAndKeepsItsSign()
    {
        byte[] bytes = Ascii.FromHex("FEDCBA9876543210");
        long hash = Bytes.TakeHash(bytes, 0);
        Check.Is(-0x0123456789ABCDF0, hash, "hash");
        var back = new byte[8];
        Bytes.PutHash(back, 0, hash);
        Check.Same(bytes, back, 8, "back");
    }

    [TestMethod]
    public void AnyBitThatDiffers_IsSeen()
    {
        var a = new byte[16];
        for (int bit = 0; bit < 128; bit++)
        {
            var b = new byte[20];
            b[4 + (bit / 8)] ^= (byte)(1 << (bit % 8));
            Check.That(!Bytes.EqualInConstantTime(a, 0, b, 4, 16), "bit " + bit.ToString());
        }

        Check.That(Bytes.EqualInConstantTime(a, 0, new byte[20], 4, 16), "equal");
    }
}
