// The MFRC522 driver against a register-accurate chip and cards that answer bit by bit.
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests.Cards;

[TestClass]
public sealed class Mfrc522Tests
{
    private const int StartMs = 300;

    [TestMethod]
    [DataRow("04A1B2C3", 500)]
    [DataRow("88A1B2C304D5E6", 700, DisplayName = "a maker's byte that looks like the cascade tag, inside")]
    [DataRow("04A1B2C3D4E5F6", 700)]
    [DataRow("04A1B2C3D4E5F6071829", 900)]
    [DataRow("00000000", 500)]
    public void ACard_IsReadWithinItsTime_AndHashedAsStaffTypeIt(string uid, int withinMs)
    {
        var bench = Started();
        var card = new SimulatedCard(Convert.FromHexString(uid));
        bench.Chip.Cards.Add(card);
        CollectionAssert.AreEqual(new[] { ReaderBench.HashOf("u-" + uid) }, bench.Run(withinMs));
        Assert.IsNull(bench.Reader.TakeNews());
    }

    [TestMethod]
    public void ACardThatLiesThere_IsOneToken_AndAnotherOneWhenItComesAgain()
    {
        var bench = Started();
        var card = new SimulatedCard(4, 1, 2, 3);
        bench.Chip.Cards.Add(card);
        Assert.HasCount(1, bench.Run(20_000));
        Take(bench, card);
        bench.Run(3_000);
        bench.Chip.Cards.Add(card);
        Assert.HasCount(1, bench.Run(2_000));
    }

    [TestMethod]
    public void ACardAtTheEdgeOfTheField_IsOneToken()
    {
        var bench = Started();
        var card = new SimulatedCard(4, 1, 2, 3);
        var tokens = 0;
        for (var i = 0; i < 10; i++)
        {
            bench.Chip.Cards.Add(card);
            tokens += bench.Run(1_000).Count;
            Take(bench, card);
            tokens += bench.Run(300).Count;
        }
        Assert.AreEqual(1, tokens);
    }

