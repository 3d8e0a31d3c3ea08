using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Records;

/// <summary>The readable side of a record: right JSON, within the room that the messages give it.</summary>
[TestClass]
public class RecordViewTests
{
    private const int RoomBytes = 768;

    [TestMethod]
    public void EveryType_AtItsLargest_FitsItsShareOfAMessage()
    {
        for (int type = 0; type <= SampleRecords.LastType; type++)
        {
            Record record = SampleRecords.Extreme(type);
            record.MeterSerial = "\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF";
            record.TokenHash = long.MinValue;
            var json = new JsonWriter(2 * RoomBytes);
            RecordView.Write(json, new byte[64], record);
            Check.That(json.Length < RoomBytes, "type " + type.ToString() + " takes " + json.Length.ToString());
        }
    }

    [TestMethod]
    public void EveryType_IsJsonThatTheStrictReaderAccepts()
    {
        for (int type = 1; type <= SampleRecords.LastType; type++)
        {
            var json = new JsonWriter(RoomBytes);
            RecordView.Write(json, new byte[64], SampleRecords.Ordinary(type));
            byte[] text = json.ToArray();
            var reader = new JsonReader(text, 0, text.Length);
            Check.Is((int)JsonToken.BeginObject, (int)reader.Next(), "begins");
            JsonToken token = reader.Next();
            int members = 0;
            while (token == JsonToken.Name)
            {
                Check.That(reader.Skip(), "value");
                members++;
                token = reader.Next();
            }

            Check.Is((int)JsonToken.EndObject, (int)token, "ends, type " + type.ToString());
            Check.That(members > 8, "more than a header");
        }
    }

    [TestMethod]
    public void ASessionsEnd_ReadsAsPeopleExpect()
    {
        var json = new JsonWriter(RoomBytes);
        var bytes = new byte[64];
        RecordView.Write(json, bytes, SampleRecords.Ordinary(5));
        string zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";
        Check.Is(
            "{\"bytes\":\"" + zeros + "\",\"number\":41,\"type\":\"SessionEnded\",\"utc\":\"2026-04-01T00:00:00.000Z\","
            + "\"uptimeMs\":123400,\"clock\":\"Synchronised\",\"journal\":305419896,\"boot\":7,\"session\":12,"
            + "\"claim\":\"renewable\",\"chargingState\":\"Charging\",\"registerWh\":1203400,"
            + "\"interval\":\"2026-04-01T00:00:00.000Z\",\"allocation\":17,\"energyWh\":15,\"coveredWh\":14,"
            + "\"uncoveredWh\":1,\"unclaimedWh\":0,\"stoppedReason\":\"StoppedByEV\"}",
            Ascii.Text(json.ToArray()),
            "view");
    }
}
