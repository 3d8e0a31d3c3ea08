using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Records;

/// <summary>The 64 bytes, against firmware/Records/README.md and against themselves.</summary>
[TestClass]
public class RecordLayoutTests
{
    // Worked out by hand from the tables of the README, not by the code.
    [TestMethod]
    [DataRow(1, "01019E00037856341229000000070000C0FB2104D2040000 E80300000300000005000000280000000200DC050B000000")]
    [DataRow(2, "01029E00037856341229000000070000C0FB2104D2040000 0C0000C85C12000000181E110000000400F1020304050607")]
    [DataRow(3, "01039E00037856341229000000070000C0FB2104D2040000 0C0000C85C12000000181E1100000060AE0A5FAE0A059001")]
    [DataRow(4, "01049E00037856341229000000070000C0FB2104D2040000 0C0000C85C12000000181E11000000341200001000236145")]
    [DataRow(5, "01059E00037856341229000000070000C0FB2104D2040000 0C0000C85C12000000181E110000000F00000E000011E703")]
    [DataRow(6, "01069E00037856341229000000070000C0FB2104D2040000 53444D3633302D3700000000C85C12000064000900000000")]
    [DataRow(7, "01079E00037856341229000000070000C0FB2104D2040000 CEBFFB210432C0FB21040000000000000000000000000000")]
    [DataRow(8, "01089E00037856341229000000070000C0FB2104D2040000 0300000000181EC0001E0000000000000000000000000000")]
    [DataRow(9, "01099E00037856341229000000070000C0FB2104D2040000 021027000063000000000000000000000000000000000000")]
    [DataRow(10, "010A9E00037856341229000000070000C0FB2104D2040000 0301C85C1200000000000000000000000000000000000000")]
    [DataRow(11, "010B9E00037856341229000000070000C0FB2104D2040000 645C120000C85C12000000181E0000000000000000000000")]
    public void EveryType_HasTheBytesThatTheReadmeTells(int type, string hex)
    {
        var buffer = new byte[48];
        RecordLayout.Encode(SampleRecords.Ordinary(type), buffer, 0);
        Check.Same(Ascii.FromHex(hex), buffer, 48, "record");
    }

    [TestMethod]
    public void EveryType_OrdinaryOrExtreme_ComesBackAsItWent()
    {
        for (int type = 1; type <= SampleRecords.LastType; type++)
        {
            ComesBack(SampleRecords.Ordinary(type));
            ComesBack(SampleRecords.Extreme(type));
        }
    }

    [TestMethod]
    public void EveryType_IsWrittenAndReadAtAnyOffset()
    {
        var atStart = new byte[48];
        var later = new byte[64];
        for (int type = 1; type <= SampleRecords.LastType; type++)
        {
            RecordLayout.Encode(SampleRecords.Ordinary(type), atStart, 0);
            RecordLayout.Encode(SampleRecords.Ordinary(type), later, 16);
            for (int i = 0; i < 48; i++)
            {
                Check.Is(atStart[i], later[16 + i], "type " + type.ToString() + " byte " + i.ToString());
            }

            Check.That(RecordLayout.Decode(later, 16, new Record()), "read at 16");
        }
    }

