// A serial card reader byte by byte: lines, silences, noise, and cards that lie there.
using System.Text;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests.Cards;

[TestClass]
public sealed class SerialCardReaderTests
{
    private const string Stx = "\u0002";
    private const string Etx = "\u0003";
    private readonly Wire _wire = new();
    private readonly StepClock _clock = new();

    [TestMethod]
    [DataRow("04A1B2C3D4E5", "", DisplayName = "RDM6300: 10 digits and 2 of check sum")]
    [DataRow("04A1B2C3D4E5", "\r\n", DisplayName = "ID-12: with CR and LF")]
    [DataRow("1", "", DisplayName = "one letter")]
    [DataRow("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", "", DisplayName = "32 letters")]
    [DataRow("card#7/~", "", DisplayName = "other letters")]
    public void ALine_IsHashedAsItStands(string id, string tail)
    {
        var reader = Reader();
        _wire.Say(Stx + id + tail + Etx);
        CollectionAssert.AreEqual(new[] { ReaderBench.HashOf(id) }, Run(reader, 500));
        Assert.IsNull(reader.TakeNews());
    }

    [TestMethod]
    public void ALine_MayComeInPieces()
    {
        var reader = Reader();
        var tokens = new List<long>();
        foreach (var letter in Stx + "04A1B2C3D4E5\r\n" + Etx)
        {
            _wire.Say(letter.ToString());
            tokens.AddRange(Run(reader, 100));
        }
        CollectionAssert.AreEqual(new[] { ReaderBench.HashOf("04A1B2C3D4E5") }, tokens);
    }

    [TestMethod]
    [DataRow("ABC" + Etx, false, DisplayName = "the end of a line")]
    [DataRow(Stx + Etx, true, DisplayName = "an empty line")]
    [DataRow(Stx + "AB C" + Etx, true, DisplayName = "a space")]
    [DataRow(Stx + "AB\u0080C" + Etx, true, DisplayName = "a letter that is none")]
    [DataRow(Stx + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456" + Etx, true, DisplayName = "33 letters")]
    [DataRow("noise without marks", false, DisplayName = "no line")]
    public void WhatIsNoLine_GivesNothing(string said, bool isNews)
    {
        var reader = Reader();
        _wire.Say(said);
        Assert.IsEmpty(Run(reader, 1_000));
        var news = reader.TakeNews();
        Assert.AreEqual(isNews || said.EndsWith(Etx, StringComparison.Ordinal), news != null);
        _wire.Say(Stx + "GOOD" + Etx);
        Assert.HasCount(1, Run(reader, 500));
    }

    [TestMethod]
    public void ALineThatBreaksOff_IsDropped_AndNotJoinedToTheNext()
    {
        var reader = Reader();
        _wire.Say(Stx + "04A1");
        Assert.IsEmpty(Run(reader, 1_000));
        StringAssert.Contains(reader.TakeNews(), "check CardReaderBaud");
        _wire.Say("B2C3" + Etx);
        Assert.IsEmpty(Run(reader, 500));
    }

    [TestMethod]
    public void ACardThatLiesThere_IsOneToken()
    {
        var reader = Reader();
        var tokens = 0;
        for (var i = 0; i < 60; i++)
        {
            _wire.Say(Stx + "04A1B2C3D4E5" + Etx);
            tokens += Run(reader, 500).Count;
        }
        Assert.AreEqual(1, tokens);
        Run(reader, 3_000);
        _wire.Say(Stx + "04A1B2C3D4E5" + Etx);
        Assert.HasCount(1, Run(reader, 500));
    }

    [TestMethod]
    public void AStep_TakesNoMoreThanItsBound()
    {
        var reader = Reader();
        _wire.Say(new string('x', 10_000) + Stx + "GOOD" + Etx);
        reader.TakeTokenHash();
        Assert.AreEqual(64, _wire.MostRead);
        Assert.HasCount(1, Run(reader, 20_000));
    }

    private SerialCardReader Reader() => new(_wire, _clock, ReaderBench.Hash());

    private List<long> Run(SerialCardReader reader, int ms)
    {
        var tokens = new List<long>();
        for (var passed = 0; passed < ms; passed += ReaderBench.StepMs)
        {
            _clock.UptimeMs += ReaderBench.StepMs;
            var token = reader.TakeTokenHash();
            if (token != 0)
                tokens.Add(token);
        }
        return tokens;
    }

    private sealed class Wire : ISerialLine
    {
        private readonly Queue<byte> _bytes = [];

        public int MostRead { get; private set; }

        public int Available => _bytes.Count;

        public void Say(string text)
        {
            foreach (var letter in Encoding.Latin1.GetBytes(text))
                _bytes.Enqueue(letter);
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            MostRead = Math.Max(MostRead, count);
            for (var i = 0; i < count; i++)
                buffer[offset + i] = _bytes.Dequeue();
            return count;
        }

        public void Write(byte[] buffer, int count) => Assert.Fail("Nothing is said to a reader.");
    }
}
