using System.Text.Json;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>The payload of the topic <c>record</c>: the 64 bytes of each record; the readable side is not looked at.</summary>
internal static class RecordMessage
{
    /// <summary>Records in one message.</summary>
    public const int MaximumRecords = 8;

    /// <summary>Longest payload that is read.</summary>
    public const int MaximumBytes = 16 * 1024;

    /// <summary>The records, oldest first as sent; null when the payload is not of this shape.</summary>
    public static IReadOnlyList<byte[]>? Parse(byte[] payload)
    {
        if (payload.Length > MaximumBytes)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("records", out JsonElement records)
                || records.ValueKind != JsonValueKind.Array
                || records.GetArrayLength() is 0 or > MaximumRecords)
            {
                return null;
            }

            var all = new List<byte[]>(records.GetArrayLength());
            foreach (JsonElement record in records.EnumerateArray())
            {
                if (record.ValueKind != JsonValueKind.Object
                    || !record.TryGetProperty("bytes", out JsonElement base64)
                    || base64.ValueKind != JsonValueKind.String
                    || !base64.TryGetBytesFromBase64(out byte[]? bytes)
                    || bytes.Length != RecordLayout.RecordBytes)
                {
                    return null;
                }

                all.Add(bytes);
            }

            return all;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException) // the latter for half a surrogate pair
        {
            return null;
        }
    }
}