    [TestMethod]
    public void AUsedBuffer_LeavesNothingBehind()
    {
        var used = new byte[48];
        for (int i = 0; i < used.Length; i++)
        {
            used[i] = 0xFF;
        }

        var clean = new byte[48];
        RecordLayout.Encode(SampleRecords.Ordinary(7), used, 0);
        RecordLayout.Encode(SampleRecords.Ordinary(7), clean, 0);
        Check.Same(clean, used, 48, "clock record");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(15)]
    [DataRow(255)]
    public void AnUnknownType_IsRefusedButItsHeaderIsRead(int type)
    {
        var buffer = new byte[48];
        RecordLayout.Encode(SampleRecords.Ordinary(2), buffer, 0);
        buffer[1] = (byte)type;
        var record = new Record();
        Check.That(!RecordLayout.Decode(buffer, 0, record), "refused");
        Check.Is(41, record.Number, "number");
        Check.Is(0, record.SessionNumber, "nothing of the body");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    [DataRow(255)]
    public void AnotherFormatVersion_IsRefused(int version)
    {
        var buffer = new byte[48];
        RecordLayout.Encode(SampleRecords.Ordinary(5), buffer, 0);
        buffer[0] = (byte)version;
        Check.That(!RecordLayout.Decode(buffer, 0, new Record()), "refused");
    }

    [TestMethod]
    public void WhatIsTooLarge_StaysAtItsPlacesLimit()
    {
        Record record = SampleRecords.Ordinary(4);
        record.SplitBeforeWh = 5_000;
        record.SplitAfterWh = 1 << 20;
        record.BootNumber = 70_000;
        record.EnergyWh = 1 << 25;
        record.CoveredWh = -1;
        Record back = RoundTrip(record);
        Check.Is(4_095, back.SplitBeforeWh, "before");
        Check.Is(4_095, back.SplitAfterWh, "after");
        Check.Is(65_535, back.BootNumber, "boot");
        Check.Is(RecordLayout.MaximumEnergyWh, back.EnergyWh, "energy");
        Check.Is(0, back.CoveredWh, "covered below zero");
    }

    [TestMethod]
    public void AnOldReading_SaturatesItsAge()
    {
        Record record = SampleRecords.Ordinary(5);
        record.ReadingAgeMs = 3_600_000;
        Check.Is(65_535, RoundTrip(record).ReadingAgeMs, "age");
    }

    [TestMethod]
    public void Energy_IsOfOneKindByItsClaim()
    {
        Record member = SampleRecords.Ordinary(3);
        Check.Is(1, member.UncoveredWh, "a member's uncovered");
        Check.Is(0, member.UnclaimedWh, "a member's unclaimed");
        Record guest = SampleRecords.Ordinary(3);
        guest.Claim = Claim.None;
        Check.Is(0, guest.UncoveredWh, "a guest's uncovered");
        Check.Is(700_000, guest.UnclaimedWh, "a guest's unclaimed");
    }

    [TestMethod]
    public void ASerialOfMoreThanTwelveLetters_IsCut()
    {
        Record record = SampleRecords.Ordinary(6);
        record.MeterSerial = "ABCDEFGHIJKLMNOP";
        Check.Is("ABCDEFGHIJKL", RoundTrip(record).MeterSerial, "serial");
    }

    [TestMethod]
    public void NoSerial_ComesBackAsNoSerial()
    {
        Record record = SampleRecords.Ordinary(6);
        record.MeterSerial = null;
        Check.That(RoundTrip(record).MeterSerial == null, "null, not an empty text");
    }

    [TestMethod]
    public void Clear_ForgetsEverything()
    {
        Record record = SampleRecords.Extreme(3);
        record.Clear();
        var left = new byte[48];
        for (int type = 1; type <= SampleRecords.LastType; type++)
        {
            record.Type = (RecordType)type;
            RecordLayout.Encode(record, left, 0);
            for (int i = 2; i < left.Length; i++)
            {
                Check.Is(0, left[i], "type " + type.ToString() + ", byte " + i.ToString());
            }
        }
    }

    private static Record RoundTrip(Record record)
    {
        var buffer = new byte[48];
        RecordLayout.Encode(record, buffer, 0);
        var back = new Record();
        Check.That(RecordLayout.Decode(buffer, 0, back), "decodes");
        return back;
    }

    // Encoding again what was decoded shows every field that the type carries.
    private static void ComesBack(Record record)
    {
        var first = new byte[48];
        var second = new byte[48];
        RecordLayout.Encode(record, first, 0);
        Record back = RoundTrip(record);
        RecordLayout.Encode(back, second, 0);
        Check.Same(first, second, 48, "type " + ((int)record.Type).ToString());
        Check.Is(record.Number, back.Number, "number");
        Check.Is(record.UtcMs, back.UtcMs, "UTC");
        Check.Is(record.UptimeMs, back.UptimeMs, "uptime");
        Check.Is((int)record.ChargingState, (int)back.ChargingState, "state");
        Check.Is((int)record.Claim, (int)back.Claim, "claim");
    }
}
