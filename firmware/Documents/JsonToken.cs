namespace ChargePointFw.Documents;

/// <summary>What <see cref="JsonReader.Next"/> found.</summary>
public enum JsonToken
{
    /// <summary>The text breaks the rules of JSON or of this reader; nothing after it is read.</summary>
    Error,
    End,
    BeginObject,
    EndObject,
    BeginArray,
    EndArray,
    Name,
    Text,
    Number,
    True,
    False,
    Null,
}