    [TestMethod]
    public void TwoCardsAtOnce_AreBothRead_WhateverTheirIds()
    {
        const int seed = 4_711;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var bench = Started();
            bench.Chip.Cards.AddRange([Card(random), Card(random)]);
            if (random.Next(2) == 0)
                Array.Copy(bench.Chip.Cards[0].Uid, bench.Chip.Cards[1].Uid, random.Next(4)); // the same beginning
            var expected = bench.Chip.Cards.Select(ReaderBench.HashOf).Order().ToArray();
            CollectionAssert.AreEqual(expected, bench.Run(4_000).Order().ToArray(), $"seed {seed}, round {round}: {string.Join(' ', bench.Chip.Cards.Select(card => Convert.ToHexString(card.Uid)))}");
        }
    }

    [TestMethod]
    public void ThreeCardsAtOnce_AreNeverTakenForAnother_AndSaid()
    {
        var bench = Started();
        bench.Chip.Cards.AddRange([new(0x03, 0, 0, 0), new(0x07, 0, 0, 0), new(0x02, 0, 0, 0)]);
        CollectionAssert.IsSubsetOf(bench.Run(5_000), bench.Chip.Cards.Select(ReaderBench.HashOf).ToArray());
        Assert.AreEqual("card reader: more than two cards at once: present one", bench.Reader.TakeNews());
    }

    [TestMethod]
    public void ACardTakenAwayAtAnyFrame_GivesNothing_AndTheNextOneIsRead()
    {
        for (var frames = 0; frames < 7; frames++)
        {
            var bench = Started();
            bench.Chip.Cards.Add(new SimulatedCard(4, 1, 2, 3, 4, 5, 6, 7, 8, 9) { FramesLeft = frames });
            Assert.IsEmpty(bench.Run(2_000), $"after {frames} frames");
            bench.Chip.Cards.Clear();
            bench.Chip.Cards.Add(new SimulatedCard(1, 2, 3, 4));
            Assert.HasCount(1, bench.Run(1_000));
        }
    }

    [TestMethod]
    [DataRow(0x01, DisplayName = "protocol error")]
    [DataRow(0x02, DisplayName = "parity error")]
    [DataRow(0x04, DisplayName = "check sum")]
    [DataRow(0x10, DisplayName = "overflow")]
    public void ADisturbedAnswer_IsAskedAgain(int error)
    {
        var bench = Started();
        var card = new SimulatedCard(4, 1, 2, 3, 4, 5, 6);
        bench.Chip.Cards.Add(card);
        for (var step = 0; step < 20; step++)
        {
            bench.Chip.NextError = error;
            Assert.IsEmpty(bench.Run(ReaderBench.StepMs));
        }
        bench.Chip.NextError = 0;
        CollectionAssert.AreEqual(new[] { ReaderBench.HashOf(card) }, bench.Run(1_500));
    }

    [TestMethod]
    [DataRow(4, DisplayName = "the answer to select")]
    [DataRow(7, DisplayName = "the second level's check byte")]
    public void AWrongCheckSum_IsNotTaken(int uidBytes)
    {
        var bench = Started();
        bench.Chip.Cards.Add(new SimulatedCard([.. Enumerable.Range(1, uidBytes).Select(i => (byte)i)]) { IsDisturbed = true });
        Assert.IsEmpty(bench.Run(5_000));
    }

    [TestMethod]
    public void AStep_ExchangesNoMoreThanItsBound()
    {
        var bench = new ReaderBench();
        bench.Chip.Cards.AddRange([new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), new(4, 1, 2, 3)]);
        bench.Run(20_000);
        Assert.IsLessThanOrEqualTo(30, bench.MostTransfers, "some 100 µs each on the device");
    }

    [TestMethod]
    public void ADeadReader_IsSaidOnce_AndStartedWhenItComes()
    {
        var bench = new ReaderBench(isWired: false);
        Assert.IsEmpty(bench.Run(1_000));
        Assert.AreEqual("card reader: the MFRC522 does not answer: check SCK, MOSI, MISO, SDA (its select line) and 3.3 V", bench.Reader.TakeNews());
        bench.Run(5_000);
        Assert.IsNull(bench.Reader.TakeNews());
        bench.Wire(bench.Chip);
        bench.Chip.Cards.Add(new SimulatedCard(4, 1, 2, 3));
        Assert.HasCount(1, bench.Run(3_000));
        Assert.AreEqual("card reader: the MFRC522 answers", bench.Reader.TakeNews());
    }

    [TestMethod]
    public void AReaderThatDiesOnTheWay_IsSaidWithinSeconds()
    {
        var bench = Started();
        bench.Run(10_000);
        bench.Wire(new StuckHigh());
        bench.Run(7_000);
        StringAssert.Contains(bench.Reader.TakeNews(), "does not answer");
        bench.Wire(bench.Chip);
        bench.Run(2_000);
        StringAssert.Contains(bench.Reader.TakeNews(), "the MFRC522 answers");
    }

    [TestMethod]
    public void ABrownOut_CostsSecondsAndNothingElse()
    {
        var bench = Started();
        bench.Chip.LosePower();
        bench.Run(7_000);
        bench.Chip.Cards.Add(new SimulatedCard(4, 1, 2, 3));
        Assert.HasCount(1, bench.Run(1_000));
    }

    [TestMethod]
    public void NothingOfAnId_StaysInTheChip()
    {
        var bench = Started();
        bench.Chip.Cards.Add(new SimulatedCard(0xDE, 0xAD, 0xBE, 0xEF));
        Assert.HasCount(1, bench.Run(1_000));
        Assert.IsFalse(bench.Chip.Fifo.Contains((byte)0xDE));
    }

    private static ReaderBench Started()
    {
        var bench = new ReaderBench();
        bench.Run(StartMs);
        return bench;
    }

    private static void Take(ReaderBench bench, SimulatedCard card)
    {
        bench.Chip.Cards.Remove(card);
        card.LoseField();
    }

    private static SimulatedCard Card(Random random)
    {
        var uid = new byte[new[] { 4, 7, 10 }[random.Next(3)]];
        random.NextBytes(uid);
        uid[0] = (byte)(uid[0] == 0x88 ? 0x04 : uid[0]); // not allowed as a first byte
        return new SimulatedCard(uid);
    }

    private sealed class StuckHigh : IVirtualSpiDevice
    {
        public void Select()
        {
        }

        public byte Exchange(byte value) => 0xFF;

        public void Deselect()
        {
        }
    }
}
