using System.Text;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Every import, given what is no file of its kind: refused with what, where and what to do, before much is read; nothing is changed.</summary>
[TestClass]
public sealed class BadFileTests
{
    private const string Operators = "単位[MW平均],,,供給力\n" + SupplyFiles.Columns + "\n";
    private const string Plain = "interval_start,energy_wh,source,certificate_id\n2026-04-02T00:00:00Z,1000,SOLAR,c1\n";
    private const string Certificate = "certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,valid_to,volume_wh,tracking,fit\n" + CertificateTests.Good + "\n";
    private const string Members = "token_id,programme,group,valid_until\nw26-0000000001234567,zesp3,,2027-03-31\n";

    private static readonly (string Kind, string Good, Action<Office, Stream> Import)[] imports =
    [
        ("operators", Operators + SupplyFiles.Row("2026/4/2", "0:00", "10") + "\n", (office, stream) => office.App.Supply.ImportOperatorsCsv(Office.SiteName, stream, "file.csv", 10_000, "tests")),
        ("plain", Plain, (office, stream) => office.App.Supply.ImportPlainCsv(Office.SiteName, stream, "file.csv", "tests")),
        ("certificates", Certificate, (office, stream) => office.App.Certificates.ImportCsv(stream, "file.csv", "tests")),
        ("members", Members, (office, stream) => office.App.Members.ImportCsv(Office.SiteName, stream, "file.csv", new byte[32], "tests")),
    ];

    private static readonly (string What, Func<string, byte[]> Spoil, Why Why)[] spoilt =
    [
        ("empty", _ => [], Why.NoHeader),
        ("nothing but lines", _ => "\r\n\r\n\n"u8.ToArray(), Why.NoHeader),
        ("UTF-16", good => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(good)], Why.NoEncoding),
        ("a picture", _ => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0xFF, 0xFF, 0xA0, 0x80], Why.NoEncoding),
        ("marked as UTF-8 and none", good => [.. Encoding.UTF8.Preamble, .. SupplyFiles.Cp932.GetBytes(good + "表"), 0x81], Why.NotAsMarked),
        ("a quotation mark that is not closed", good => Encoding.UTF8.GetBytes(good + "\"2026/4/2,0:00,1\n" + good), Why.QuotationMark),
        ("letters behind a quotation mark", good => Encoding.UTF8.GetBytes(good + "\"a\"b,c\n"), Why.QuotationMark),
        ("a column twice", good => Encoding.UTF8.GetBytes(Header(good, "DATE", "TIME").Replace("interval_start", "energy_wh", StringComparison.Ordinal).Replace("token_id", "group", StringComparison.Ordinal).Replace("device_id", "source", StringComparison.Ordinal)), Why.ColumnTwice),
        ("a row too short", good => Encoding.UTF8.GetBytes(good + "x,y\n"), Why.AtLine),
    ];

    private static string Header(string text, string from, string to) => text.Replace(from, to, StringComparison.Ordinal);

    public static IEnumerable<object[]> Cases =>
        from import in Enumerable.Range(0, imports.Length)
        from file in Enumerable.Range(0, spoilt.Length)
        select new object[] { imports[import].Kind, spoilt[file].What, import, file };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task AFileThatIsNone_IsRefused_AndNothingIsChanged(string kind, string what, int import, int file)
    {
        await using var office = new Office();
        string before = Told(office);
        using var stream = new MemoryStream(spoilt[file].Spoil(imports[import].Good));
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => imports[import].Import(office, stream), $"{kind}: {what}");
        StringAssert.StartsWith(refusal.Message, "file.csv", $"{kind}: {what}: which file");
        if (spoilt[file].Why is Why.QuotationMark or Why.ColumnTwice or Why.AtLine)
        {
            Assert.IsGreaterThan(0, refusal.Line, $"{kind}: {what}: where: {refusal.Message}");
        }
        else
        {
            string expected = new Refused(spoilt[file].Why).ToString();
            StringAssert.Contains(refusal.Message, expected.Split('{')[0].Trim(), $"{kind}: {what}");
        }

        Assert.AreEqual(before, Told(office), $"{kind}: {what}: nothing is changed");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task AGigabyte_IsRefused_WhenAFewMegabytesAreRead(int import)
    {
        await using var office = new Office();
        using var stream = new EndlessStream(1L << 30, (byte)'1');
        long before = GC.GetTotalAllocatedBytes(precise: true);
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => imports[import].Import(office, stream));
        StringAssert.Contains(refusal.Message, "file.csv");
        StringAssert.Contains(refusal.Message, new Refused(Why.TooLong, SupplyText.MaximumBytes).ToString());
        Assert.IsLessThan(2 * SupplyText.MaximumBytes, stream.Given, "bytes that were read");
        Assert.IsLessThan(8L * SupplyText.MaximumBytes, GC.GetTotalAllocatedBytes(precise: true) - before, "bytes of memory");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task TheSameFileTwice_ChangesNothing(int import)
    {
        await using var office = new Office();
        imports[import].Import(office, new MemoryStream(Encoding.UTF8.GetBytes(imports[import].Good)));
        string once = Told(office);
        imports[import].Import(office, new MemoryStream(Encoding.UTF8.GetBytes(imports[import].Good)));
        Assert.AreEqual(once, Told(office));
        Assert.AreNotEqual("0 0 0 1", once, "the good file is taken");
    }

    private static string Told(Office office) => office.Scalar<string>(
        "SELECT (SELECT count(*) FROM supply_import) || ' ' || (SELECT count(*) FROM supply_fact) || ' ' || (SELECT count(*) FROM certificate_fact) || ' ' || (SELECT count(*) FROM token_list)");

    /// <summary>So many times the same byte, and nothing of it in memory.</summary>
    private sealed class EndlessStream(long length, byte value) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = (int)Math.Min(count, length - Given);
            buffer.AsSpan(offset, given).Fill(value);
            Given += given;
            return given;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
